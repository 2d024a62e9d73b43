"""Cards laid elsewhere: into another zone, or to a place on a plane. A drag is never needed; a choice is enough."""

from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid
from storyhub.core.permissions import Viewer
from storyhub.workshops.methods.rules.names import boards_of, zones_of
from storyhub.workshops.methods.schema import End, Geometry, Method, Step, Verb, Who
from storyhub.workshops.models import Card, StepEvent
from storyhub.workshops.playing import zones_for
from storyhub.workshops.services import desk
from storyhub.workshops.services.adding import carries_others, own_step
from storyhub.workshops.services.hands import Hand, StepOver, Whoever, hand_on
from storyhub.workshops.services.happening import WorkshopMoved

WIDTH = 100
MIDDLE = 0.5
MOVED, UNDONE = "card_moved", "move_undone"
Place = tuple[str, float | None, float | None]
Spot = tuple[str, int | None, int | None]
"""The same as a page says it: a zone, and x and y from 0 to 100."""


class CardMoved(Conflict):
    """Somebody has moved the card since the page was drawn."""

    key = "move_gone"


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
        _lay(hand, card, _place_chosen(hand, _zones_open(hand, card), zone, x, y), key)


def move_card_at_desk(
    actor: Viewer,
    card_id: UUID,
    *,
    zone: str = "",
    x: int | None = None,
    y: int | None = None,
    seen: desk.Place,
    lay: Spot,
    key: str,
) -> None:
    """Lay a card elsewhere in a step in which the facilitator alone does so, within the zones of that step.

    `seen` is where the room was when the page was drawn, `lay` where the card was. Raises NotFound, NotAllowed, NotOpen,
    StepOver, Invalid (zone, place), WorkshopMoved, and CardMoved when it lies elsewhere by now.
    """
    with transaction() as session:
        hand, card = hand_on(session, actor, card_id)
        if hand.earlier(key, MOVED):
            return
        if seen != desk.place_of(hand.workshop):
            raise WorkshopMoved()
        step = hand.must_do(Verb.PLACE)
        if step.who != Who.FACILITATOR:
            raise StepOver()
        hand.reached(card.id, step.card)
        after = _place_chosen(hand, _zones_within(hand, step, card), zone, x, y)
        if after != _place_of(card) and lay != spot_of(*_place_of(card)):
            raise CardMoved()
        _lay(hand, card, after, key)


def undo_move(who: Whoever, card_id: UUID, *, key: str) -> None:
    """Lay the card back where it lay before one's own last move. Raises Conflict when it was moved again since."""
    with transaction() as session:
        hand, card = hand_on(session, who, card_id)
        if hand.earlier(key, UNDONE):
            return
        hand.must_do(Verb.PLACE, Verb.COLLECT) if hand.seat else None
        move = _last_move(hand, card)
        if move is None or list(_place_of(card)) != move.about["after"]:
            raise CardMoved()
        card.zone, card.x, card.y = move.about["before"]
        hand.note(UNDONE, key=key, tables=[card.group_id], card=card.id, move=str(move.id))


def spot_of(zone: str, x: float | None, y: float | None) -> Spot:
    """A place as a page says it."""
    return zone, None if x is None else round(x * WIDTH), None if y is None else round(y * WIDTH)


def _place_of(card: Card) -> Place:
    return card.zone, card.x, card.y


def _lay(hand: Hand, card: Card, after: Place, key: str) -> None:
    before = _place_of(card)
    if after == before:
        return
    card.zone, card.x, card.y = after
    hand.note(MOVED, key=key, tables=[card.group_id], card=card.id, before=list(before), after=list(after))


def _place_chosen(hand: Hand, allowed: set[str], zone: str, x: int | None, y: int | None) -> Place:
    if x is None or y is None:
        if zone not in allowed:
            raise Invalid({"zone": "zone_closed" if zone else "zone_missing"})
        return zone, *centre_of(hand.method, zone)
    if not (0 <= x <= WIDTH and 0 <= y <= WIDTH):
        raise Invalid({"place": "place_outside"})
    across, up = x / WIDTH, y / WIDTH
    board = zones_of(hand.method)[zone].board if zone in allowed else hand.step.board if hand.step else ""
    found = quadrant_at(hand.method, board, across, up) or zone or undivided(hand.method, board, allowed)
    if found not in allowed:
        raise Invalid({"place": "zone_closed"})
    return found, across, up


def _zones_open(hand: Hand, card: Card) -> set[str]:
    """Where this hand may lay this card now."""
    if hand.seat is None:
        return _keeping_the_tree(hand, card, {zone.id for zone in hand.method.zone if card.kind in zone.accepts})
    step = hand.must_do(Verb.PLACE, Verb.COLLECT)
    if step.do == Verb.COLLECT:
        own_step(hand, card, card.state)
        return _zones_within(hand, step, card)
    hand.reached(card.id, step.card)
    return _zones_within(hand, step, card)


def _zones_within(hand: Hand, step: Step, card: Card) -> set[str]:
    """Of a step, those that take the card and in which this hand works."""
    allowed = {zone.id for zone in zones_for(hand.method, step, card.kind, hand.number, hand.groups)}
    return _keeping_the_tree(hand, card, allowed)


def _keeping_the_tree(hand: Hand, card: Card, allowed: set[str]) -> set[str]:
    """In a tree a card lies one ring further out than the one it hangs on, and so does what hangs on it."""
    if not any(link.tree for link in hand.method.link):
        return allowed
    if carries_others(hand, card):
        return allowed & {card.zone}
    parent = hand.session.get(Card, card.parent_id) if card.parent_id else None
    above = parent.zone if parent else ""
    zones = zones_of(hand.method)
    return {name for name in allowed if zones[name].ring is None or zones[name].parent_zone == above}


def quadrant_at(method: Method, board: str, x: float, y: float) -> str:
    """The zone of a plane at a place; the middle counts as high: better one question too many than one lost."""
    ends = (End.HIGH if x >= MIDDLE else End.LOW, End.HIGH if y >= MIDDLE else End.LOW)
    return next((zone.id for zone in method.zone if zone.board == board and zone.quadrant == ends), "")


def undivided(method: Method, board: str, allowed: set[str]) -> str:
    """On a plane without quadrants, the zone that is the whole of it."""
    lying = (zone for zone in method.zone if zone.board == board and not zone.off_board)
    return next((zone.id for zone in lying if zone.id in allowed), "")


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
