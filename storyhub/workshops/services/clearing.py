"""Seats that nobody uses given up, by a facilitator or because the room is full. Their four words bring them back."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.permissions import Viewer
from storyhub.workshops.models import Seat, Workshop
from storyhub.workshops.queries.unused import unused
from storyhub.workshops.services.desk import locked_open
from storyhub.workshops.services.happening import happened_already, note

CLEARED = "seats_cleared"


def clear_unused_seats(actor: Viewer, workshop_id: UUID, *, key: str) -> int:
    """Give up every seat that nobody uses. Returns how many. Raises as `desk.locked_open`."""
    with transaction() as session:
        workshop = locked_open(session, actor, workshop_id)
        before = happened_already(session, workshop, key, CLEARED, by=actor.person_id)
        if before is not None:
            return int(before.about["seats"])
        about = {"seats": give_way(session, workshop)}
        note(session, workshop, CLEARED, key=key, person_id=actor.person_id, everyone=True, about=about)
        return about["seats"]


def give_way(session: Session, workshop: Workshop) -> int:
    """Give up the seats of a workshop, which is locked, that nobody uses. Returns how many."""
    # Locked, so that one whose phone is heard of in this very moment is looked at again.
    found = session.scalars(select(Seat).where(unused(workshop.id)).order_by(Seat.id).with_for_update(of=Seat)).all()
    for seat in found:
        seat.left_at, seat.is_host = clock.now(), False
    session.flush()
    return len(found)
