"""The cards of a workshop and the records made of them, for pages that show cards: which leads where, which stay unsaid."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.workshops.models import Card, Outcome, OutcomeState, Workshop
from storyhub.workshops.policy import may_see_outcome
from storyhub.workshops.queries.lines import Lines, lines_of
from storyhub.workshops.queries.post import kept_in_the_room


@dataclass(frozen=True)
class Records:
    """`by_card` also knows the cards that a record's card was before and became later."""

    lines: Lines
    by_card: Mapping[UUID, Outcome] = field(default_factory=dict)
    unsaid: Collection[UUID] = ()
    """Cards whose words this reader is not told, wherever they lie."""

    def of(self, card_id: UUID) -> Outcome | None:
        """The record that was made of just this card."""
        found = self.by_card.get(card_id)
        return found if found is not None and found.card_id == card_id else None


def records_in(viewer: Viewer, workshop: Workshop) -> Records:
    """Of one workshop, as this viewer may read them."""
    lines = lines_of(workshop.id)
    there = select(Outcome).where(Outcome.workshop_id == workshop.id, Outcome.state != OutcomeState.LEFT_OUT)
    rows = db.session.scalars(there.order_by(Outcome.position, Outcome.id)).all()
    told = [row for row in rows if may_see_outcome(viewer, row, workshop)]
    kept_in = {row.card_id for row in rows} - {row.card_id for row in told}
    by_card = {row.card_id: row for row in told}
    for row in told:
        for card_id in _family(lines, row.card_id):
            by_card.setdefault(card_id, row)
    return Records(lines, by_card, with_copies(lines, kept_in | unreadable(viewer, workshop.id)))


def with_copies(lines: Lines, card_ids: Collection[UUID]) -> set[UUID]:
    """These cards, and every card that one of them was before and became later."""
    return set(card_ids).union(*(_family(lines, card_id) for card_id in card_ids))


def _family(lines: Lines, card_id: UUID) -> list[UUID]:
    return [*lines.before(card_id), *lines.after(card_id)]


def unreadable(viewer: Viewer, workshop_id: UUID) -> set[UUID]:
    """Cards that were sent from home as a story whose words this viewer may not read."""
    sent = select(Card).where(Card.workshop_id == workshop_id, Card.story_id.is_not(None))
    return kept_in_the_room(db.session.scalars(sent), viewer)
