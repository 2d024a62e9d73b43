"""From step to step and from exercise to exercise: what ends, what begins, and what is settled in between."""

from datetime import timedelta

from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.errors import Conflict
from storyhub.workshops.methods.schema import Step
from storyhub.workshops.models import Exercise, Workshop
from storyhub.workshops.queries.agenda import exercises_of, minutes_of, steps_of
from storyhub.workshops.services import restoring, settling
from storyhub.workshops.services.dealing import deal_for


class AgendaOver(Conflict):
    """The last step has ended, or there was none."""

    key = "agenda_over"


class AtTheBeginning(Conflict):
    """No step comes before this one."""

    key = "agenda_at_the_beginning"


def go_on(session: Session, workshop: Workshop) -> None:
    """End the step that runs and begin the next one; after the last of all, none runs. Raises AgendaOver."""
    exercises = exercises_of(workshop.id)
    place = _place(workshop, exercises)
    rest = exercises[place + 1 :]
    if not workshop.step and not rest:
        raise AgendaOver()
    if workshop.step and _is_within(session, workshop, exercises[place]):
        return
    if not any(_is_begun(session, workshop, exercise) for exercise in rest):
        stop_clock(workshop)
        workshop.step = ""


def go_back(session: Session, workshop: Workshop) -> None:
    """Begin the step before again, that of the exercise before when this was the first. Raises AtTheBeginning."""
    exercises = exercises_of(workshop.id)
    place = _place(workshop, exercises)
    earlier = [
        (exercise, step)
        for number, exercise in enumerate(exercises[: place + 1])
        for step in steps_of(exercise)
        if number < place or _is_before(exercise, step, workshop.step)
    ]
    if not earlier:
        raise AtTheBeginning()
    exercise, step = earlier[-1]
    if workshop.step:
        restoring.keep_point(session, workshop, exercises[place])
    for one in exercises[exercises.index(exercise) : place + 1]:
        one.closed_at = None
    workshop.exercise_id = exercise.id
    settling.reopen_step(session, workshop, exercise, step.id)
    _begin_step(workshop, exercise, step)


def go_on_after_closing(session: Session, workshop: Workshop, exercise: Exercise, step: str) -> None:
    """Stand again in the step in which the workshop was closed, with the clock stopped.

    Closing has told what a secret vote or a blind rating said: such a step has ended, and the room stands after it.
    """
    told = settling.told_by_closing(session, exercise, step)
    if not told:
        settling.reopen_step(session, workshop, exercise, step)
        workshop.step, workshop.step_began_at, workshop.paused_seconds = step, clock.now(), 0
        exercise.closed_at = None
        return
    settling.end_step(session, workshop, exercise, told)
    following = _after(exercise, told)
    if following is not None:
        _begin_step(workshop, exercise, following)
        workshop.deadline_at, workshop.paused_seconds = None, minutes_of(exercise, following) * 60
        exercise.closed_at = None


def end_step(session: Session, workshop: Workshop, exercise: Exercise) -> None:
    """How the board stands is kept before anything on it is settled."""
    restoring.keep_point(session, workshop, exercise)
    settling.end_step(session, workshop, exercise, workshop.step)


def end_exercise(session: Session, workshop: Workshop, exercise: Exercise) -> None:
    """Raises what `settling.close_exercise` refuses."""
    settling.close_exercise(session, workshop, exercise)
    exercise.closed_at = clock.now()


def stop_clock(workshop: Workshop) -> None:
    workshop.deadline_at = workshop.paused_seconds = None
    workshop.is_revealed, workshop.scene = False, {}


def _is_within(session: Session, workshop: Workshop, exercise: Exercise) -> bool:
    """End the step that runs, and begin the next one of its exercise; False when that one has ended with it."""
    following = _after(exercise, workshop.step)
    end_step(session, workshop, exercise)
    if following is None:
        end_exercise(session, workshop, exercise)
    else:
        _begin_step(workshop, exercise, following)
    return following is not None


def _is_begun(session: Session, workshop: Workshop, exercise: Exercise) -> bool:
    """Lay out an exercise and begin its first step; False when all its steps are left out, and it ends at once.

    People first, then cards: what is dealt out is dealt to tables.
    """
    workshop.exercise_id, workshop.step = exercise.id, ""
    deal_for(session, workshop, exercise)
    settling.open_exercise(session, workshop, exercise)
    exercise.opened_at, exercise.closed_at = exercise.opened_at or clock.now(), None
    steps = steps_of(exercise)
    if steps:
        _begin_step(workshop, exercise, steps[0])
    else:
        end_exercise(session, workshop, exercise)
    return bool(steps)


def _begin_step(workshop: Workshop, exercise: Exercise, step: Step) -> None:
    stop_clock(workshop)
    workshop.step, workshop.step_began_at = step.id, clock.now()
    workshop.deadline_at = clock.now() + timedelta(minutes=minutes_of(exercise, step))


def _place(workshop: Workshop, exercises: list[Exercise]) -> int:
    """Of the exercise that runs or ran last; -1 before the first."""
    return next((place for place, one in enumerate(exercises) if one.id == workshop.exercise_id), -1)


def _after(exercise: Exercise, step_id: str) -> Step | None:
    steps = steps_of(exercise)
    place = next(place for place, one in enumerate(steps) if one.id == step_id)
    return steps[place + 1] if place + 1 < len(steps) else None


def _is_before(exercise: Exercise, step: Step, running: str) -> bool:
    """Of one exercise; when none of its steps runs any more, all are before."""
    ids = [one.id for one in steps_of(exercise)]
    return not running or ids.index(step.id) < ids.index(running)
