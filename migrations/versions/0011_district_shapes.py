"""The shapes of districts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "district_shapes",
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("attribution", json, nullable=False),
        sa.Column("shapes", json, nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_district_shapes_city_id_city")),
        sa.PrimaryKeyConstraint("city_id", name=op.f("pk_district_shapes")),
    )


def downgrade() -> None:
    op.drop_table("district_shapes")
