"""Workshops that were closed before what they gave became records, and that nobody has looked through since."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select

from storyhub.core.db import db
from storyhub.workshops.models import Outcome, StepEvent, Workshop, WorkshopState

RECORDED = "outcomes_recorded"
"""What the trail of one says that was looked through afterwards, also when it gave nothing."""


def unrecorded_workshops() -> Sequence[UUID]:
    """Closed ones without any record, the oldest first."""
    rows = select(Workshop.id).where(
        Workshop.state == WorkshopState.CLOSED,
        Workshop.discarded_at.is_(None),
        Workshop.is_rehearsal.is_(False),
        ~exists().where(Outcome.workshop_id == Workshop.id),
        ~exists().where(StepEvent.workshop_id == Workshop.id, StepEvent.kind == RECORDED),
    )
    return db.session.scalars(rows.order_by(Workshop.closed_at, Workshop.id)).all()
