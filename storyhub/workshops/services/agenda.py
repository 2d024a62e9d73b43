"""The agenda: exercises laid from methods, moved, joined to each other, planned by the minute. What has begun stays as it is."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from storyhub.core.columns import new_id
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.workshops.methods.library import library
from storyhub.workshops.models import Exercise, Workshop, WorkshopState
from storyhub.workshops.queries.agenda import exercise_in, exercises_of, loaded_of, step_in
from storyhub.workshops.services.exercises import (
    check_joins,
    joined_by_itself,
    new_exercise,
    source_of,
    touch,
)
from storyhub.workshops.services.happening import happened_already, locked_workshop, note

MOST_EXERCISES = 30
MOST_DAYS = 10
MOST_MINUTES = 480
LONGEST_WORDS = 600


class AgendaClosed(Conflict):
    """The workshop is over."""

    key = "agenda_closed"


class ExerciseBegun(Conflict):
    """It runs or has run, or this step of it."""

    key = "exercise_begun"


def add_exercise(actor: Viewer, workshop_id: UUID, method_id: str, *, day: int | None = None, key: str) -> UUID:
    """One run of a method at the end, on the day of the one before when none is said. Its inputs are joined to the
    nearest exercises that give what they take. Returns its id.

    Raises NotFound for a method that is not in the library, Invalid, AgendaClosed.
    """
    exercise_id = new_id()

    def add(session: Session, workshop: Workshop) -> None:
        loaded = library().methods.get(method_id)
        if loaded is None:
            raise NotFound()
        agenda = exercises_of(workshop.id)
        if len(agenda) >= MOST_EXERCISES:
            raise Invalid({"method": "agenda_full"})
        last = agenda[-1].day if agenda else 1
        if day is not None and not last <= day <= MOST_DAYS:
            raise Invalid({"day": "agenda_day"})
        exercise = new_exercise(session, workshop, loaded, len(agenda) + 1, day or last, exercise_id)
        agenda.append(exercise)
        exercise.inputs = joined_by_itself(agenda, workshop.language)
        check_joins(agenda, workshop)

    event = _change(actor, workshop_id, key, "exercise_added", add, added=str(exercise_id), method=method_id)
    return UUID(event["added"])


def move_exercise(actor: Viewer, workshop_id: UUID, exercise_id: UUID, by: int, *, key: str) -> None:
    """So many places later, or earlier when below zero; it takes the day of its new neighbour. At the ends it stays.

    Raises ExerciseBegun when it or one that it would pass has begun, DoesNotJoin, AgendaClosed.
    """

    def move(_session: Session, workshop: Workshop) -> None:
        agenda = exercises_of(workshop.id)
        exercise = exercise_in(workshop.id, exercise_id)
        place = agenda.index(exercise)
        to = min(max(place + by, 0), len(agenda) - 1)
        passed = agenda[min(place, to) : max(place, to) + 1]
        if place != to and any(one.opened_at for one in passed):
            raise ExerciseBegun()
        days = [one.day for one in agenda]
        agenda.insert(to, agenda.pop(place))
        for position, (one, day) in enumerate(zip(agenda, days, strict=True), 1):
            one.position, one.day = position, day
        check_joins(agenda, workshop)

    _change(actor, workshop_id, key, "exercise_moved", move, moved=str(exercise_id), by=by)


def set_day(actor: Viewer, workshop_id: UUID, exercise_id: UUID, day: int, *, key: str) -> None:
    """On which day it runs; days do not run backwards. Raises Invalid, AgendaClosed."""

    def change(_session: Session, workshop: Workshop) -> None:
        exercise_in(workshop.id, exercise_id).day = day
        days = [one.day for one in exercises_of(workshop.id)]
        if days != sorted(days) or not 1 <= day <= MOST_DAYS:
            raise Invalid({"day": "agenda_day"})

    _change(actor, workshop_id, key, "day_set", change, exercise=str(exercise_id), day=day)


def remove_exercise(actor: Viewer, workshop_id: UUID, exercise_id: UUID, *, key: str) -> None:
    """Take it off the agenda. What later ones were to take from it waits for another source.

    Raises ExerciseBegun, AgendaClosed.
    """

    def remove(session: Session, workshop: Workshop) -> None:
        exercise = exercise_in(workshop.id, exercise_id)
        if exercise.opened_at:
            raise ExerciseBegun()
        agenda = [one for one in exercises_of(workshop.id) if one is not exercise]
        for position, one in enumerate(agenda, 1):
            one.position = position
            one.inputs = {name: it for name, it in one.inputs.items() if it.get("exercise") != str(exercise_id)}
        session.delete(exercise)
        session.flush()

    _change(actor, workshop_id, key, "exercise_removed", remove, removed=str(exercise_id))


def connect_input(
    actor: Viewer,
    workshop_id: UUID,
    exercise_id: UUID,
    name: str,
    *,
    source: tuple[UUID, str] | None = None,
    words: str = "",
    key: str,
) -> None:
    """Fill an input: from an output of an earlier exercise, with words, or with nothing: then it is asked for in the room.

    Raises DoesNotJoin, ExerciseBegun, Invalid, AgendaClosed.
    """
    if len(words) > LONGEST_WORDS:
        raise Invalid({"words": "too_long"})

    def connect(_session: Session, workshop: Workshop) -> None:
        exercise = exercise_in(workshop.id, exercise_id)
        if exercise.opened_at:
            raise ExerciseBegun()
        others = {one: it for one, it in exercise.inputs.items() if one != name}
        exercise.inputs = others | _given(name, source, words)
        check_joins(exercises_of(workshop.id), workshop)

    _change(actor, workshop_id, key, "input_connected", connect, exercise=str(exercise_id), input=name)


def plan_minutes(
    actor: Viewer, workshop_id: UUID, exercise_id: UUID, step: str, minutes: int | None, *, key: str
) -> None:
    """Plan another time for a step than its method does; None for that of the method. A step that runs keeps its clock.

    Raises Invalid, NotFound, AgendaClosed.
    """
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise Invalid({"minutes": "workshop_minutes"})

    def plan(_session: Session, workshop: Workshop) -> None:
        exercise = exercise_in(workshop.id, exercise_id)
        step_in(exercise, step)
        others = {name: it for name, it in exercise.minutes.items() if name != step}
        exercise.minutes = others | ({} if minutes is None else {step: minutes})

    _change(actor, workshop_id, key, "minutes_planned", plan, exercise=str(exercise_id), planned=step, minutes=minutes)


def skip_step(actor: Viewer, workshop_id: UUID, exercise_id: UUID, step: str, *, key: str) -> None:
    """Leave out a step that its method can do without. Raises Invalid, ExerciseBegun, NotFound, AgendaClosed."""

    def skip(_session: Session, workshop: Workshop) -> None:
        exercise = exercise_in(workshop.id, exercise_id)
        if not step_in(exercise, step).skippable:
            raise Invalid({"step": "step_needed"})
        _must_be_ahead(workshop, exercise, step)
        if step not in exercise.skipped:
            exercise.skipped = [*exercise.skipped, step]

    _change(actor, workshop_id, key, "step_skipped", skip, exercise=str(exercise_id), skipped=step)


def unskip_step(actor: Viewer, workshop_id: UUID, exercise_id: UUID, step: str, *, key: str) -> None:
    """Take a step in again. Raises ExerciseBegun when the room is past it, NotFound, AgendaClosed."""

    def unskip(_session: Session, workshop: Workshop) -> None:
        exercise = exercise_in(workshop.id, exercise_id)
        step_in(exercise, step)
        _must_be_ahead(workshop, exercise, step)
        exercise.skipped = [one for one in exercise.skipped if one != step]

    _change(actor, workshop_id, key, "step_unskipped", unskip, exercise=str(exercise_id), unskipped=step)


def _change(
    actor: Viewer,
    workshop_id: UUID,
    key: str,
    kind: str,
    change: Callable[[Session, Workshop], None],
    **about: Any,
) -> dict[str, Any]:
    """Change the agenda of a workshop that is not closed. Returns what was noted, the first time it came."""
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        before = happened_already(session, workshop, key, kind, by=actor.person_id)
        if before is not None:
            return before.about
        if workshop.state == WorkshopState.CLOSED:
            raise AgendaClosed()
        change(session, workshop)
        session.flush()
        touch(workshop)
        note(session, workshop, kind, key=key, person_id=actor.person_id, about=about)
    return about


def _given(name: str, source: tuple[UUID, str] | None, words: str) -> dict[str, dict[str, str]]:
    if source is not None:
        return {name: source_of(str(source[0]), source[1])}
    return {name: {"text": words}} if words else {}


def _must_be_ahead(workshop: Workshop, exercise: Exercise, step: str) -> None:
    """Raise ExerciseBegun for a step that runs or has been passed."""
    if exercise.closed_at:
        raise ExerciseBegun()
    if exercise.id == workshop.exercise_id and workshop.step:
        ids = [one.id for one in loaded_of(exercise).method.step]
        if ids.index(step) <= ids.index(workshop.step):
            raise ExerciseBegun()
