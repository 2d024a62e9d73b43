"""How every change of a running workshop is made: its row locked, its sequence raised, its command known again.

A sequence number is taken while the row of the workshop is locked, so numbers become visible in their order and a poll
that has seen one has seen all before it.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.errors import Conflict, NotFound
from storyhub.core.permissions import Viewer
from storyhub.workshops.models import Group, Seat, StepEvent, Workshop, WorkshopState
from storyhub.workshops.policy import require_facilitator

JOINED = "joined"


class WorkshopMoved(Conflict):
    """The room has gone on since the page was drawn."""

    key = "workshop_moved"


class KeyTaken(Conflict):
    """The key of a command was that of another one: of another kind, or sent by somebody else."""

    key = "workshop_moved"


def locked_workshop(session: Session, actor: Viewer, workshop_id: UUID) -> Workshop:
    """The workshop, locked, for a facilitator. Raises NotFound, NotAllowed."""
    workshop = session.get(Workshop, workshop_id, with_for_update=True)
    if workshop is None:
        raise NotFound()
    require_facilitator(actor, workshop)
    return workshop


def locked_room(session: Session, seat_id: UUID) -> tuple[Workshop, Seat]:
    """The workshop of a seat, locked, and the seat. Raises NotFound when the seat was given up or the workshop is not open."""
    workshop_id = session.scalar(select(Seat.workshop_id).where(Seat.id == seat_id))
    workshop = session.get(Workshop, workshop_id, with_for_update=True) if workshop_id else None
    if workshop is None or workshop.discarded_at is not None or workshop.state != WorkshopState.OPEN:
        raise NotFound()
    # Only now: a facilitator may have freed it, or moved it to another table, while this waited for the room.
    seat = session.get_one(Seat, seat_id, populate_existing=True)
    if seat.left_at is not None:
        raise NotFound()
    return workshop, seat


def kept_key(key: str) -> str:
    """As it stands in the trail, which keeps no words that a client chose."""
    return sha256(key.encode("utf-8", "replace")).hexdigest()


def happened_already(
    session: Session, workshop: Workshop, key: str | None, *kinds: str, by: UUID | None
) -> StepEvent | None:
    """The event that this command made when it came the first time, as one of these kinds.

    `by` is the seat or the person that sends it, None for somebody who has no seat yet. Raises KeyTaken.
    """
    if key is None:
        return None
    same = StepEvent.workshop_id == workshop.id, StepEvent.key == kept_key(key)
    event = session.scalar(select(StepEvent).where(*same))
    if event is not None and (event.kind not in kinds or by != _sender_of(event)):
        raise KeyTaken()
    return event


def note(
    session: Session,
    workshop: Workshop,
    kind: str,
    *,
    key: str | None = None,
    seat: Seat | None = None,
    person_id: UUID | None = None,
    everyone: bool = False,
    groups: Iterable[UUID | None] = (),
    about: dict[str, Any] | None = None,
) -> int:
    """Write down what happened and raise the sequence: for the desk and the stage always, for all seats or for groups.

    Returns the new number. `about` holds ids and small values, never what somebody wrote.
    """
    workshop.sequence += 1
    if everyone:
        workshop.seat_sequence = workshop.sequence
    for group_id in {one for one in groups if one is not None}:
        group = session.get(Group, group_id)
        if group is not None:
            group.sequence = workshop.sequence
    session.add(
        StepEvent(
            workshop_id=workshop.id,
            sequence=workshop.sequence,
            key=None if key is None else kept_key(key),
            kind=kind,
            exercise_id=workshop.exercise_id,
            step=workshop.step,
            seat_id=seat.id if seat else None,
            person_id=person_id,
            about=about or {},
            at=clock.now(),
        )
    )
    return workshop.sequence


def _sender_of(event: StepEvent) -> UUID | None:
    """What facilitators do with a seat names that too, and is theirs. Whoever joined had no seat before."""
    if event.person_id is not None:
        return event.person_id
    return None if event.kind == JOINED else event.seat_id
