"""Cards: written, changed, taken back and put back by whoever wrote them; held and released at the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.core.text import clean_line
from storyhub.workshops.methods.rules.names import kinds_of, zones_of
from storyhub.workshops.methods.schema import Verb
from storyhub.workshops.models import NAMELESS, Card, CardState
from storyhub.workshops.playing import fields_of
from storyhub.workshops.services.adding import (
    carries_others,
    check_flood,
    check_limit,
    hang_on,
    is_quiet,
    lay_card,
    must_wait,
    own_step,
    parent_chosen,
    step_written_for,
    zone_chosen,
)
from storyhub.workshops.services.hands import Whoever, hand_at_desk, hand_of_seat, hand_on
from storyhub.workshops.services.heaps import settle_heap, settle_made_of
from storyhub.workshops.services.words import take_fields

LONGEST_NAME = 60


class CardReworded(Conflict):
    """The card says something else than what the facilitator has read."""

    key = "card_reworded"


class CardChanged(Conflict):
    """Other words stand on the card than those that were being changed."""

    key = "card_changed"


@dataclass(frozen=True)
class NewCard:
    """What a phone sends. `exercise_id` and `step` say for which step it was written: it may come later."""

    exercise_id: UUID
    step: str
    zone: str
    fields: Mapping[str, str]
    parent_id: UUID | None = None
    said_for: str = ""
    """For whom the host of a table writes."""
    is_for_other: bool = False
    """Whether it is somebody else's, who perhaps gives no name."""


def add_card(seat_id: UUID, new: NewCard, *, key: str) -> UUID:
    """Lay a card on the board; the same key again gives the card of the first time.

    One that comes after its step has ended is kept and waits for the facilitator. Raises NotFound, StepOver, StepFull,
    TooMany and Invalid (fields by name, `zone`, `parent`).
    """
    with transaction() as session:
        hand = hand_of_seat(session, seat_id)
        if earlier := hand.earlier(key, "card_added"):
            return UUID(earlier.about["card"])
        hand = hand.in_exercise(new.exercise_id)
        step, late = step_written_for(hand, new.step, Verb.COLLECT)
        zone = zone_chosen(hand, step, new.zone)
        fields = take_fields(fields_of(hand.method, step.card), new.fields)
        parent = parent_chosen(hand, step, zone, new.parent_id)
        state = CardState.HELD if late or must_wait(hand, step, fields) else CardState.SHOWN
        check_flood(hand, step)
        if not late:
            check_limit(hand, step)
        card = lay_card(hand, step, step.card, zone, fields, state)
        card.said_for = _said_for(new) if hand.seat and hand.seat.is_host else ""
        hang_on(hand, step, card, parent)
        hand.note("card_added", key=key, tables=[card.group_id], quiet=is_quiet(step, state), card=card.id)
        return card.id


def add_card_at_desk(
    actor: Viewer, workshop_id: UUID, kind: str, zone: str, fields: Mapping[str, str], *, key: str
) -> UUID:
    """The facilitator lays a card on everyone's board: what no exercise before gave, or what somebody said aloud.

    `zone` is empty for what stands in the middle of the rings. Raises NotFound, NotAllowed, StepOver, Invalid.
    """
    with transaction() as session:
        hand = hand_at_desk(session, actor, workshop_id)
        if earlier := hand.earlier(key, "card_added"):
            return UUID(earlier.about["card"])
        if kind not in kinds_of(hand.method):
            raise Invalid({"kind": "choice_unknown"})
        middle = {one.kind for one in hand.method.input if not one.into}
        place = zones_of(hand.method).get(zone)
        if kind not in (place.accepts if place else middle):
            raise Invalid({"zone": "zone_closed"})
        taken = take_fields(fields_of(hand.method, kind), fields)
        card = lay_card(hand, None, kind, zone, taken, CardState.SHOWN)
        hand.note("card_added", key=key, tables=[None], card=card.id)
        return card.id


def change_card(
    who: Whoever, card_id: UUID, fields: Mapping[str, str], *, seen_revision: int, key: str, zone: str | None = None
) -> int:
    """Write other words on one's own card, or lay it in another zone of the step. Returns its new revision.

    A facilitator may mend any card. Raises NotFound, StepOver, CardChanged (`theirs`, `mine`), Invalid.
    """
    with transaction() as session:
        hand, card = hand_on(session, who, card_id)
        if hand.earlier(key, "card_changed"):
            return card.revision
        step = own_step(hand, card, CardState.SHOWN, CardState.HELD)
        taken = take_fields(fields_of(hand.method, card.kind), fields)
        if card.revision != seen_revision:
            raise CardChanged(theirs=card.fields, mine=taken, revision=card.revision)
        if zone is not None and zone != card.zone and step is not None:
            zone_chosen(hand, step, zone)
            card.zone = zone
        card.fields, card.revision = taken, card.revision + 1
        if hand.seat is not None and hand.workshop.holds_cards:
            card.state = CardState.HELD  # other words than those that were let in
            settle_heap(hand, card.cluster_id)
        hand.note("card_changed", key=key, tables=[card.group_id], quiet=is_quiet(step, card.state), card=card.id)
        return card.revision


