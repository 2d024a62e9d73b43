"""What was done with a record since its workshop gave it: for the team everything, for readers what became of it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from storyhub.core.audit import AuditEvent
from storyhub.core.db import db

SETTLING = ("outcome_settled_done", "outcome_settled_dropped", "outcome_reopened", "outcome_postponed")
"""What a promise is asked about; anyone who reads the record may know it."""
INSIDE = ("outcome_changed", "outcome_owner_named", "outcome_owner_unnamed", "outcome_kept_in", "outcome_let_out")


def acts_on(outcome_id: UUID, *, for_team: bool) -> Sequence[AuditEvent]:
    """Oldest first."""
    told = (*SETTLING, *INSIDE) if for_team else SETTLING
    rows = select(AuditEvent).where(AuditEvent.object_id == outcome_id, AuditEvent.act.in_(told))
    return db.session.scalars(rows.order_by(AuditEvent.at, AuditEvent.id)).all()
