"""Whose hand moves something: a seat in the step that runs, or a facilitator at the desk in any step.

Every command of the boards begins here: the room is locked, the exercise that runs is read, and the card that is
touched is one this hand may reach. A card of another workshop is not there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storyhub.core.errors import Conflict, NotFound
from storyhub.core.permissions import Viewer
from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import Method, Scope, Step, Verb, Who
from storyhub.workshops.models import Card, Exercise, Seat, StepEvent, Workshop
from storyhub.workshops.playing import scope_of
from storyhub.workshops.queries.agenda import loaded_of
from storyhub.workshops.queries.laid import groups_of
from storyhub.workshops.queries.sight import Eyes, Sight
from storyhub.workshops.seen import Audience, Side
from storyhub.workshops.services.desk import locked_open
from storyhub.workshops.services.happening import happened_already, locked_room, note

Whoever = UUID | Viewer
"""The id of a seat, or a member of staff."""


class StepOver(Conflict):
    """The step in which this could be done has ended, or is another one."""

    key = "step_over"


@dataclass(frozen=True)
class Hand:
    session: Session
    workshop: Workshop
    exercise: Exercise
    method: Method
    step: Step | None
    """Which runs now."""
    seat: Seat | None
    """None at the desk."""
    person_id: UUID | None
    eyes: Eyes
    """What it sees, by the same rule as its page."""

    @property
    def number(self) -> int:
        """Of the seat's table; 0 without one and at the desk."""
        return self.eyes.own_number

    @property
    def groups(self) -> int:
        """How many tables have people."""
        return self.eyes.tables

    @property
    def group_id(self) -> UUID | None:
        return self.seat.group_id if self.seat else None

    @property
    def language(self) -> str:
        return self.seat.language if self.seat else self.workshop.language

    def earlier(self, key: str | None, *kinds: str) -> StepEvent | None:
        """What this command made when it came the first time. Raises happening.KeyTaken."""
        by = self.seat.id if self.seat else self.person_id
        return happened_already(self.session, self.workshop, key, *kinds, by=by)

    def in_exercise(self, exercise_id: UUID) -> "Hand":
        """The same hand on an exercise that has run before: what was typed then comes late. Raises StepOver."""
        if exercise_id == self.exercise.id:
            return self
        exercise = self.session.get(Exercise, exercise_id)
        if exercise is None or exercise.workshop_id != self.workshop.id or exercise.closed_at is None:
            raise StepOver()
        method = loaded_of(exercise).method
        over = frozenset(step.id for step in method.step)
        eyes = replace(self.eyes, method=method, step=None, over=over)
        return replace(self, exercise=exercise, method=method, step=None, eyes=eyes)

    def must_do(self, *verbs: Verb) -> Step:
        """The step that runs, which is one of these and not the facilitator's alone. Raises StepOver."""
        if self.step is None or self.step.do not in verbs or (self.seat and self.step.who == Who.FACILITATOR):
            raise StepOver()
        return self.step

    def reaches(self, card: Card) -> bool:
        """Whether the card lies before this hand now: on its table's copy, or on everyone's board, and may be read.

        A facilitator reaches every card that lies on a board, also one that is not read yet.
        """
        sight = self.eyes.of(card) if card.exercise_id == self.exercise.id else Sight.ABSENT
        return sight == Sight.SEEN or (self.seat is None and sight == Sight.HIDDEN)

    def reached(self, card_id: UUID, *kinds: str) -> Card:
        """That card. Raises NotFound when this hand does not reach it, or it is of another kind."""
        card = self.session.get(Card, card_id)
        if card is None or not self.reaches(card) or (kinds and card.kind not in kinds):
            raise NotFound()
        return card

    def has_ended(self, step: str) -> bool:
        return step in self.eyes.over

    def note(
        self, kind: str, *, key: str | None, tables: Iterable[UUID | None] = (), quiet: bool = False, **about: Any
    ) -> None:
        """Say what happened: to these tables, or to every seat where something lies on everyone's board.

        `quiet` is for what other seats do not see yet: desk and stage count it, and no phone asks for it.
        """
        touched = set(tables)
        everyone = not quiet and (None in touched or scope_of(self.method, self.step) == Scope.PLENARY)
        note(
            self.session,
            self.workshop,
            kind,
            key=key,
            seat=self.seat,
            person_id=self.person_id,
            everyone=everyone,
            groups=() if quiet else touched,
            about={name: str(value) if isinstance(value, UUID) else value for name, value in about.items()},
        )

    def next_position(self) -> int:
        last = select(func.max(Card.position)).where(Card.exercise_id == self.exercise.id)
        return (self.session.scalar(last) or 0) + 1


def hand_of_seat(session: Session, seat_id: UUID) -> Hand:
    """Raises NotFound when nobody sits there, StepOver when no exercise runs."""
    workshop, seat = locked_room(session, seat_id)
    return _hand(session, workshop, seat, None)


def hand_at_desk(session: Session, actor: Viewer, workshop_id: UUID) -> Hand:
    """Raises NotFound, NotAllowed; NotOpen after the workshop was closed, StepOver when no exercise runs."""
    return _hand(session, locked_open(session, actor, workshop_id), None, actor.person_id)


def hand_on(session: Session, who: Whoever, card_id: UUID) -> tuple[Hand, Card]:
    """Whoever touches a card, and the card, in whatever state. Raises NotFound for a card of another workshop."""
    card = session.get(Card, card_id)
    if card is None:
        raise NotFound()
    hand = hand_at_desk(session, who, card.workshop_id) if isinstance(who, Viewer) else hand_of_seat(session, who)
    if card.exercise_id != hand.exercise.id:
        raise NotFound() if card.workshop_id != hand.workshop.id else StepOver()
    session.refresh(card)  # it was read before the room was locked
    return hand, card


def _hand(session: Session, workshop: Workshop, seat: Seat | None, person_id: UUID | None) -> Hand:
    exercise = session.get(Exercise, workshop.exercise_id) if workshop.exercise_id else None
    if exercise is None:
        raise StepOver()
    method = loaded_of(exercise).method
    step = by_name(method.step).get(workshop.step)
    order = [one.id for one in method.step]
    over = order[: order.index(step.id)] if step else order if exercise.closed_at else []
    side = (
        Audience(Side.SEAT, seat.language, seat.group_id, seat.id) if seat else Audience(Side.DESK, workshop.language)
    )
    eyes = Eyes(side, method, step, frozenset(over), workshop.is_revealed, *groups_of(workshop.id))
    return Hand(session, workshop, exercise, method, step, seat, person_id, eyes)


def group_of_new(hand: Hand, step: Step | None) -> UUID | None:
    """The table on which a new thing lies: the writer's own, unless the hall or the desk writes."""
    if hand.seat is None or step is None or step.who in (Who.PLENARY, Who.FACILITATOR):
        return None
    return hand.seat.group_id