def take_back(seat_id: UUID, card_id: UUID, *, key: str) -> None:
    """Take one's own card off the board until its step closes. It can be put back, and lies then where it lay."""
    with transaction() as session:
        hand, card = hand_on(session, seat_id, card_id)
        if hand.earlier(key, "card_taken_back") or card.state == CardState.TAKEN_BACK:
            return
        step = own_step(hand, card, CardState.SHOWN, CardState.HELD)
        if carries_others(hand, card):
            raise Conflict("card_carries_others")
        was, card.state = card.state, CardState.TAKEN_BACK
        settle_heap(hand, card.cluster_id)
        quiet = is_quiet(step, was)
        hand.note("card_taken_back", key=key, tables=[card.group_id], quiet=quiet, card=card.id, was=was.value)


def put_back(seat_id: UUID, card_id: UUID, *, key: str) -> None:
    """Put back what one took back. Raises StepFull when another card has taken its place meanwhile."""
    with transaction() as session:
        hand, card = hand_on(session, seat_id, card_id)
        if hand.earlier(key, "card_put_back") or card.state in (CardState.SHOWN, CardState.HELD):
            return
        step = own_step(hand, card, CardState.TAKEN_BACK)
        if step is not None:
            check_limit(hand, step)
        card.state = CardState.SHOWN if not must_wait(hand, step, card.fields, card.id) else CardState.HELD
        settle_heap(hand, card.cluster_id)
        hand.note("card_put_back", key=key, tables=[card.group_id], quiet=is_quiet(step, card.state), card=card.id)


def release_card(actor: Viewer, card_id: UUID, *, seen_revision: int | None = None, key: str | None = None) -> None:
    """Let the room see a card that was held, or one that was refused.

    `seen_revision` is that of the words that were read. Raises NotFound, NotAllowed, CardReworded for other words.
    """
    _decide(actor, card_id, CardState.SHOWN, "card_released", key, seen_revision)


def refuse_card(actor: Viewer, card_id: UUID, *, seen_revision: int | None = None, key: str | None = None) -> None:
    """Keep a card from the room. Its writer goes on seeing it; nothing is erased. Raises as `release_card`."""
    _decide(actor, card_id, CardState.REFUSED, "card_refused", key, seen_revision)


def keep_as_minority(actor: Viewer, card_id: UUID, is_minority: bool = True, *, key: str | None = None) -> None:
    """Somebody insists: the card stays in play beside what most say, whatever the votes."""
    with transaction() as session:
        hand, card = hand_on(session, actor, card_id)
        if hand.earlier(key, "card_kept"):
            return
        card.is_minority = is_minority
        card.is_kept = card.is_kept or is_minority
        hand.note("card_kept", key=key, tables=[None], card=card.id)


def keep_in_play(actor: Viewer, card_id: UUID, is_kept: bool, *, key: str | None = None) -> None:
    """Settle what a vote left open: the card goes on, or stays on the board, marked."""
    with transaction() as session:
        hand, card = hand_on(session, actor, card_id)
        if hand.earlier(key, "card_kept"):
            return
        card.is_kept = is_kept or card.is_minority
        hand.note("card_kept", key=key, tables=[None], card=card.id)


def _said_for(new: NewCard) -> str:
    return clean_line(new.said_for)[:LONGEST_NAME] or (NAMELESS if new.is_for_other else "")


def _decide(actor: Viewer, card_id: UUID, state: CardState, kind: str, key: str | None, seen: int | None) -> None:
    with transaction() as session:
        card = session.get(Card, card_id)
        if card is None:
            raise NotFound()
        hand = hand_at_desk(session, actor, card.workshop_id)
        session.refresh(card)
        if hand.earlier(key, kind) or card.state == state:
            return
        if card.state not in (CardState.HELD, CardState.SHOWN, CardState.REFUSED):
            raise Conflict("card_gone")
        if seen is not None and card.revision != seen:
            raise CardReworded()
        card.state = state
        if card.exercise_id == hand.exercise.id:
            settle_heap(hand, card.cluster_id)
            settle_made_of(hand, card)
        hand.note(kind, key=key, tables=[card.group_id], card=card.id)
