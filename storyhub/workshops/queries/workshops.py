"""Workshops as somebody finds them: a town's, one by its code, one by the letters on the wall; and who runs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import selectinload

from storyhub.accounts.models import Person
from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.permissions import Viewer
from storyhub.workshops.join_codes import readings
from storyhub.workshops.models import (
    Card,
    Cluster,
    Exercise,
    Facilitator,
    Rating,
    RestorePoint,
    Seat,
    Workshop,
    WorkshopState,
)
from storyhub.workshops.policy import may_run, visible_to

TOLD = (WorkshopState.ANNOUNCED, WorkshopState.OPEN, WorkshopState.CLOSED)


@dataclass(frozen=True)
class Running:
    """Somebody who runs a workshop."""

    person_id: UUID
    name: str
    is_lead: bool


def workshops_of(viewer: Viewer, city_id: UUID) -> Sequence[Workshop]:
    """All of a town that the viewer may know of: those that run or are to come first, then the latest."""
    rows = select(Workshop).where(Workshop.city_id == city_id, visible_to(viewer))
    order = (Workshop.closed_at.is_not(None), Workshop.closed_at.desc(), Workshop.starts_at.nulls_last(), Workshop.id)
    return db.session.scalars(rows.order_by(*order)).all()


def told_workshops(city_id: UUID) -> Sequence[Workshop]:
    """What the town's page tells of: open first, then announced by their day, then what came of those that are over."""
    rows = select(Workshop).where(*_told(city_id))
    found = db.session.scalars(rows.order_by(Workshop.starts_at.nulls_last(), Workshop.id)).all()
    closed = [one for one in found if one.state == WorkshopState.CLOSED]
    rest = sorted((one for one in found if one not in closed), key=lambda one: one.state != WorkshopState.OPEN)
    return [*rest, *reversed(closed)]


def _told(city_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """Which workshops the town knows of; a rehearsal is none of them."""
    there = (Workshop.discarded_at.is_(None), Workshop.is_rehearsal.is_(False))
    return (Workshop.city_id == city_id, Workshop.state.in_(TOLD), *there)


def lies_in(workshop_id: UUID, thing_id: UUID) -> bool:
    """Whether a card, a heap or an objection with this id is one of that workshop's."""
    there = (
        exists().where(Card.id == thing_id, Card.workshop_id == workshop_id),
        *(
            exists().where(one.id == thing_id, one.exercise_id == Exercise.id, Exercise.workshop_id == workshop_id)
            for one in (Cluster, Rating)
        ),
    )
    return bool(db.session.scalar(select(or_(*there))))


def workshop_for(viewer: Viewer, city_id: UUID, code: str) -> Workshop:
    """One workshop of a town. Raises NotFound when it is not for this viewer."""
    return _one(viewer, Workshop.code == code.lower(), Workshop.city_id == city_id)


def workshop_by_code(viewer: Viewer, code: str) -> Workshop:
    """One workshop, of whichever town. Raises NotFound when it is not for this viewer."""
    return _one(viewer, Workshop.code == code.lower())


def workshop_to_run(viewer: Viewer, city_id: UUID, code: str) -> Workshop:
    """The same for its desk: NotFound for whoever does not run the workshops of that town."""
    if not may_run(viewer, city_id):
        raise NotFound()
    return workshop_for(viewer, city_id, code)


def workshop_by_join_code(typed: str) -> Workshop:
    """The workshop whose letters somebody typed, in any state but draft. Raises NotFound.

    Letters of another keyboard are read by their look, then by their place.
    """
    codes = readings(typed)
    rows = select(Workshop).where(
        Workshop.join_code.in_(codes), Workshop.state.in_(TOLD), Workshop.discarded_at.is_(None)
    )
    found = {one.join_code: one for one in db.session.scalars(rows.options(selectinload(Workshop.city)))}
    workshop = next((found[code] for code in codes if code in found), None)
    if workshop is None:
        raise NotFound()
    return workshop


def facilitators_of(workshop: Workshop) -> list[Running]:
    """Who runs it together, in the order in which they came."""
    rows = db.session.execute(
        select(Person.id, Person.name)
        .join(Facilitator, Facilitator.person_id == Person.id)
        .where(Facilitator.workshop_id == workshop.id)
        .order_by(Facilitator.since, Person.id)
    )
    return [Running(person_id, name, person_id == workshop.lead_id) for person_id, name in rows]


def holder_of(workshop: Workshop) -> Running | None:
    """Who holds the desk."""
    person = db.session.get(Person, workshop.lead_id) if workshop.lead_id else None
    return Running(person.id, person.name, True) if person else None


def restore_points(workshop_id: UUID, exercise_id: UUID) -> Sequence[RestorePoint]:
    """Of one exercise, the latest first."""
    rows = select(RestorePoint).where(RestorePoint.workshop_id == workshop_id, RestorePoint.exercise_id == exercise_id)
    return db.session.scalars(rows.order_by(RestorePoint.at.desc(), RestorePoint.id.desc())).all()


def count_seats(workshop_id: UUID) -> int:
    """People who have sat down and not left; of a workshop that is over, those who were there at its end."""
    stayed = or_(Seat.left_at.is_(None), Seat.left_at >= Workshop.closed_at)
    rows = select(func.count()).select_from(Seat).join(Workshop, Workshop.id == Seat.workshop_id)
    return db.session.scalar(rows.where(Workshop.id == workshop_id, stayed)) or 0


def _one(viewer: Viewer, *wanted: object) -> Workshop:
    rows = select(Workshop).where(*wanted, visible_to(viewer))  # type: ignore[arg-type]
    workshop = db.session.scalar(rows.options(selectinload(Workshop.city)))
    if workshop is None:
        raise NotFound()
    return workshop
