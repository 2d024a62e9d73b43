"""What the facilitator fixes: which card is the first uncertainty, which the second."""

from uuid import UUID

from sqlalchemy import select

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid
from storyhub.core.permissions import Viewer
from storyhub.workshops.methods.rules.names import picks_of
from storyhub.workshops.models import Pick
from storyhub.workshops.services.hands import Hand, hand_at_desk, hand_on


def pick_card(actor: Viewer, name: str, card_id: UUID, *, key: str | None = None) -> None:
    """Fix a card for what the method names. One card stands for one name. Raises NotFound, NotAllowed, Invalid."""
    with transaction() as session:
        hand, _ = hand_on(session, actor, card_id)
        if hand.earlier(key, "picked"):
            return
        step = picks_of(hand.method).get(name)
        if step is None:
            raise Invalid({"name": "choice_unknown"})
        card = hand.reached(card_id, step.card)
        picked = _picked(hand)
        if any(one.card_id == card.id for other, one in picked.items() if other != name and other in step.pick):
            raise Invalid({"card": "picked_already"})
        pick = picked.get(name) or Pick(exercise_id=hand.exercise.id, name=name)
        pick.card_id, pick.person_id, pick.at = card.id, actor.person_id, clock.now()
        session.add(pick)
        hand.note("picked", key=key, tables=[None], card=card.id, name=name)


def unpick(actor: Viewer, workshop_id: UUID, name: str, *, key: str | None = None) -> None:
    """Let the name stand open again."""
    with transaction() as session:
        hand = hand_at_desk(session, actor, workshop_id)
        pick = _picked(hand).get(name)
        if hand.earlier(key, "unpicked") or pick is None:
            return
        session.delete(pick)
        hand.note("unpicked", key=key, tables=[None], name=name)


def _picked(hand: Hand) -> dict[str, Pick]:
    return {one.name: one for one in hand.session.scalars(select(Pick).where(Pick.exercise_id == hand.exercise.id))}
