"""Which card is an earlier card again: it was carried into another exercise, or its twin was joined to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.workshops.models import Card, CardState


@dataclass(frozen=True)
class Lines:
    """Of all cards of a workshop."""

    parts: Mapping[UUID, Sequence[UUID]]

    def before(self, card_id: UUID) -> list[UUID]:
        """The cards that it was, nearest first, each once."""
        return _along(card_id, self.parts)

    def after(self, card_id: UUID) -> list[UUID]:
        """The cards that it became, nearest first, each once."""
        return _along(card_id, self._wholes)

    @cached_property
    def _wholes(self) -> Mapping[UUID, Sequence[UUID]]:
        found: dict[UUID, list[UUID]] = {}
        for card_id, parts in self.parts.items():
            for part in parts:
                found.setdefault(part, []).append(card_id)
        return found


def _along(card_id: UUID, ways: Mapping[UUID, Sequence[UUID]]) -> list[UUID]:
    found: dict[UUID, None] = {}
    waiting = list(ways.get(card_id, ()))
    while waiting:
        one = waiting.pop(0)
        if one not in found and one != card_id:
            found[one] = None
            waiting += ways.get(one, ())
    return list(found)


def lines_of(workshop_id: UUID) -> Lines:
    rows = db.session.execute(
        select(Card.id, Card.origin_id, Card.merged_into_id, Card.state)
        .where(Card.workshop_id == workshop_id)
        .order_by(Card.position, Card.id)
    )
    parts: dict[UUID, list[UUID]] = {}
    for card_id, origin_id, into_id, state in rows:
        if origin_id:
            parts.setdefault(card_id, []).append(origin_id)
        if into_id and state == CardState.MERGED:
            parts.setdefault(into_id, []).append(card_id)
    return Lines(parts)
