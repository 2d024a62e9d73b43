"""Two columns go that nothing read: the zone a card came from (undo reads the trail), when a facilitator was last seen."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_column("was_zone")
    with op.batch_alter_table("workshop_facilitator", schema=None) as batch_op:
        batch_op.drop_column("seen_at")


def downgrade() -> None:
    with op.batch_alter_table("workshop_facilitator", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.add_column(sa.Column("was_zone", sa.String(), nullable=False, server_default=""))
