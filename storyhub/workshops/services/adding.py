"""What must hold before a card lies on a board: the step, the zone, the card it hangs on, the limit, and whose it is."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select

from storyhub.core import clock
from storyhub.core.codes import public_code
from storyhub.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from storyhub.workshops.methods.rules.names import by_name, kinds_of, zones_of
from storyhub.workshops.methods.schema import Evidence, Reveal, Step, Verb, Who
from storyhub.workshops.models import Card, CardState, Link, Seat
from storyhub.workshops.playing import REFLECTION, link_of, must_hang, normal, parents_of, zones_for
from storyhub.workshops.queries.task import COUNTED
from storyhub.workshops.services.backing import inherit
from storyhub.workshops.services.hands import Hand, StepOver, group_of_new

MOST = 60
"""Cards one seat sends in a step, whatever became of them."""


class StepFull(Conflict):
    """The person, or the table, has written as many cards as the step allows."""

    key = "step_full"


def step_written_for(hand: Hand, step: str, verb: Verb) -> tuple[Step, bool]:
    """The step something was written for, and whether it has ended since. Raises StepOver for one that has not begun."""
    found = by_name(hand.method.step).get(step)
    if found is None or found.do != verb or found.who == Who.FACILITATOR:
        raise StepOver()
    if hand.step is not None and hand.step.id == found.id:
        return found, False
    if not hand.has_ended(found.id):
        raise StepOver()
    return found, True


def zone_chosen(hand: Hand, step: Step, zone: str) -> str:
    """The zone that was chosen; the only one where there is no choice. Raises Invalid."""
    allowed = [one.id for one in zones_for(hand.method, step, step.card, hand.number, hand.groups)]
    if not zone and len(allowed) == 1:
        return allowed[0]
    if zone not in allowed:
        raise Invalid({"zone": "zone_closed" if zone else "zone_missing"})
    return zone


def parent_chosen(hand: Hand, step: Step, zone: str, parent_id: UUID | None) -> Card | None:
    """The card on which the new one hangs. Raises Invalid."""
    place = zones_of(hand.method)[zone]
    if parent_id is None:
        if must_hang(hand.method, step, place):
            raise Invalid({"parent": "parent_missing"})
        return None
    zones, kinds = parents_of(hand.method, step, place)
    parent = hand.session.get(Card, parent_id)
    if parent is None or not hand.reaches(parent):
        raise Invalid({"parent": "parent_gone"})
    if (zones and parent.zone not in zones) or (kinds and parent.kind not in kinds) or not (zones or kinds):
        raise Invalid({"parent": "parent_elsewhere"})
    return parent


def hang_on(hand: Hand, step: Step, card: Card, parent: Card | None) -> None:
    """Hang the card on its parent, with the line of the step, and let it inherit the stories where such cards do."""
    if parent is None:
        return
    card.parent_id = parent.id
    if link_of(hand.method, step.link) is not None:
        line = Link(exercise_id=hand.exercise.id, kind=step.link, from_id=parent.id, to_id=card.id, at=clock.now())
        line.seat_id = card.seat_id
        hand.session.add(line)
    if kinds_of(hand.method)[card.kind].evidence == Evidence.INHERITED:
        inherit(hand.session, card.id, [parent.id])


def check_limit(hand: Hand, step: Step) -> None:
    """Raises StepFull. The seat's row is locked while its cards are counted.

    Whoever writes for neighbours without a phone writes more than one person may.
    """
    assert hand.seat is not None
    if hand.seat.is_host and step.who == Who.INDIVIDUAL:
        return
    hand.session.get(Seat, hand.seat.id, with_for_update=True)
    at_table = step.who == Who.GROUP and hand.seat.group_id is not None
    whose = Card.group_id == hand.seat.group_id if at_table else Card.seat_id == hand.seat.id
    written = select(func.count()).where(
        Card.exercise_id == hand.exercise.id,
        Card.step == step.id,
        Card.kind == step.card,
        Card.state.in_(COUNTED),
        whose,
    )
    if step.limit and (hand.session.scalar(written) or 0) >= step.limit:
        raise StepFull(limit=step.limit)


def check_flood(hand: Hand, step: Step) -> None:
    """Raises TooMany: a phone that sends without end stops here."""
    assert hand.seat is not None
    sent = select(func.count()).where(
        Card.exercise_id == hand.exercise.id, Card.step == step.id, Card.seat_id == hand.seat.id
    )
    if (hand.session.scalar(sent) or 0) >= MOST:
        raise TooMany()


def must_wait(hand: Hand, step: Step | None, fields: Mapping[str, str], but: UUID | None = None) -> bool:
    """Whether a facilitator looks first: the workshop holds all cards, or the same seat has just said the same."""
    if hand.workshop.holds_cards:
        return True
    if step is None or hand.seat is None:
        return False
    written = select(Card).where(
        Card.exercise_id == hand.exercise.id,
        Card.step == step.id,
        Card.seat_id == hand.seat.id,
        Card.state.in_(COUNTED),
    )
    words = _said(fields)
    return any(card.id != but and _said(card.fields) == words for card in hand.session.scalars(written))


def _said(fields: Mapping[str, str]) -> str:
    return normal(" ".join(fields.values()))


def lay_card(hand: Hand, step: Step | None, kind: str, zone: str, fields: dict[str, str], state: CardState) -> Card:
    """The row of a new card, on the writer's table or on everyone's board."""
    card = Card(
        code=public_code(),
        workshop_id=hand.workshop.id,
        exercise_id=hand.exercise.id,
        step=step.id if step else "",
        kind=kind,
        zone=zone,
        state=state,
        fields=fields,
        language=hand.language,
        group_id=group_of_new(hand, step),
        seat_id=hand.seat.id if hand.seat else None,
        person_id=hand.person_id,
        position=hand.next_position(),
        revision=0,
        at=clock.now(),
    )
    hand.session.add(card)
    hand.session.flush()
    return card


def own_step(hand: Hand, card: Card, *states: CardState) -> Step | None:
    """The step of one's own card, which still runs. At the desk every card is one's own, in any step.

    Raises NotFound, NotAllowed for the card of somebody else, Conflict when it is not there any more, StepOver.
    """
    if hand.seat is None:
        if card.state not in states or card.kind == REFLECTION:
            raise NotFound()
        return by_name(hand.method.step).get(card.step)
    if card.seat_id != hand.seat.id:
        raise NotAllowed("card_of_another") if hand.reaches(card) else NotFound()
    if card.state not in states:
        raise Conflict("card_gone")
    if hand.step is None or hand.step.id != card.step or hand.step.do != Verb.COLLECT:
        raise StepOver()
    return hand.step


def carries_others(hand: Hand, card: Card) -> bool:
    """Whether other cards hang on it."""
    hanging = select(Card.id).where(Card.parent_id == card.id, Card.state.in_(COUNTED))
    return hand.session.scalar(hanging.limit(1)) is not None


def is_quiet(step: Step | None, state: CardState) -> bool:
    """Whether other seats do not see it yet, so that no phone needs to ask."""
    if state != CardState.SHOWN:
        return True
    return step is not None and step.reveal != Reveal.LIVE and step.who == Who.INDIVIDUAL
