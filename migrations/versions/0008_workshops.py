"""workshops

Revision ID: 0008
Revises: 0007
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TRAIL = "step_event"


def upgrade() -> None:
    op.create_table(
        "method_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("definition", json, nullable=False),
        sa.Column("texts", json, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_method_version")),
        sa.UniqueConstraint("digest", name=op.f("uq_method_version_digest")),
    )
    op.create_table(
        "workshop",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("join_code", sa.String(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("announcement", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("group_size", sa.Integer(), nullable=False),
        sa.Column("holds_cards", sa.Boolean(), nullable=False),
        sa.Column("shows_names", sa.Boolean(), nullable=False),
        sa.Column("keeps_seats_days", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("seat_sequence", sa.Integer(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=True),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("step_began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_seconds", sa.Integer(), nullable=True),
        sa.Column("is_revealed", sa.Boolean(), nullable=False),
        sa.Column("scene", json, nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_rehearsal", sa.Boolean(), nullable=False),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seats_erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_workshop_city_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_workshop_created_by_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["person.id"], name=op.f("fk_workshop_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
        sa.UniqueConstraint("code", name=op.f("uq_workshop_code")),
        sa.UniqueConstraint("join_code", name=op.f("uq_workshop_join_code")),
    )
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.create_index("ix_workshop_town", ["city_id", "state", "starts_at"], unique=False)

    op.create_table(
        "exercise",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("method_version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("inputs", json, nullable=False),
        sa.Column("minutes", json, nullable=False),
        sa.Column("skipped", json, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["method_version_id"], ["method_version.id"], name=op.f("fk_exercise_method_version_id")
        ),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_exercise_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise")),
    )
    with op.batch_alter_table("exercise", schema=None) as batch_op:
        batch_op.create_index("ix_exercise_agenda", ["workshop_id", "position"], unique=False)

    op.create_table(
        "step_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=True),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("about", json, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_step_event_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_event")),
        sa.UniqueConstraint("workshop_id", "key", name=op.f("uq_step_event_workshop_id_key")),
        sa.UniqueConstraint("workshop_id", "sequence", name=op.f("uq_step_event_workshop_id_sequence")),
    )
    op.create_table(
        "workshop_facilitator",
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_workshop_facilitator_person_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_facilitator_workshop_id")),
        sa.PrimaryKeyConstraint("workshop_id", "person_id", name=op.f("pk_workshop_facilitator")),
    )
    with op.batch_alter_table("workshop_facilitator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workshop_facilitator_person_id"), ["person_id"], unique=False)

    op.create_table(
        "workshop_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_group_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_group")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_workshop_group_workshop_id_number")),
    )
    op.create_table(
        "card_cluster",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("dissolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["exercise_id"], ["exercise.id"], name=op.f("fk_card_cluster_exercise_id")),
        sa.ForeignKeyConstraint(["group_id"], ["workshop_group.id"], name=op.f("fk_card_cluster_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_cluster")),
    )
    with op.batch_alter_table("card_cluster", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_cluster_exercise_id"), ["exercise_id"], unique=False)

    op.create_table(
        "restore_point",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("kept", json, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["exercise_id"], ["exercise.id"], name=op.f("fk_restore_point_exercise_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_restore_point_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restore_point")),
    )
    with op.batch_alter_table("restore_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_restore_point_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("phrase_hmac", sa.LargeBinary(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("may_show_name", sa.Boolean(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("is_host", sa.Boolean(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["workshop_group.id"], name=op.f("fk_seat_group_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_seat_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_seat_workshop_id_number")),
        sa.UniqueConstraint("workshop_id", "phrase_hmac", name=op.f("uq_seat_workshop_id_phrase_hmac")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index("ix_seat_room", ["workshop_id", "group_id"], unique=False)

    op.create_table(
        "workshop_story",
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("story_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_workshop_story_added_by_id")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_workshop_story_story_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_story_workshop_id")),
        sa.PrimaryKeyConstraint("workshop_id", "story_id", name=op.f("pk_workshop_story")),
    )
    with op.batch_alter_table("workshop_story", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workshop_story_story_id"), ["story_id"], unique=False)

    op.create_table(
        "card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("fields", json, nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("said_for", sa.String(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("origin_id", sa.Uuid(), nullable=True),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("is_minority", sa.Boolean(), nullable=False),
        sa.Column("x", sa.Double(), nullable=True),
        sa.Column("y", sa.Double(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("was_zone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["card_cluster.id"], name=op.f("fk_card_cluster_id")),
        sa.ForeignKeyConstraint(["exercise_id"], ["exercise.id"], name=op.f("fk_card_exercise_id")),
        sa.ForeignKeyConstraint(["group_id"], ["workshop_group.id"], name=op.f("fk_card_group_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["card.id"], name=op.f("fk_card_merged_into_id")),
        sa.ForeignKeyConstraint(["origin_id"], ["card.id"], name=op.f("fk_card_origin_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["card.id"], name=op.f("fk_card_parent_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_card_seat_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_card_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("code", name=op.f("uq_card_code")),
    )
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.create_index("ix_card_board", ["exercise_id", "group_id", "zone"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_origin_id"), ["origin_id"], unique=False)
        batch_op.create_index("ix_card_room", ["workshop_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "seat_ready",
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["exercise_id"], ["exercise.id"], name=op.f("fk_seat_ready_exercise_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_seat_ready_seat_id")),
        sa.PrimaryKeyConstraint("seat_id", "exercise_id", "step", name=op.f("pk_seat_ready")),
    )
    op.create_table(
        "card_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["exercise_id"], ["exercise.id"], name=op.f("fk_card_link_exercise_id")),
        sa.ForeignKeyConstraint(["from_id"], ["card.id"], name=op.f("fk_card_link_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["card.id"], name=op.f("fk_card_link_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_link")),
        sa.UniqueConstraint("kind", "from_id", "to_id", name=op.f("uq_card_link_kind_from_id_to_id")),
    )
    with op.batch_alter_table("card_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_link_exercise_id"), ["exercise_id"], unique=False)

    op.create_table(
        "card_pick",
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_card_pick_card_id")),
        sa.ForeignKeyConstraint(["exercise_id"], ["exercise.id"], name=op.f("fk_card_pick_exercise_id")),
        sa.PrimaryKeyConstraint("exercise_id", "name", name=op.f("pk_card_pick")),
    )
    op.create_table(
        "card_rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("dim", sa.String(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_card_rating_card_id")),
        sa.ForeignKeyConstraint(["exercise_id"], ["exercise.id"], name=op.f("fk_card_rating_exercise_id")),
        sa.ForeignKeyConstraint(["other_id"], ["card.id"], name=op.f("fk_card_rating_other_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_card_rating_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_rating")),
    )
    with op.batch_alter_table("card_rating", schema=None) as batch_op:
        batch_op.create_index("ix_card_rating_card", ["exercise_id", "rating", "card_id"], unique=False)
        batch_op.create_index("ix_card_rating_seat", ["seat_id", "exercise_id", "rating"], unique=False)

    op.create_table(
        "card_story",
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("story_id", sa.Uuid(), nullable=False),
        sa.Column("story_version", sa.Integer(), nullable=False),
        sa.Column("quote_from", sa.Integer(), nullable=True),
        sa.Column("quote_to", sa.Integer(), nullable=True),
        sa.Column("quote_digest", sa.String(), nullable=False),
        sa.Column("is_inherited", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_card_story_card_id")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_card_story_story_id")),
        sa.PrimaryKeyConstraint("card_id", "story_id", name=op.f("pk_card_story")),
    )
    with op.batch_alter_table("card_story", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_story_story_id"), ["story_id"], unique=False)

    op.create_table(
        "card_vote",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("vote", sa.String(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_card_vote_points_are_given")),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_card_vote_card_id")),
        sa.ForeignKeyConstraint(["exercise_id"], ["exercise.id"], name=op.f("fk_card_vote_exercise_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_card_vote_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_vote")),
        sa.UniqueConstraint(
            "exercise_id", "vote", "card_id", "seat_id", name=op.f("uq_card_vote_exercise_id_vote_card_id_seat_id")
        ),
    )
    with op.batch_alter_table("card_vote", schema=None) as batch_op:
        batch_op.create_index("ix_card_vote_seat", ["seat_id", "exercise_id", "vote"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TRAIL}_no_{act.lower()} BEFORE {act} ON {TRAIL} "
                f"BEGIN SELECT RAISE(ABORT, 'a trail only grows'); END"
            )
    else:
        op.execute(
            f"CREATE TRIGGER {TRAIL}_only_grows BEFORE UPDATE OR DELETE ON {TRAIL} "
            "FOR EACH ROW EXECUTE FUNCTION a_trail_only_grows()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER {TRAIL}_no_{act}")
    else:
        op.execute(f"DROP TRIGGER {TRAIL}_only_grows ON {TRAIL}")

    with op.batch_alter_table("card_vote", schema=None) as batch_op:
        batch_op.drop_index("ix_card_vote_seat")

    op.drop_table("card_vote")
    with op.batch_alter_table("card_story", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_story_story_id"))

    op.drop_table("card_story")
    with op.batch_alter_table("card_rating", schema=None) as batch_op:
        batch_op.drop_index("ix_card_rating_seat")
        batch_op.drop_index("ix_card_rating_card")

    op.drop_table("card_rating")
    op.drop_table("card_pick")
    with op.batch_alter_table("card_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_link_exercise_id"))

    op.drop_table("card_link")
    op.drop_table("seat_ready")
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_seat_id"))
        batch_op.drop_index("ix_card_room")
        batch_op.drop_index(batch_op.f("ix_card_origin_id"))
        batch_op.drop_index(batch_op.f("ix_card_merged_into_id"))
        batch_op.drop_index(batch_op.f("ix_card_cluster_id"))
        batch_op.drop_index("ix_card_board")

    op.drop_table("card")
    with op.batch_alter_table("workshop_story", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workshop_story_story_id"))

    op.drop_table("workshop_story")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index("ix_seat_room")

    op.drop_table("seat")
    with op.batch_alter_table("restore_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_restore_point_workshop_id"))

    op.drop_table("restore_point")

    with op.batch_alter_table("card_cluster", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_cluster_exercise_id"))

    op.drop_table("card_cluster")
    op.drop_table("workshop_group")

    with op.batch_alter_table("workshop_facilitator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workshop_facilitator_person_id"))

    op.drop_table("workshop_facilitator")
    op.drop_table("step_event")
    with op.batch_alter_table("exercise", schema=None) as batch_op:
        batch_op.drop_index("ix_exercise_agenda")

    op.drop_table("exercise")
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.drop_index("ix_workshop_town")

    op.drop_table("workshop")
    op.drop_table("method_version")
