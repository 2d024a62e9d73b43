"""How an agenda is laid: methods kept as they are, exercises in their places, inputs joined to what comes before."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.columns import new_id
from storyhub.core.errors import Invalid, NotFound
from storyhub.workshops.methods.agendas import given_in
from storyhub.workshops.methods.joins import From, Misfit, Reason, offers, problems_of_agenda
from storyhub.workshops.methods.library import library
from storyhub.workshops.methods.loaded import Loaded
from storyhub.workshops.methods.schema import Path
from storyhub.workshops.models import Exercise, MethodVersion, Workshop
from storyhub.workshops.queries.agenda import exercises_of, laid, loaded_of


class DoesNotJoin(Invalid):
    """An exercise would take in what does not fit. `misfits` are the reasons; `fields` has them by `<exercise>-<input>`."""

    def __init__(self, agenda: Sequence[Exercise], misfits: Sequence[Misfit]) -> None:
        self.misfits = tuple(misfits)
        first = misfits[0]
        fields = {f"{agenda[one.position].id}-{one.input}": str(one.reason) for one in reversed(misfits)}
        super().__init__(fields, str(first.reason), **first.values)


def keep_method_version(session: Session, loaded: Loaded) -> MethodVersion:
    """A method as it is now, kept for good; workshops that run the very same one share the row."""
    same = select(MethodVersion).where(MethodVersion.digest == loaded.digest)
    version = session.scalar(same)
    if version is not None:
        return version
    head = loaded.method.method
    version = MethodVersion(
        slug=head.id,
        version=head.version,
        digest=loaded.digest,
        definition=loaded.definition,
        texts={language: dict(words) for language, words in loaded.texts.items()},
        kept_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(version)
    except IntegrityError:
        # On PostgreSQL another workshop kept it in this very moment.
        return session.scalars(same).one()
    return version


def path_called(path_id: str) -> Path:
    """Raises NotFound."""
    found = library().paths.get(path_id)
    if found is None:
        raise NotFound()
    return found.path


def lay_exercises(session: Session, workshop: Workshop, path: Path) -> None:
    """The exercises of a path, at the end of the agenda of a workshop that is locked."""
    methods = library().methods
    ids = {one.id: new_id() for one in path.exercise}
    for position, one in enumerate(path.exercise, len(exercises_of(workshop.id)) + 1):
        exercise = new_exercise(session, workshop, methods[one.method], position, one.day, ids[one.id])
        given = {name: given_in(words) for name, words in one.inputs.items()}
        exercise.inputs = {
            name: {"exercise": str(ids[it.exercise]), "output": it.output} if isinstance(it, From) else {"text": it}
            for name, it in given.items()
        }
    session.flush()


def copy_agenda(session: Session, of: Workshop, to: Workshop) -> None:
    """The same exercises with their methods as they are in the library now; those that are gone from it stay as they were."""
    methods, agenda = library().methods, exercises_of(of.id)
    ids = {str(one.id): new_id() for one in agenda}
    for one in agenda:
        kept = loaded_of(one)
        loaded = methods.get(kept.id, kept)
        steps = {step.id: step.skippable for step in loaded.method.step}
        copy = new_exercise(session, to, loaded, one.position, one.day, ids[str(one.id)])
        copy.minutes = {step: minutes for step, minutes in one.minutes.items() if step in steps}
        copy.skipped = [step for step in one.skipped if steps.get(step)]
        copy.inputs = {
            name: it | {"exercise": str(ids[it["exercise"]])} if it.get("exercise") in ids else it
            for name, it in one.inputs.items()
        }
    session.flush()
    _drop_misfits(exercises_of(to.id), to)


def touch(workshop: Workshop) -> None:
    """Pages that were drawn before are stale. Two changes never have the same moment."""
    workshop.changed_at = max(clock.now(), workshop.changed_at + timedelta(microseconds=1))


def new_exercise(
    session: Session, workshop: Workshop, loaded: Loaded, position: int, day: int, exercise_id: UUID
) -> Exercise:
    exercise = Exercise(
        id=exercise_id,
        workshop_id=workshop.id,
        method_version_id=keep_method_version(session, loaded).id,
        position=position,
        day=day,
        inputs={},
        minutes={},
        skipped=[],
    )
    session.add(exercise)
    session.flush()
    return exercise


def check_joins(agenda: Sequence[Exercise], workshop: Workshop) -> None:
    """What is not filled yet may be filled later; what does not fit may not stand."""
    misfits = _misfits(agenda, workshop)
    if misfits:
        raise DoesNotJoin(agenda, misfits)


def _misfits(agenda: Sequence[Exercise], workshop: Workshop) -> list[Misfit]:
    return [one for one in problems_of_agenda(laid(agenda, workshop.language)) if one.reason != Reason.UNFILLED]


def _drop_misfits(agenda: Sequence[Exercise], workshop: Workshop) -> None:
    """A newer version of a method may take in something else."""
    for one in _misfits(agenda, workshop):
        exercise = agenda[one.position]
        exercise.inputs = {name: it for name, it in exercise.inputs.items() if name != one.input}


def joined_by_itself(agenda: Sequence[Exercise], language: str) -> dict[str, dict[str, str]]:
    """For the last exercise: by input, the nearest output that fits, one of the same name first, each only once."""
    known, place = laid(agenda, language), len(agenda) - 1
    found: dict[str, dict[str, str]] = {}
    for one in known[place].method.input:
        free = [it for it in offers(known, place, one) if source_of(it.exercise, it.output.id) not in found.values()]
        free.sort(key=lambda it, name=one.id: it.output.id != name)  # type: ignore[misc]
        if free:
            found[one.id] = source_of(free[0].exercise, free[0].output.id)
    return found


def source_of(exercise: str, output: str) -> dict[str, str]:
    return {"exercise": exercise, "output": output}
