"""What happens in entries when an outcome they cite is kept in, left out or hidden again, or comes back.

A marker stays where it stood and the author is asked to look again. An outcome is the town's own: once its readers may
read it again it stands in the entry again, which a story never does by itself.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.visibility import Audience
from storyhub.learning.models import Entry, OutcomeEvidence
from storyhub.learning.policy import WRITABLE, outcome_stands
from storyhub.learning.services.rechecking import flag_entry
from storyhub.learning.services.trail import use_evidence
from storyhub.workshops.models import Outcome, Workshop

OUTCOME_CLOSED = "outcome_closed"


def recheck_outcomes(outcome_ids: Collection[UUID]) -> None:
    """Look at each entry that cites one of these as things stand now. Safe to repeat."""
    _recheck_entries(OutcomeEvidence.outcome_id.in_(list(outcome_ids)))


def recheck_workshop(workshop_id: UUID) -> None:
    """The same for all outcomes of a workshop: they were published, or hidden again."""
    of_it = select(Outcome.id).where(Outcome.workshop_id == workshop_id)
    _recheck_entries(OutcomeEvidence.outcome_id.in_(of_it))


def _recheck_entries(cites: ColumnElement[bool]) -> None:
    with transaction() as session:
        citing = select(OutcomeEvidence.entry_id).where(cites)
        for entry in session.scalars(select(Entry).where(Entry.id.in_(citing)).order_by(Entry.id).with_for_update()):
            _recheck(session, entry)


def _recheck(session: Session, entry: Entry) -> None:
    lost, back = _changed(session, entry)
    for evidence in lost:
        evidence.lost_at = clock.now()
    for evidence in back:
        evidence.lost_at = None
    if lost or back:
        use_evidence(session, entry)
    if lost:
        flag_entry(session, entry, OUTCOME_CLOSED)


def _changed(session: Session, entry: Entry) -> tuple[list[OutcomeEvidence], list[OutcomeEvidence]]:
    """What the entry's readers may read no more, and what they may read again."""
    rows = session.execute(
        select(OutcomeEvidence, Outcome, Workshop)
        .join(Outcome, Outcome.id == OutcomeEvidence.outcome_id)
        .join(Workshop, Workshop.id == Outcome.workshop_id)
        .where(OutcomeEvidence.entry_id == entry.id)
    ).all()
    # A draft may still be written for the team alone: only what is closed to them too is lost to it.
    readers = Audience.CITY if entry.state in WRITABLE else entry.audience
    stands = {one.outcome_id: outcome_stands(entry, outcome, workshop, readers) for one, outcome, workshop in rows}
    cited = [evidence for evidence, _outcome, _workshop in rows]
    lost = [one for one in cited if one.lost_at is None and not stands[one.outcome_id]]
    return lost, [one for one in cited if one.lost_at is not None and stands[one.outcome_id]]
