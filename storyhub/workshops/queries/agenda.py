"""What is on a workshop's agenda: its exercises in order, the method each runs, its steps and what it takes in."""

from collections.abc import Sequence
from threading import Lock
from uuid import UUID

from cachetools import LRUCache, cached
from sqlalchemy import bindparam, select

from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.workshops.methods.joins import From, Given, Laid, Misfit, problems_of_agenda
from storyhub.workshops.methods.loaded import Loaded, kept
from storyhub.workshops.methods.schema import Method, Step
from storyhub.workshops.models import Exercise, MethodVersion, Workshop

# Every page of a room asks this; the statement is built once.
_EXERCISES = (
    select(Exercise).where(Exercise.workshop_id == bindparam("workshop_id")).order_by(Exercise.position, Exercise.id)
)


def exercises_of(workshop_id: UUID) -> list[Exercise]:
    """In the order in which they run."""
    return list(db.session.scalars(_EXERCISES, {"workshop_id": workshop_id}))


def exercise_in(workshop_id: UUID, exercise_id: UUID) -> Exercise:
    """One exercise of a workshop. Raises NotFound."""
    exercise = db.session.get(Exercise, exercise_id)
    if exercise is None or exercise.workshop_id != workshop_id:
        raise NotFound()
    return exercise


def loaded_of(exercise: Exercise) -> Loaded:
    """The method as the workshop keeps it, with its translations."""
    return _kept(exercise.method_version_id)


# A kept method never changes, so each process reads it from the database once.
@cached(LRUCache(256), lock=Lock())
def _kept(method_version_id: UUID) -> Loaded:
    version = db.session.get_one(MethodVersion, method_version_id)
    return kept(version.digest, version.definition, version.texts)


def steps_of(exercise: Exercise, method: Method | None = None) -> list[Step]:
    """Its steps that are not left out, in their order; in the method's language when one is given, else in English."""
    method = method or loaded_of(exercise).method
    return [step for step in method.step if step.id not in exercise.skipped]


def step_in(exercise: Exercise, step_id: str) -> Step:
    """A step of its method, left out or not. Raises NotFound."""
    step = next((one for one in loaded_of(exercise).method.step if one.id == step_id), None)
    if step is None:
        raise NotFound()
    return step


def minutes_of(exercise: Exercise, step: Step) -> int:
    """As the facilitator planned it, else as the method says."""
    return exercise.minutes.get(step.id, step.minutes)


def minutes_planned(exercise: Exercise) -> int:
    return sum(minutes_of(exercise, step) for step in steps_of(exercise))


def laid(exercises: Sequence[Exercise], language: str) -> list[Laid]:
    """The agenda as the rules of joining read it; its labels are in that language."""
    return [
        Laid(str(one.id), loaded_of(one).in_language(language), {name: _given(it) for name, it in one.inputs.items()})
        for one in exercises
    ]


def problems_of(workshop: Workshop, language: str) -> list[Misfit]:
    """Everything on the agenda that does not join, or is not filled yet."""
    return problems_of_agenda(laid(exercises_of(workshop.id), language))


def _given(kept_input: dict[str, str]) -> Given:
    if "exercise" in kept_input:
        return From(kept_input["exercise"], kept_input["output"])
    return kept_input.get("text", "")
