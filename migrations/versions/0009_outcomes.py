"""What leaves the room: outcomes, where they are cited, files; cards sent from home

Revision ID: 0009
Revises: 0008
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "outcome",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("output", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("fields", json, nullable=False),
        sa.Column("figures", json, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("names_owner", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("is_kept_in", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_outcome_workshop_id_workshop")),
        sa.ForeignKeyConstraint(["exercise_id"], ["exercise.id"], name=op.f("fk_outcome_exercise_id_exercise")),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_outcome_card_id_card")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_outcome_city_id_city")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("code", name=op.f("uq_outcome_code")),
        sa.UniqueConstraint("exercise_id", "card_id", name=op.f("uq_outcome_exercise_id_card_id")),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcome_workshop_id"), ["workshop_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcome_card_id"), ["card_id"], unique=False)
        batch_op.create_index("ix_outcome_town", ["city_id", "kind", "state"], unique=False)
        batch_op.create_index("ix_outcome_due", ["city_id", "state", "due_on"], unique=False)

    op.create_table(
        "outcome_use",
        sa.Column("outcome_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_outcome_use_outcome_id_outcome")),
        sa.PrimaryKeyConstraint("outcome_id", "kind", "object_id", name=op.f("pk_outcome_use")),
    )
    op.create_table(
        "workshop_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("with_owners", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_file_workshop_id_workshop")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_workshop_file_asked_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_file")),
    )
    with op.batch_alter_table("workshop_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workshop_file_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "entry_outcome",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("outcome_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_outcome_entry_id_entry")),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_entry_outcome_outcome_id_outcome")),
        sa.PrimaryKeyConstraint("entry_id", "outcome_id", name=op.f("pk_entry_outcome")),
    )
    with op.batch_alter_table("entry_outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_outcome_outcome_id"), ["outcome_id"], unique=False)

    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("workshop_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_entry_workshop_id_workshop"), "workshop", ["workshop_id"], ["id"])
        batch_op.create_unique_constraint(batch_op.f("uq_entry_workshop_id"), ["workshop_id"])

    op.create_table(
        "workshop_post",
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("story_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_workshop_post_story_id_story")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_post_workshop_id_workshop")),
        sa.PrimaryKeyConstraint("workshop_id", "story_id", name=op.f("pk_workshop_post")),
    )
    with op.batch_alter_table("workshop_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workshop_post_story_id"), ["story_id"], unique=False)

    op.create_table(
        "rehearsal",
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("speed", sa.Integer(), nullable=False),
        sa.Column("plays_desk", sa.Boolean(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=24), nullable=True),
        sa.Column("report", json, nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_rehearsal_asked_by_id_person")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_rehearsal_city_id_city")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_rehearsal_workshop_id_workshop")),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_rehearsal")),
    )
    with op.batch_alter_table("rehearsal", schema=None) as batch_op:
        batch_op.create_index("ix_rehearsal_town", ["city_id", "ended_at"], unique=False)

    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.add_column(sa.Column("story_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_card_story_id_story"), "story", ["story_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_card_story_id"), ["story_id"], unique=False)

    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.add_column(sa.Column("takes_post", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("rehearsed_from_id", sa.Uuid(), nullable=True))
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.alter_column("takes_post", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.drop_column("rehearsed_from_id")
        batch_op.drop_column("takes_post")

    with op.batch_alter_table("rehearsal", schema=None) as batch_op:
        batch_op.drop_index("ix_rehearsal_town")

    op.drop_table("rehearsal")
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_story_id"))
        batch_op.drop_constraint(batch_op.f("fk_card_story_id_story"), type_="foreignkey")
        batch_op.drop_column("story_id")

    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_entry_workshop_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_entry_workshop_id_workshop"), type_="foreignkey")
        batch_op.drop_column("workshop_id")

    with op.batch_alter_table("workshop_post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workshop_post_story_id"))

    op.drop_table("workshop_post")
    with op.batch_alter_table("entry_outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_outcome_outcome_id"))

    op.drop_table("entry_outcome")
    with op.batch_alter_table("workshop_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workshop_file_workshop_id"))

    op.drop_table("workshop_file")
    op.drop_table("outcome_use")
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index("ix_outcome_due")
        batch_op.drop_index("ix_outcome_town")
        batch_op.drop_index(batch_op.f("ix_outcome_card_id"))
        batch_op.drop_index(batch_op.f("ix_outcome_workshop_id"))

    op.drop_table("outcome")
