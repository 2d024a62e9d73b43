"""Ids in the order of their rank as a table, so that any number of them goes into one statement as one value."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, Integer, String, Uuid, cast, column, func, literal, type_coerce
from sqlalchemy.sql.selectable import TableValuedAlias

from storyhub.core.db import db


@dataclass(frozen=True)
class Ranked:
    table: TableValuedAlias
    id: ColumnElement[UUID]
    rank: ColumnElement[int]


def ranked(ids: Sequence[UUID]) -> Ranked:
    """`select(…).join(hits.table, hits.id == Thing.id).order_by(hits.rank)`, or `Thing.id.in_(select(hits.id))`."""
    listed = literal(json.dumps([one.hex for one in ids]), String)
    if db.engine.dialect.name == "sqlite":
        table = func.json_each(listed).table_valued(column("key", Integer), column("value", String), name="hit")
        return Ranked(table, type_coerce(table.c.value, Uuid), table.c.key)
    elements = func.json_array_elements_text(cast(listed, JSON))
    table = elements.table_valued(column("value", String), with_ordinality="rank", name="hit").render_derived()
    return Ranked(table, cast(table.c.value, Uuid), table.c.rank)
