"""Workshops that nobody closed: days after their end, and nothing has happened in them for a day."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from storyhub.core import clock
from storyhub.core.db import db
from storyhub.workshops.models import StepEvent, Workshop, WorkshopState

FORGOTTEN_AFTER = timedelta(days=3)
"""After the end that was planned, or after it was opened where none was."""
QUIET_FOR = timedelta(days=1)


def forgotten_workshops() -> Sequence[UUID]:
    """Open ones, the oldest first."""
    rows = select(Workshop).where(Workshop.state == WorkshopState.OPEN, Workshop.discarded_at.is_(None))
    return [one.id for one in db.session.scalars(rows.order_by(Workshop.opened_at)) if is_forgotten(one)]


def is_forgotten(workshop: Workshop) -> bool:
    ends = max(filter(None, (workshop.ends_at, workshop.opened_at)), default=None)
    if ends is None or clock.now() < ends + FORGOTTEN_AFTER:
        return False
    last = db.session.scalar(select(func.max(StepEvent.at)).where(StepEvent.workshop_id == workshop.id))
    return last is None or clock.now() >= last + QUIET_FOR
