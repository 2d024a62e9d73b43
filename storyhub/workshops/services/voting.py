"""Giving points: counted against the budget while the seat's row is locked, so that no race overdraws it."""

from uuid import UUID

from sqlalchemy import select

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import Verb
from storyhub.workshops.methods.schema import Vote as Kind
from storyhub.workshops.models import Card, Seat, Vote
from storyhub.workshops.services.hands import Hand, hand_on


class NothingLeft(Conflict):
    """All points are given."""

    key = "nothing_left"


class CardFull(Conflict):
    """One card gets no more from one person."""

    key = "card_full"


def give_points(seat_id: UUID, card_id: UUID, points: int = 1, *, key: str) -> int:
    """Give a card points. Returns what is left. Raises NotFound, StepOver, NothingLeft, CardFull."""
    return _change(seat_id, card_id, points, key)


def take_points(seat_id: UUID, card_id: UUID, points: int = 1, *, key: str) -> int:
    """Take points back from a card. Returns what is left. Raises NotFound, StepOver; never below none."""
    return _change(seat_id, card_id, -points, key)


def _change(seat_id: UUID, card_id: UUID, points: int, key: str) -> int:
    with transaction() as session:
        hand, card = hand_on(session, seat_id, card_id)
        kind = by_name(hand.method.vote)[hand.must_do(Verb.VOTE).vote]
        given = _given(hand, kind)
        if not hand.earlier(key, "voted"):
            _give(hand, kind, card, given, points)
            hand.note("voted", key=key, quiet=kind.secret, tables=[card.group_id], vote=kind.id)
        return kind.budget - sum(row.points for row in given.values())


def _given(hand: Hand, kind: Kind) -> dict[UUID, Vote]:
    """What this seat gave so far, read after its row was locked."""
    assert hand.seat is not None
    hand.session.get(Seat, hand.seat.id, with_for_update=True)
    rows = select(Vote).where(Vote.exercise_id == hand.exercise.id, Vote.vote == kind.id, Vote.seat_id == hand.seat.id)
    return {row.card_id: row for row in hand.session.scalars(rows)}


def _give(hand: Hand, kind: Kind, card: Card, given: dict[UUID, Vote], points: int) -> None:
    assert hand.seat is not None
    if not points or abs(points) > kind.budget:
        raise Invalid({"points": "value_outside"})
    hand.reached(card.id, *kind.on)
    if not card.is_kept:
        raise NotFound()
    row = given.get(card.id)
    total = max(0, (row.points if row else 0) + points)
    others = sum(one.points for one in given.values() if one is not row)
    if points > 0 and others + total > kind.budget:
        raise NothingLeft(budget=kind.budget)
    if points > 0 and total > kind.max_per_item:
        raise CardFull(most=kind.max_per_item)
    if row is None and total:
        row = given[card.id] = Vote(
            exercise_id=hand.exercise.id,
            vote=kind.id,
            card_id=card.id,
            seat_id=hand.seat.id,
            points=total,
            at=clock.now(),
        )
        hand.session.add(row)
    elif row is not None and total:
        row.points = total
    elif row is not None:
        hand.session.delete(given.pop(card.id))
