"""A workshop and its town: announced, opened, closed, opened again within a day, its results published or hidden."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import audit, clock, events
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid
from storyhub.core.permissions import WORKER, Viewer
from storyhub.workshops.draft import untold
from storyhub.workshops.events import WorkshopClosed, WorkshopPublished
from storyhub.workshops.methods.joins import problems_of_agenda
from storyhub.workshops.models import StepEvent, Workshop, WorkshopState
from storyhub.workshops.queries.agenda import exercise_in, exercises_of, laid
from storyhub.workshops.queries.forgotten import is_forgotten
from storyhub.workshops.services import moving
from storyhub.workshops.services.desk import Place, hold_desk, join_desk, place_of
from storyhub.workshops.services.evidence import note_uses
from storyhub.workshops.services.exercises import DoesNotJoin
from storyhub.workshops.services.happening import happened_already, locked_workshop, note
from storyhub.workshops.services.objecting import end_rating
from storyhub.workshops.services.outcome_stories import note_found, outcomes_in
from storyhub.workshops.services.recording import record_outcomes
from storyhub.workshops.services.settling import ObjectionsOpen

REOPENED_WITHIN = timedelta(days=1)


class WorkshopElsewhere(Conflict):
    """It is in another state than the one this was asked in."""

    key = "workshop_elsewhere"


class ClosedForGood(Conflict):
    """It was closed more than a day ago."""

    key = "workshop_closed_for_good"


def announce_workshop(actor: Viewer, workshop_id: UUID, *, key: str) -> None:
    """Let the town's page tell of a draft. Raises Invalid for what is missing, WorkshopElsewhere."""
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        if happened_already(session, workshop, key, "announced", by=actor.person_id):
            return
        _must_be(workshop, WorkshopState.DRAFT)
        missing = untold(workshop.title, workshop.starts_at, workshop.place)
        if missing:
            raise Invalid(missing)
        _become(session, actor, workshop, WorkshopState.ANNOUNCED, "announced", key)


def withdraw_announcement(actor: Viewer, workshop_id: UUID, *, key: str) -> None:
    """Make it a draft again. Raises WorkshopElsewhere."""
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        if happened_already(session, workshop, key, "announcement_withdrawn", by=actor.person_id) is None:
            _must_be(workshop, WorkshopState.ANNOUNCED)
            _become(session, actor, workshop, WorkshopState.DRAFT, "announcement_withdrawn", key)


def open_workshop(actor: Viewer, workshop_id: UUID, *, key: str) -> None:
    """Let people sit down; who opens it holds the desk.

    Raises Invalid when it has no title or no agenda, DoesNotJoin for an agenda that cannot be played, WorkshopElsewhere.
    """
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        if happened_already(session, workshop, key, "opened", by=actor.person_id):
            return
        _must_be(workshop, WorkshopState.DRAFT, WorkshopState.ANNOUNCED)
        agenda = exercises_of(workshop_id)
        missing = {} if workshop.title else {"title": "workshop_title_missing"}
        missing |= {} if agenda else {"agenda": "agenda_missing"}
        if missing:
            raise Invalid(missing)
        misfits = problems_of_agenda(laid(agenda, workshop.language))
        if misfits:
            raise DoesNotJoin(agenda, misfits)
        workshop.opened_at = clock.now()
        workshop.lead_id = join_desk(session, workshop, actor).person_id
        _become(session, actor, workshop, WorkshopState.OPEN, "opened", key)


def close_workshop(actor: Viewer, workshop_id: UUID, *, key: str) -> None:
    """End everything: the step and the exercise that run, and the sitting. Seats can still read what came of it.

    Raises WorkshopElsewhere, desk.DeskHeld, and what `settling.close_exercise` refuses.
    """
    place: Place = (None, "")
    try:
        with transaction() as session:
            workshop = locked_workshop(session, actor, workshop_id)
            if happened_already(session, workshop, key, "closed", by=actor.person_id):
                return
            _must_be(workshop, WorkshopState.OPEN)
            hold_desk(session, workshop, actor)
            place = place_of(workshop)
            if workshop.exercise_id and workshop.step:
                exercise = exercise_in(workshop_id, workshop.exercise_id)
                moving.end_step(session, workshop, exercise)
                moving.end_exercise(session, workshop, exercise)
            _end(session, actor, workshop, key)
    except ObjectionsOpen:
        end_rating(actor, workshop_id, place)
        raise


