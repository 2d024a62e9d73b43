"""Lines between cards."""

from uuid import UUID

from sqlalchemy import delete, func, select

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid
from storyhub.workshops.methods.rules.names import zones_of
from storyhub.workshops.methods.schema import Link as Kind
from storyhub.workshops.methods.schema import Reveal, Verb
from storyhub.workshops.models import Card, Link
from storyhub.workshops.playing import link_of
from storyhub.workshops.services.hands import Hand, StepOver, Whoever, hand_on


def link_cards(who: Whoever, from_id: UUID, to_id: UUID, kind: str, *, key: str) -> None:
    """Draw a line; the same line again changes nothing.

    Raises NotFound, StepOver, Invalid (kind, to), and Conflict: `lines_full`, or `has_parent` in a tree.
    """
    with transaction() as session:
        hand, _ = hand_on(session, who, from_id)
        if hand.earlier(key, "cards_linked"):
            return
        found = _kind(hand, kind)
        start, end = _ends(hand, found, from_id, to_id)
        if _line(hand, kind, start.id, end.id) is not None:
            return
        _check_room(hand, found, start, end)
        line = Link(exercise_id=hand.exercise.id, kind=kind, from_id=start.id, to_id=end.id, at=clock.now())
        line.seat_id = hand.seat.id if hand.seat else None
        session.add(line)
        if found.tree:
            end.parent_id = start.id
        _note(hand, "cards_linked", key, start, end, kind)


def unlink_cards(who: Whoever, from_id: UUID, to_id: UUID, kind: str, *, key: str) -> None:
    """Take a line away. Raises NotFound, StepOver, Invalid."""
    with transaction() as session:
        hand, _ = hand_on(session, who, from_id)
        if hand.earlier(key, "cards_unlinked"):
            return
        found = _kind(hand, kind)
        start, end = _ends(hand, found, from_id, to_id)
        line = _line(hand, kind, start.id, end.id)
        if line is None:
            return
        session.execute(delete(Link).where(Link.id == line))
        if found.tree:
            end.parent_id = None
        _note(hand, "cards_unlinked", key, start, end, kind)


def _kind(hand: Hand, kind: str) -> Kind:
    """A kind of line that may be drawn now. The desk draws any."""
    if hand.seat is not None and kind not in hand.must_do(Verb.LINK).links:
        raise StepOver()
    found = link_of(hand.method, kind)
    if found is None:
        raise Invalid({"kind": "choice_unknown"})
    return found


def _ends(hand: Hand, kind: Kind, from_id: UUID, to_id: UUID) -> tuple[Card, Card]:
    """Both cards, in the order of the line; where it has no direction, whichever way it was drawn it is the same line."""
    if from_id == to_id:
        raise Invalid({"to": "same_card"})
    start, end = hand.reached(from_id), hand.reached(to_id)
    if not kind.directed and not _fits(kind, start, end):
        start, end = end, start
    if not _fits(kind, start, end):
        raise Invalid({"to": "line_elsewhere"})
    if not kind.directed and _fits(kind, end, start):
        start, end = sorted((start, end), key=lambda card: card.id)
    return start, end


def _fits(kind: Kind, start: Card, end: Card) -> bool:
    return start.kind in kind.from_ and end.kind in kind.to


def _line(hand: Hand, kind: str, from_id: UUID, to_id: UUID) -> UUID | None:
    drawn = select(Link.id).where(Link.kind == kind, Link.from_id == from_id, Link.to_id == to_id)
    return hand.session.scalar(drawn)


def _check_room(hand: Hand, kind: Kind, start: Card, end: Card) -> None:
    drawn = select(func.count()).where(Link.kind == kind.kind, Link.from_id == start.id)
    if kind.max_per_card and (hand.session.scalar(drawn) or 0) >= kind.max_per_card:
        raise Conflict("lines_full", most=kind.max_per_card)
    if not kind.tree:
        return
    hanging = select(Link.id).where(Link.kind == kind.kind, Link.to_id == end.id)
    if end.parent_id is not None or hand.session.scalar(hanging) is not None:
        raise Conflict("has_parent")
    above: Card | None = start
    while above is not None:
        if above.id == end.id:
            raise Conflict("has_parent")
        above = hand.session.get(Card, above.parent_id) if above.parent_id else None
    place = zones_of(hand.method).get(end.zone)  # what stands in the middle of the rings lies in none
    if place is None or place.parent_zone != start.zone:
        raise Invalid({"to": "line_elsewhere"})


def _note(hand: Hand, what: str, key: str, start: Card, end: Card, kind: str) -> None:
    quiet = bool(hand.step and hand.step.do == Verb.LINK and hand.step.reveal != Reveal.LIVE)
    tables = {start.group_id, end.group_id}
    hand.note(what, key=key, tables=tables, quiet=quiet, **{"from": str(start.id), "to": str(end.id), "line": kind})
