"""Kept methods lose two keys that nothing ever read: how people are dealt to tables, and how many of a card lie in a zone."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
method_version = sa.table("method_version", sa.column("id", sa.Uuid()), sa.column("definition", json))


def upgrade() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(method_version)).all():
        connection.execute(
            sa.update(method_version).where(method_version.c.id == row.id).values(definition=_read(row.definition))
        )


def downgrade() -> None:
    """What was dropped had no effect and a default."""


def _read(definition: dict[str, Any]) -> dict[str, Any]:
    head = definition["method"]
    groups = {key: value for key, value in head["groups"].items() if key != "assign"}
    cards = [{key: value for key, value in card.items() if key != "per_zone"} for card in definition.get("card", ())]
    return definition | {"method": head | {"groups": groups}, "card": cards}
