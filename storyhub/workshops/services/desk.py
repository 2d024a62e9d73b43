"""Who holds the desk: several facilitators run a workshop, one of them moves the room. What every command of a desk checks."""

from typing import TypeAlias
from uuid import UUID

from sqlalchemy.orm import Session

from storyhub.accounts.models import Person
from storyhub.core import clock
from storyhub.core.errors import Conflict, NotAllowed
from storyhub.core.permissions import Viewer
from storyhub.workshops.models import Facilitator, Workshop, WorkshopState
from storyhub.workshops.services.happening import WorkshopMoved, locked_workshop

Place: TypeAlias = tuple[UUID | None, str]
"""Where a room stands: its exercise, and the id of the step."""


class DeskHeld(Conflict):
    """Another facilitator holds the desk. `values["name"]` says who."""

    key = "desk_held"


class NotOpen(Conflict):
    """The workshop is not open: nobody sits in it."""

    key = "workshop_not_open"


def locked_desk(session: Session, actor: Viewer, workshop_id: UUID, seen: Place | None = None) -> Workshop:
    """An open workshop, locked, for the facilitator who holds its desk; whoever comes first when nobody does.

    Raises WorkshopMoved when the room is not where the page has seen it; NotFound, NotAllowed, NotOpen, DeskHeld.
    """
    workshop = locked_open(session, actor, workshop_id)
    if seen is not None and seen != place_of(workshop):
        raise WorkshopMoved()
    hold_desk(session, workshop, actor)
    return workshop


def locked_open(session: Session, actor: Viewer, workshop_id: UUID) -> Workshop:
    """An open workshop, locked, for any of its town's facilitators. Raises NotFound, NotAllowed, NotOpen."""
    workshop = locked_workshop(session, actor, workshop_id)
    if workshop.state != WorkshopState.OPEN:
        raise NotOpen()
    return workshop


def hold_desk(session: Session, workshop: Workshop, actor: Viewer) -> None:
    """Raise DeskHeld when another one holds it."""
    if workshop.lead_id is None:
        workshop.lead_id = join_desk(session, workshop, actor).person_id
    if workshop.lead_id != actor.person_id:
        raise DeskHeld(name=session.get_one(Person, workshop.lead_id).name)


def join_desk(session: Session, workshop: Workshop, actor: Viewer) -> Facilitator:
    """Whoever runs it is among those who run it. The same again changes nothing."""
    if actor.person_id is None:
        raise NotAllowed()
    joined = session.get(Facilitator, (workshop.id, actor.person_id))
    if joined is None:
        joined = Facilitator(workshop_id=workshop.id, person_id=actor.person_id, since=clock.now())
        session.add(joined)
        session.flush()
    return joined


def place_of(workshop: Workshop) -> Place:
    return workshop.exercise_id, workshop.step
