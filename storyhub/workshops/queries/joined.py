"""Cards that were joined to another one at the desk, and stand in it."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.workshops.models import Card, CardState
from storyhub.workshops.queries.drawing import Drawing
from storyhub.workshops.queries.laid import silent_among
from storyhub.workshops.queries.sight import Sight
from storyhub.workshops.seen import CardView


def joined_cards(drawing: Drawing) -> list[tuple[CardView, CardView]]:
    """Each that this audience would read with the card in which it stands, in the order of the board."""
    merged = _merged(drawing.laid.exercise_id)
    into: dict[UUID, UUID | None] = {card.id: card.merged_into_id for card in merged}
    # They do not lie on the board: whose teller has gone silent is asked for them by themselves.
    apart = replace(drawing, laid=replace(drawing.laid, silent=silent_among(merged)))
    found = []
    for card in merged:
        stands_in = card.merged_into_id
        while stands_in in into:  # a card in which others stand may have been joined to a third
            stands_in = into[stands_in]
        view = drawing.views.get(stands_in) if stands_in else None
        if view is not None and drawing.eyes.of_shown(card) == Sight.SEEN:
            found.append((apart.card(card), view))
    return found


def _merged(exercise_id: UUID) -> Sequence[Card]:
    rows = select(Card).where(Card.exercise_id == exercise_id, Card.state == CardState.MERGED)
    return db.session.scalars(rows.order_by(Card.position, Card.id)).all()
