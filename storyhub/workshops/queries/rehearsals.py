"""Rehearsals of a workshop that were asked for on its page."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.workshops.models import Rehearsal, Workshop


@dataclass(frozen=True)
class Rehearsed:
    """What was wished and found, and the copy that is played."""

    run: Rehearsal
    copy: Workshop


def last_rehearsal(workshop_id: UUID) -> Rehearsed | None:
    """The latest whose copy was not thrown away."""
    rows = (
        select(Rehearsal, Workshop)
        .join(Workshop, Workshop.id == Rehearsal.workshop_id)
        .where(Workshop.rehearsed_from_id == workshop_id, Workshop.discarded_at.is_(None))
        .order_by(Rehearsal.asked_at.desc())
        .limit(1)
    )
    row = db.session.execute(rows).one_or_none()
    return Rehearsed(*row) if row else None


def rehearsed_workshop(copy: Workshop) -> Workshop | None:
    """The workshop whose agenda a copy plays, if it is still there."""
    found = db.session.get(Workshop, copy.rehearsed_from_id) if copy.rehearsed_from_id else None
    return found if found and found.discarded_at is None else None
