"""Cards laid elsewhere: into another zone, or to a place on a plane. A drag is never needed; a choice is enough."""

from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid
from storyhub.workshops.methods.rules.names import boards_of, zones_of
from storyhub.workshops.methods.schema import End, Geometry, Method, Verb
from storyhub.workshops.models import Card, StepEvent
from storyhub.workshops.playing import owns, zones_for, zones_of_step
from storyhub.workshops.services.adding import own_step
from storyhub.workshops.services.hands import Hand, Whoever, hand_on

WIDTH = 100
MIDDLE = 0.5
MOVED, UNDONE = "card_moved", "move_undone"
Place = tuple[str, float | None, float | None]


def move_card(
    who: Whoever, card_id: UUID, *, zone: str = "", x: int | None = None, y: int | None = None, key: str
) -> None:
    """Lay a card into a zone, or at a place on the plane of the step, x and y from 0 to 100.

    A seat moves what lies before its table in a step that places, and its own card while it is being collected; a
    facilitator any card at any time. Raises NotFound, StepOver, Invalid (zone, place).
    """
    with transaction() as session:
        hand, card = hand_on(session, who, card_id)
        if hand.earlier(key, MOVED):
            return
        before = _place_of(card)
        after = _place_chosen(hand, card, zone, x, y)
        if after == before:
            return
        card.was_zone = card.zone
        card.zone, card.x, card.y = after
        hand.note(MOVED, key=key, tables=[card.group_id], card=card.id, before=list(before), after=list(after))


def undo_move(who: Whoever, card_id: UUID, *, key: str) -> None:
    """Lay the card back where it lay before one's own last move. Raises Conflict when it was moved again since."""
    with transaction() as session:
        hand, card = hand_on(session, who, card_id)
        if hand.earlier(key, UNDONE):
            return
        hand.must_do(Verb.PLACE, Verb.COLLECT) if hand.seat else None
        move = _last_move(hand, card)
        if move is None or list(_place_of(card)) != move.about["after"]:
            raise Conflict("move_gone")
        card.zone, card.x, card.y = move.about["before"]
        card.was_zone = ""
        hand.note(UNDONE, key=key, tables=[card.group_id], card=card.id, move=str(move.id))


def _place_of(card: Card) -> Place:
    return card.zone, card.x, card.y


def _place_chosen(hand: Hand, card: Card, zone: str, x: int | None, y: int | None) -> Place:
    allowed = _zones_open(hand, card)
    if x is None or y is None:
        if zone not in allowed:
            raise Invalid({"zone": "zone_closed" if zone else "zone_missing"})
        return zone, *centre_of(hand.method, zone)
    if not (0 <= x <= WIDTH and 0 <= y <= WIDTH):
        raise Invalid({"place": "place_outside"})
    across, up = x / WIDTH, y / WIDTH
    board = zones_of(hand.method)[zone].board if zone in allowed else hand.step.board if hand.step else ""
    found = quadrant_at(hand.method, board, across, up) or zone
    if found not in allowed:
        raise Invalid({"place": "zone_closed"})
    return found, across, up


def _zones_open(hand: Hand, card: Card) -> set[str]:
    """Where this hand may lay this card now."""
    if hand.seat is None:
        return {zone.id for zone in hand.method.zone if card.kind in zone.accepts}
    step = hand.must_do(Verb.PLACE, Verb.COLLECT)
    if step.do == Verb.COLLECT:
        own_step(hand, card, card.state)
        zones = zones_for(hand.method, step, card.kind, hand.number, hand.groups)
    else:
        hand.reached(card.id, step.card)
        here = zones_of_step(hand.method, step)
        zones = [zone for zone in here if owns(hand.method, zone, hand.number, hand.groups)]
    return {zone.id for zone in zones if card.kind in zone.accepts}


def quadrant_at(method: Method, board: str, x: float, y: float) -> str:
    """The zone of a plane at a place; the middle counts as high: better one question too many than one lost."""
    ends = (End.HIGH if x >= MIDDLE else End.LOW, End.HIGH if y >= MIDDLE else End.LOW)
    return next((zone.id for zone in method.zone if zone.board == board and zone.quadrant == ends), "")


def centre_of(method: Method, zone: str) -> tuple[float | None, float | None]:
    """The middle of a quadrant of a plane; nothing for zones that have no place."""
    found = zones_of(method)[zone]
    board = boards_of(method)[found.board]
    if board.geometry != Geometry.PLANE or found.quadrant is None:
        return None, None
    x, y = (0.75 if end == End.HIGH else 0.25 for end in found.quadrant)
    return x, y


def _last_move(hand: Hand, card: Card) -> StepEvent | None:
    """This hand's last move of the card that it has not undone."""
    whose = StepEvent.seat_id == hand.seat.id if hand.seat else StepEvent.person_id == hand.person_id
    rows = hand.session.scalars(
        select(StepEvent)
        .where(StepEvent.workshop_id == hand.workshop.id, StepEvent.kind.in_((MOVED, UNDONE)), whose)
        .order_by(StepEvent.sequence.desc())
        .limit(200)
    )
    undone: set[str] = set()
    for event in rows:
        if event.about["card"] != str(card.id):
            continue
        if event.kind == UNDONE:
            undone.add(event.about["move"])
        elif str(event.id) not in undone:
            return event
    return None
