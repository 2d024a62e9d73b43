"""Rehearsals that are asked for on a page: begun one at a time, played by a process of their own, never left over.

That process tells every few seconds that it is there and asks whether it shall go on. One that is not heard of any more
is over, whatever became of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.cities.models import City
from storyhub.core import audit, clock, jobs
from storyhub.core.db import db, transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import WORKER, Viewer
from storyhub.workshops.models import Ending, Rehearsal, Seat, Workshop, WorkshopState
from storyhub.workshops.queries.workshops import workshop_by_code
from storyhub.workshops.services.happening import locked_workshop, note
from storyhub.workshops.services.moving import stop_clock
from storyhub.workshops.services.opening import WorkshopElsewhere
from storyhub.workshops.services.rehearsing import begin_rehearsal

log = structlog.get_logger()

PEOPLE = (12, 30, 60)
SPEEDS = (5, 20, 60)
LONGEST = timedelta(hours=3)
SILENT = timedelta(seconds=60)
SEEN_LATELY = timedelta(minutes=5)
"""Somebody whose phone asked within this time still sits in the room."""
WAITS = timedelta(minutes=10)
"""For a worker that is busy."""
KEPT = timedelta(days=14)
"""After which a copy that nobody threw away goes."""
PLAY = "workshops.tasks.rehearsals.play"


class RehearsalRuns(Conflict):
    """One is played in this town already."""

    key = "rehearsal_runs"


class MachineBusy(Conflict):
    """Another town rehearses, or people sit in a workshop: invented people would make them wait."""

    key = "rehearsal_busy"


@dataclass(frozen=True)
class Wish:
    """How many people, how many times as quick as planned, and whether the desk is played too."""

    people: int
    speed: int
    plays_desk: bool

    def faults(self) -> dict[str, str]:
        known = {"people": self.people in PEOPLE, "speed": self.speed in SPEEDS}
        return {name: "choice_unknown" for name, is_known in known.items() if not is_known}


def ask_rehearsal(actor: Viewer, workshop_id: UUID, wish: Wish, *, key: str) -> UUID:
    """Make and open the copy, and let it be played. Returns its id; the same key gives the same.

    Raises RehearsalRuns, MachineBusy, WorkshopElsewhere for one that is closed, Invalid, and what copying and opening
    refuse.
    """
    if wrong := wish.faults():
        raise Invalid(wrong)
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        if workshop.is_rehearsal or actor.person_id is None:
            raise NotFound()
        if workshop.state == WorkshopState.CLOSED:
            raise WorkshopElsewhere()
        _wait_for_turn(session)
        hindrance = _hindrance(session, workshop.city_id)
        copy_id = begin_rehearsal(actor, workshop_id, key=key)
        if session.get(Rehearsal, copy_id) is not None:
            return copy_id
        if hindrance is not None:
            raise hindrance
        session.add(
            Rehearsal(
                workshop_id=copy_id,
                city_id=workshop.city_id,
                people=wish.people,
                speed=wish.speed,
                plays_desk=wish.plays_desk,
                asked_by_id=actor.person_id,
                asked_at=clock.now(),
            )
        )
        jobs.enqueue(PLAY, workshop_id=copy_id)
        audit.note(actor, "workshop_rehearsed", city_id=workshop.city_id, object_id=workshop_id)
    return copy_id


def stop_rehearsal(actor: Viewer, workshop_id: UUID) -> None:
    """Ask that it should stop; its people go home within a few seconds. The same again changes nothing."""
    with transaction() as session:
        locked_workshop(session, actor, workshop_id)
        found = session.get(Rehearsal, workshop_id, with_for_update=True)
        if found is None:
            raise NotFound()
        found.stopped_at = found.stopped_at or clock.now()


def start_playing(workshop_id: UUID) -> str:
    """The code of a copy that is to be played now, for the one who asks first; empty for everybody after."""
    with transaction() as session:
        found = session.get(Rehearsal, workshop_id, with_for_update=True)
        if found is None or found.started_at is not None or found.ended_at is not None:
            return ""
        found.started_at = found.heard_at = clock.now()
        return session.get_one(Workshop, workshop_id).code


def asked(code: str) -> Rehearsal:
    """What was wished for a copy. Raises NotFound for a workshop that nobody asked to rehearse."""
    found = db.session.get(Rehearsal, workshop_by_code(WORKER, code).id)
    if found is None or found.ended_at is not None:
        raise NotFound()
    return found


def hear_from(workshop_id: UUID) -> bool:
    """It is still being played; whether it shall go on."""
    with transaction() as session:
        found = session.get(Rehearsal, workshop_id, with_for_update=True)
        copy = session.get(Workshop, workshop_id)
        if found is None or copy is None or found.ended_at is not None:
            return False
        found.heard_at = clock.now()
        is_open = copy.state == WorkshopState.OPEN and copy.discarded_at is None
        return is_open and found.stopped_at is None and not _is_too_long(found)


def finish_rehearsal(workshop_id: UUID, ending: Ending, report: dict[str, Any] | None = None) -> None:
    """It is over. What stands there first stays."""
    with transaction() as session:
        copy = session.get_one(Workshop, workshop_id, with_for_update=True)
        found = session.get_one(Rehearsal, workshop_id, with_for_update=True)
        if found.ended_at is None:
            is_stopped = found.stopped_at is not None and ending == Ending.PLAYED
            found.ending = Ending.STOPPED if is_stopped else ending
            found.ended_at, found.report = clock.now(), report or {}
        _send_home(session, copy)


def settle_rehearsals() -> None:
    """Those that are not heard of any more are over; copies that nobody threw away go after a while. Safe to repeat."""
    running = db.session.scalars(select(Rehearsal).where(Rehearsal.ended_at.is_(None))).all()
    for workshop_id in [one.workshop_id for one in running if _is_silent(one) or _is_too_long(one)]:
        _try(finish_rehearsal, workshop_id, Ending.LOST)
    old = select(Rehearsal.workshop_id).where(Rehearsal.ended_at < clock.now() - KEPT)
    left = select(Workshop.id).where(Workshop.id.in_(old), Workshop.discarded_at.is_(None))
    for workshop_id in db.session.scalars(left).all():
        _try(_throw_away, workshop_id)


def _try(act: Callable[..., None], workshop_id: UUID, *said: Any) -> None:
    """One that cannot be settled does not keep the others waiting."""
    try:
        act(workshop_id, *said)
    except Exception as error:  # noqa: BLE001  (it comes round again)
        log.warning("rehearsal_not_settled", error=type(error).__name__)


def _wait_for_turn(session: Session) -> None:
    """All towns lock the same row, so that two do not find the machine idle at once."""
    session.scalars(select(City).order_by(City.id).limit(1).with_for_update()).one()


def _hindrance(session: Session, city_id: UUID) -> Conflict | None:
    """What is played anywhere on the machine, or who sits in a workshop."""
    running = session.scalars(select(Rehearsal.city_id).where(Rehearsal.ended_at.is_(None))).all()
    if running:
        return RehearsalRuns() if city_id in running else MachineBusy()
    in_use = (
        select(Seat.id)
        .join(Workshop, Workshop.id == Seat.workshop_id)
        .where(Workshop.state == WorkshopState.OPEN, Workshop.is_rehearsal.is_(False), Workshop.discarded_at.is_(None))
        .where(Seat.left_at.is_(None), Seat.seen_at > clock.now() - SEEN_LATELY)
    )
    return MachineBusy() if session.scalar(in_use.limit(1)) else None


def _is_silent(one: Rehearsal) -> bool:
    if one.heard_at is None:
        return clock.now() - one.asked_at > WAITS
    return clock.now() - one.heard_at > SILENT


def _is_too_long(one: Rehearsal) -> bool:
    return one.started_at is not None and clock.now() - one.started_at > LONGEST


def _send_home(session: Session, copy: Workshop) -> None:
    """Close the copy as it stands: nothing of it becomes a record, so nothing is settled."""
    if copy.state != WorkshopState.OPEN:
        return
    stop_clock(copy)
    was_at, copy.step = copy.step, ""
    copy.state, copy.closed_at = WorkshopState.CLOSED, clock.now()
    note(session, copy, "closed", everyone=True, about={"was_at": was_at})


def _throw_away(workshop_id: UUID) -> None:
    with transaction() as session:
        copy = session.get_one(Workshop, workshop_id, with_for_update=True)
        copy.discarded_at = copy.discarded_at or clock.now()
        note(session, copy, "discarded", everyone=True)