def close_forgotten_workshop(workshop_id: UUID) -> bool:
    """Close what everybody has gone from and nobody closed; false when somebody is there after all.

    An objection that waits for an answer goes on waiting: there is nobody left to be asked.
    """
    with transaction() as session:
        workshop = session.get_one(Workshop, workshop_id, with_for_update=True)
        if workshop.state != WorkshopState.OPEN or workshop.discarded_at or not is_forgotten(workshop):
            return False
        if workshop.exercise_id and workshop.step:
            exercise = exercise_in(workshop_id, workshop.exercise_id)
            moving.end_step(session, workshop, exercise)
            try:
                moving.end_exercise(session, workshop, exercise)
            except ObjectionsOpen:
                exercise.closed_at = clock.now()
        _end(session, WORKER, workshop, None)
        return True


def _end(session: Session, actor: Viewer, workshop: Workshop, key: str | None) -> None:
    """Nobody writes any more; what came of it is kept."""
    step = workshop.step
    moving.stop_clock(workshop)
    workshop.step, workshop.closed_at = "", clock.now()
    record_outcomes(session, workshop, actor)
    if not workshop.is_rehearsal:
        events.record(WorkshopClosed(workshop.id))
    _become(session, actor, workshop, WorkshopState.CLOSED, "closed", key, was_at=step)


def reopen_workshop(actor: Viewer, workshop_id: UUID, *, key: str) -> None:
    """Open it again within a day after it was closed, in the step that ran then, with the clock stopped.

    After a secret vote or a blind rating it stands in the step that follows: closing has told what was said in it.
    Results that were published are hidden: what it gives when it closes again is read through before anyone reads it.
    Raises WorkshopElsewhere, ClosedForGood.
    """
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        if happened_already(session, workshop, key, "reopened", by=actor.person_id):
            return
        _must_be(workshop, WorkshopState.CLOSED)
        if workshop.closed_at is None or clock.now() - workshop.closed_at > REOPENED_WITHIN:
            raise ClosedForGood()
        step = _step_when_closed(session, workshop)
        if workshop.exercise_id and step:
            moving.go_on_after_closing(session, workshop, exercise_in(workshop_id, workshop.exercise_id), step)
        workshop.closed_at = None
        workshop.lead_id = join_desk(session, workshop, actor).person_id
        _become(session, actor, workshop, WorkshopState.OPEN, "reopened", key)
        _hide(session, actor, workshop)


def publish_results(actor: Viewer, workshop_id: UUID) -> None:
    """Let anyone read what came of it. The same again changes nothing. Never a rehearsal.

    Raises WorkshopElsewhere, also before it is closed.
    """
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        _must_be(workshop, WorkshopState.CLOSED)
        if workshop.is_rehearsal:
            raise WorkshopElsewhere()
        if workshop.published_at is None:
            workshop.published_at = clock.now()
            _tell_of_results(session, actor, workshop, "published")


def hide_results(actor: Viewer, workshop_id: UUID) -> None:
    """Let only the town's staff read them again. The same again changes nothing."""
    with transaction() as session:
        _hide(session, actor, locked_workshop(session, actor, workshop_id))


def _must_be(workshop: Workshop, *states: WorkshopState) -> None:
    if workshop.state not in states:
        raise WorkshopElsewhere()


def _become(
    session: Session, actor: Viewer, workshop: Workshop, state: WorkshopState, kind: str, key: str | None, **about: str
) -> None:
    workshop.state = state
    note(session, workshop, kind, key=key, person_id=actor.person_id, everyone=True, about=about)
    note_uses(session, workshop)
    audit.note(actor, f"workshop_{kind}", city_id=workshop.city_id, object_id=workshop.id)


def _hide(session: Session, actor: Viewer, workshop: Workshop) -> None:
    if workshop.published_at is not None:
        workshop.published_at = None
        _tell_of_results(session, actor, workshop, "hidden")


def _tell_of_results(session: Session, actor: Viewer, workshop: Workshop, kind: str) -> None:
    note(session, workshop, kind, person_id=actor.person_id, everyone=True)
    audit.note(actor, f"workshop_{kind}", city_id=workshop.city_id, object_id=workshop.id)
    note_found(outcomes_in(session, workshop.id))
    events.record(WorkshopPublished(workshop.id))


def _step_when_closed(session: Session, workshop: Workshop) -> str:
    rows = select(StepEvent).where(StepEvent.workshop_id == workshop.id, StepEvent.kind == "closed")
    event = session.scalar(rows.order_by(StepEvent.sequence.desc()).limit(1))
    return str(event.about.get("was_at", "")) if event else ""
