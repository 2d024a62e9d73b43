"""Promises that stand on a stage: when one is settled, postponed or kept in, the rooms that show it hear of it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import transaction
from storyhub.workshops.models import Outcome, Workshop, WorkshopState
from storyhub.workshops.queries.outcomes import PROMISES
from storyhub.workshops.services.happening import note


def promises_changed(outcome_ids: Collection[UUID]) -> int:
    """Wake the desk and the stage of each open workshop of their towns. Returns how many. Safe to repeat."""
    promised = select(Outcome.city_id).where(Outcome.id.in_(list(outcome_ids)), Outcome.kind.in_(PROMISES))
    rows = select(Workshop.id).where(
        Workshop.city_id.in_(promised),
        Workshop.state == WorkshopState.OPEN,
        Workshop.discarded_at.is_(None),
        Workshop.is_rehearsal.is_(False),
    )
    with transaction() as session:
        rooms = [
            session.get_one(Workshop, workshop_id, with_for_update=True)
            for workshop_id in session.scalars(rows.order_by(Workshop.id)).all()
        ]
        for workshop in rooms:
            note(session, workshop, "promises_changed")
    return len(rooms)
