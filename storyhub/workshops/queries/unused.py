"""Seats that somebody took and nobody uses: one phone, or a program, can take many, and they must not keep people out.

A seat is unused when nothing was done from it but sitting down, and its phone has not been heard of for some minutes.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from storyhub.core import clock
from storyhub.core.db import db
from storyhub.workshops.models import Seat, StepEvent

SILENT = timedelta(minutes=2)
"""After which a phone counts as gone. One that is here asks every second or two, and is noted every ten."""
SITTING_DOWN = ("joined", "named", "language_changed", "left", "came_back", "freed", "moved")
"""What happens to a seat without anybody's having taken part."""


def is_lost(seat: Seat) -> bool:
    """Whether its phone has not been heard of for some time, or it was left."""
    return seat.left_at is not None or clock.now() - seat.seen_at > SILENT


def unused(workshop_id: UUID) -> ColumnElement[bool]:
    """Of seats: taken in this workshop, silent, and nothing done from it."""
    here = and_(Seat.workshop_id == workshop_id, Seat.left_at.is_(None))
    return and_(here, Seat.seen_at < clock.now() - SILENT, ~_was_used(workshop_id))


def count_unused(workshop_id: UUID) -> int:
    return db.session.scalar(select(func.count()).select_from(Seat).where(unused(workshop_id))) or 0


def count_used(workshop_id: UUID) -> int:
    """Seats that are taken now, or from which something was ever done."""
    counted = Seat.left_at.is_(None) | _was_used(workshop_id)
    return (
        db.session.scalar(select(func.count()).select_from(Seat).where(Seat.workshop_id == workshop_id, counted)) or 0
    )


def _was_used(workshop_id: UUID) -> ColumnElement[bool]:
    done = and_(StepEvent.workshop_id == workshop_id, StepEvent.kind.not_in(SITTING_DOWN))
    return Seat.id.in_(select(StepEvent.seat_id).where(done, StepEvent.seat_id.is_not(None)))
