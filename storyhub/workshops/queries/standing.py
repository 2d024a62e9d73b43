"""Where a workshop stands: which step of which exercise, for how long, in the language of whoever looks."""

from storyhub.core import clock
from storyhub.workshops.methods.schema import Method
from storyhub.workshops.models import Exercise, Workshop, WorkshopState
from storyhub.workshops.queries.agenda import exercises_of, loaded_of, steps_of
from storyhub.workshops.seen import Standing


def method_of(exercise: Exercise, language: str) -> Method:
    """The method that an exercise runs, as the workshop took it up; English where words are missing."""
    return loaded_of(exercise).in_language(language)


def standing(workshop: Workshop, language: str) -> Standing:
    exercises = exercises_of(workshop.id)
    number = next((number for number, one in enumerate(exercises, 1) if one.id == workshop.exercise_id), 0)
    exercise = exercises[number - 1] if number else None
    method = method_of(exercise, language) if exercise else None
    steps = steps_of(exercise, method) if exercise else []
    step_number = next((place for place, one in enumerate(steps, 1) if one.id == workshop.step), 0)
    step = steps[step_number - 1] if step_number else None
    return Standing(
        exercise_id=exercise.id if exercise else None,
        exercise_number=number,
        method=method,
        step=step,
        step_number=step_number,
        steps=steps,
        seconds_left=workshop.seconds_left(clock.now()),
        is_paused=workshop.paused_seconds is not None,
        is_revealed=workshop.is_revealed,
        is_over=_is_over(workshop, number, len(exercises)),
    )


def _is_over(workshop: Workshop, number: int, exercises: int) -> bool:
    at_the_end = bool(number) and number == exercises and not workshop.step
    return at_the_end or workshop.state == WorkshopState.CLOSED
