"""Preparing a workshop: begun, written, taken as the pattern of another, discarded; and who runs it."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from storyhub.accounts.models import Person
from storyhub.cities.models import City
from storyhub.core import audit, clock
from storyhub.core.codes import public_code
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Viewer
from storyhub.workshops.draft import Draft, untold
from storyhub.workshops.join_codes import new_join_code
from storyhub.workshops.models import Exercise, Facilitator, Seat, StepEvent, Workshop, WorkshopState
from storyhub.workshops.policy import may_run
from storyhub.workshops.services.desk import join_desk
from storyhub.workshops.services.exercises import copy_agenda, lay_exercises, path_called, touch
from storyhub.workshops.services.happening import happened_already, kept_key, locked_workshop, note

COPIED = (
    "title",
    "question",
    "year",
    "language",
    "group_size",
    "holds_cards",
    "shows_names",
    "takes_post",
    "keeps_seats_days",
)
PATH_LAID = "path_laid"


class WorkshopChanged(Conflict):
    """The page knows an older draft than the one that is kept."""

    key = "workshop_changed"


class WorkshopRan(Conflict):
    """People sat in it: what they wrote is not thrown away. Its results can be hidden."""

    key = "workshop_ran"


def begin_workshop(
    actor: Viewer, city_id: UUID, language: str, *, title: str = "", path: str = "", key: str | None = None
) -> str:
    """A new draft, with the agenda of a path when one is named. One that the actor began and left empty is taken up again.

    Returns its code; the same key with the same words gives the same when a path was laid with it, until it is thrown
    away. Raises NotAllowed, NotFound for a path that is not there, Invalid.
    """
    if not may_run(actor, city_id):
        raise NotAllowed()
    if wrong := Draft(title, "", language).faults():
        raise Invalid(wrong)
    # A page that somebody goes back to has its old key; with other words on it, it begins another.
    key = key and "\n".join((key, path, language, title))
    with transaction() as session:
        if session.get(City, city_id) is None:
            raise NotFound()
        # Of two at the same moment the second finds what the first has begun.
        session.get(Person, actor.person_id, with_for_update=True)
        if (begun := _begun_with(session, actor, city_id, key)) is not None:
            return begun
        workshop = _blank(session, actor, city_id) or _new_workshop(session, actor, city_id)
        workshop.language, workshop.title = language, title
        if path:
            lay_exercises(session, workshop, path_called(path))
            touch(workshop)
            note(session, workshop, PATH_LAID, key=key, person_id=actor.person_id, about={"path": path})
    return workshop.code


def save_workshop(actor: Viewer, workshop_id: UUID, draft: Draft, *, seen: str) -> None:
    """Keep what was written. `seen` is `revision_of` the workshop when the page was drawn.

    Raises NotFound, NotAllowed, WorkshopChanged, Invalid. What everybody reads already keeps its title,
    and an announcement its day and its place.
    """
    wrong = draft.faults()
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        if seen != revision_of(workshop):
            raise WorkshopChanged()
        if workshop.state != WorkshopState.DRAFT:
            wrong = _untold(workshop, draft) | wrong
        if wrong:
            raise Invalid(wrong)
        for name, value in draft.values().items():
            setattr(workshop, name, value)
        touch(workshop)
        note(session, workshop, "saved", person_id=actor.person_id, everyone=True)


def _untold(workshop: Workshop, draft: Draft) -> dict[str, str]:
    missing = untold(draft.title, draft.starts_at, draft.place)
    if workshop.state == WorkshopState.ANNOUNCED:
        return missing
    return {name: key for name, key in missing.items() if name == "title"}


def revision_of(workshop: Workshop) -> str:
    """Which state of its draft and its agenda a page shows."""
    return workshop.changed_at.isoformat()


def duplicate_workshop(actor: Viewer, workshop_id: UUID, *, key: str) -> str:
    """A draft with the same words, settings and agenda, with methods as they are in the library now; no people, no cards.

    Returns its code. Raises NotFound, NotAllowed.
    """
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        before = happened_already(session, workshop, key, "duplicated", by=actor.person_id)
        if before is not None:
            return session.get_one(Workshop, UUID(before.about["copy"])).code
        copy = _new_workshop(session, actor, workshop.city_id)
        for name in COPIED:
            setattr(copy, name, getattr(workshop, name))
        copy_agenda(session, workshop, copy)
        touch(copy)
        note(session, copy, "copied", person_id=actor.person_id, about={"of": str(workshop.id)})
        note(session, workshop, "duplicated", key=key, person_id=actor.person_id, about={"copy": str(copy.id)})
    return copy.code


def discard_workshop(actor: Viewer, workshop_id: UUID) -> None:
    """Throw it away, unless it has run with people in it. The same again changes nothing.

    Raises NotFound, NotAllowed, WorkshopRan.
    """
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        if not workshop.is_rehearsal and has_run(session, workshop):
            raise WorkshopRan()
        workshop.discarded_at = clock.now()
        note(session, workshop, "discarded", person_id=actor.person_id, everyone=True)
        audit.note(actor, "workshop_discarded", city_id=workshop.city_id, object_id=workshop.id)


def has_run(session: Session, workshop: Workshop) -> bool:
    """Whether somebody sat down, or a step began."""
    sat = session.scalar(select(exists().where(Seat.workshop_id == workshop.id)))
    return workshop.exercise_id is not None or bool(sat)


def join_facilitators(actor: Viewer, workshop_id: UUID) -> None:
    """Be one of those who run it. The same again changes nothing. Raises NotFound, NotAllowed."""
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        if session.get(Facilitator, (workshop_id, actor.person_id)) is None:
            join_desk(session, workshop, actor)
            note(session, workshop, "facilitator_joined", person_id=actor.person_id)


def leave_facilitators(actor: Viewer, workshop_id: UUID) -> None:
    """Run it no longer. A desk that nobody holds goes to whoever moves the room next. The same again changes nothing."""
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        joined = session.get(Facilitator, (workshop_id, actor.person_id))
        if joined is None:
            return
        session.delete(joined)
        if workshop.lead_id == actor.person_id:
            workshop.lead_id = None
        note(session, workshop, "facilitator_left", person_id=actor.person_id)


def _begun_with(session: Session, actor: Viewer, city_id: UUID, key: str | None) -> str | None:
    """The code of the workshop for which this command laid a path the first time, unless it was thrown away."""
    if key is None:
        return None
    mine = (Workshop.city_id == city_id, Workshop.created_by_id == actor.person_id, Workshop.discarded_at.is_(None))
    rows = select(Workshop.code).join(StepEvent, StepEvent.workshop_id == Workshop.id).where(*mine)
    return session.scalar(rows.where(StepEvent.kind == PATH_LAID, StepEvent.key == kept_key(key)))


def _blank(session: Session, actor: Viewer, city_id: UUID) -> Workshop | None:
    """The actor's own, in which nothing was written or laid."""
    began = exists().where(StepEvent.workshop_id == Workshop.id, StepEvent.sequence > 1)
    laid = exists().where(Exercise.workshop_id == Workshop.id)
    mine = (Workshop.created_by_id == actor.person_id, Workshop.city_id == city_id, Workshop.title == "")
    rows = select(Workshop).where(*mine, Workshop.state == WorkshopState.DRAFT, Workshop.discarded_at.is_(None))
    return session.scalar(rows.where(~began, ~laid).limit(1).with_for_update())


def _new_workshop(session: Session, actor: Viewer, city_id: UUID) -> Workshop:
    if actor.person_id is None:
        raise NotAllowed()
    now = clock.now()
    workshop = Workshop(
        code=public_code(),
        join_code=_free_join_code(session),
        city_id=city_id,
        state=WorkshopState.DRAFT,
        language="en",
        title="",
        created_by_id=actor.person_id,
        created_at=now,
        changed_at=now,
        sequence=0,
        seat_sequence=0,
        step="",
        scene={},
    )
    session.add(workshop)
    session.flush()
    join_desk(session, workshop, actor)
    note(session, workshop, "begun", person_id=actor.person_id)
    audit.note(actor, "workshop_begun", city_id=city_id, object_id=workshop.id)
    return workshop


def _free_join_code(session: Session) -> str:
    while True:
        code = new_join_code()
        if session.scalar(select(Workshop.id).where(Workshop.join_code == code)) is None:
            return code
