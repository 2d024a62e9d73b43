"""Judging cards and cells, each for oneself; and saying “I cannot live with this”, which must be answered."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.core.text import clean, length
from storyhub.workshops.methods.rules.names import CELL, by_name, grids_of
from storyhub.workshops.methods.schema import Rating as Kind
from storyhub.workshops.methods.schema import Verb
from storyhub.workshops.models import Card, Exercise, Rating, Seat
from storyhub.workshops.playing import OBJECTION
from storyhub.workshops.services.desk import locked_open
from storyhub.workshops.services.hands import Hand, StepOver, hand_on
from storyhub.workshops.services.happening import happened_already, note

LONGEST_NOTE = 300
LONGEST_ANSWER = 600
Said = dict[str, Rating]


def rate(
    seat_id: UUID,
    card_id: UUID,
    values: Mapping[str, int | None],
    *,
    key: str,
    other_id: UUID | None = None,
    said: str | None = None,
) -> None:
    """Judge a card, or the cell of a row and a column (`other_id`): {dimension: value}; None takes a judgement back.

    What is not named stays as it was; `said` is a note for the room. Raises NotFound, StepOver, Invalid.
    """
    with transaction() as session:
        hand, card = hand_on(session, seat_id, card_id)
        if hand.earlier(key, "rated"):
            return
        kind, other = _asked(hand, card, other_id)
        _check(kind, values, said)
        mine = _mine(hand, kind, card, other)
        for dim, value in values.items():
            if value is None:
                _drop(hand, mine.pop(dim, None))
            else:
                _set(hand, kind, mine, card, other, dim, value)
        if said is not None:
            _take_note(kind, mine, clean(said))
        hand.note("rated", key=key, quiet=True, card=card.id)


def object_to(seat_id: UUID, card_id: UUID, reason: str, *, key: str, other_id: UUID | None = None) -> None:
    """Say that one cannot live with this, and why. It is told when the step has ended, without a name.

    Raises NotFound, StepOver, Invalid (reason).
    """
    with transaction() as session:
        hand, card = hand_on(session, seat_id, card_id)
        if hand.earlier(key, "rated"):
            return
        kind, other = _asked(hand, card, other_id)
        if not kind.objection:
            raise NotFound()
        reason = _words(reason, "reason", LONGEST_NOTE)
        mine = _mine(hand, kind, card, other)
        _set(hand, kind, mine, card, other, OBJECTION, 1)
        mine[OBJECTION].note = reason
        hand.note("rated", key=key, quiet=True, card=card.id)


def take_objection_back(seat_id: UUID, card_id: UUID, *, key: str, other_id: UUID | None = None) -> None:
    """One can live with it after all. Raises NotFound, StepOver."""
    with transaction() as session:
        hand, card = hand_on(session, seat_id, card_id)
        if hand.earlier(key, "rated"):
            return
        kind, other = _asked(hand, card, other_id)
        _drop(hand, _mine(hand, kind, card, other).get(OBJECTION))
        hand.note("rated", key=key, quiet=True, card=card.id)


def answer_objection(actor: Viewer, rating_id: UUID, answer: str, *, key: str | None = None) -> None:
    """Write down what the room answered. Raises NotFound, NotAllowed, NotOpen, Invalid (answer).

    It is gone when whoever objected took it back: where the room went back, the rating began anew.
    """
    with transaction() as session:
        rows = select(Exercise.workshop_id).join(Rating, Rating.exercise_id == Exercise.id)
        workshop_id = session.scalar(rows.where(Rating.id == rating_id, Rating.dim == OBJECTION))
        if workshop_id is None:
            raise NotFound()
        workshop = locked_open(session, actor, workshop_id)
        if happened_already(session, workshop, key, "objection_answered", by=actor.person_id):
            return
        objection = session.get(Rating, rating_id)
        if objection is None:
            raise NotFound()
        objection.answer = _words(answer, "answer", LONGEST_ANSWER)
        objection.answered_at = clock.now()
        note(session, workshop, "objection_answered", key=key, person_id=actor.person_id)


def open_objections(session: Session, exercise_id: UUID) -> int:
    """How many still wait for their answer."""
    waiting = select(Rating.id).where(
        Rating.exercise_id == exercise_id, Rating.dim == OBJECTION, Rating.answered_at.is_(None)
    )
    return len(session.scalars(waiting).all())


def _asked(hand: Hand, card: Card, other_id: UUID | None) -> tuple[Kind, Card | None]:
    """The rating that the step asks for, when it is of this card or cell."""
    step = hand.must_do(Verb.RATE)
    if hand.eyes.is_revealed:
        raise StepOver()  # the rating has ended before its step, by `objecting.end_rating`
    kind = by_name(hand.method.rating)[step.rating]
    if kind.on != CELL:
        if other_id is not None:
            raise NotFound()
        hand.reached(card.id, kind.on)
        return kind, None
    if other_id is None:
        raise NotFound()
    for grid in grids_of(hand.method):
        if card.kind == grid.rows_from:
            hand.reached(card.id)
            return kind, hand.reached(other_id, grid.columns_from)
    raise NotFound()


def _check(kind: Kind, values: Mapping[str, int | None], said: str | None) -> None:
    dims = by_name(kind.dims)
    wrong = {}
    for name, value in values.items():
        dim = dims.get(name)
        if dim is None or (value is not None and not dim.min <= value <= dim.max):
            wrong[name] = "value_outside"
    if said and length(clean(said)) > LONGEST_NOTE:
        wrong["note"] = "too_long"
    if wrong:
        raise Invalid(wrong)


def _mine(hand: Hand, kind: Kind, card: Card, other: Card | None) -> Said:
    assert hand.seat is not None
    hand.session.get(Seat, hand.seat.id, with_for_update=True)
    rows = select(Rating).where(
        Rating.exercise_id == hand.exercise.id,
        Rating.rating == kind.id,
        Rating.seat_id == hand.seat.id,
        Rating.card_id == card.id,
        Rating.other_id == other.id if other else Rating.other_id.is_(None),
    )
    return {row.dim: row for row in hand.session.scalars(rows)}


def _set(hand: Hand, kind: Kind, mine: Said, card: Card, other: Card | None, dim: str, value: int) -> None:
    assert hand.seat is not None
    if dim in mine:
        mine[dim].value, mine[dim].at = value, clock.now()
        return
    mine[dim] = Rating(
        exercise_id=hand.exercise.id,
        rating=kind.id,
        dim=dim,
        card_id=card.id,
        other_id=other.id if other else None,
        seat_id=hand.seat.id,
        value=value,
        note="",
        at=clock.now(),
    )
    hand.session.add(mine[dim])


def _take_note(kind: Kind, mine: Said, words: str) -> None:
    """One note for all dimensions, kept beside the first that was judged."""
    judged = [mine[dim.id] for dim in kind.dims if dim.id in mine]
    for row in judged:
        row.note = ""
    if judged:
        judged[0].note = words


def _drop(hand: Hand, row: Rating | None) -> None:
    if row is not None:
        hand.session.delete(row)


def _words(words: str, field: str, most: int) -> str:
    words = clean(words)
    if not words:
        raise Invalid({field: "field_missing"})
    if length(words) > most:
        raise Invalid({field: "too_long"})
    return words
