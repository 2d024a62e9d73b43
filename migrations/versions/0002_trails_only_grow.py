"""trails only grow: the database itself refuses to change or delete their rows

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TRAILS = ("review_event", "audit_event", "tombstone")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for trail in TRAILS:
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {trail}_no_{act.lower()} BEFORE {act} ON {trail} "
                    f"BEGIN SELECT RAISE(ABORT, 'a trail only grows'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION a_trail_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a trail only grows'; END $$"
    )
    for trail in TRAILS:
        op.execute(
            f"CREATE TRIGGER {trail}_only_grows BEFORE UPDATE OR DELETE ON {trail} "
            "FOR EACH ROW EXECUTE FUNCTION a_trail_only_grows()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for trail in TRAILS:
            for act in ("update", "delete"):
                op.execute(f"DROP TRIGGER {trail}_no_{act}")
        return
    for trail in TRAILS:
        op.execute(f"DROP TRIGGER {trail}_only_grows ON {trail}")
    op.execute("DROP FUNCTION a_trail_only_grows()")
