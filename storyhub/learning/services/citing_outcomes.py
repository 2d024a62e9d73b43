"""Citing an outcome of a workshop: with a stance and a reason, and only where all readers of the entry may read it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.learning.draft import Citation
from storyhub.learning.models import Entry, OutcomeEvidence, Stance
from storyhub.learning.policy import WRITABLE, outcome_stands
from storyhub.learning.services.citing import MOST, lacking, lift
from storyhub.learning.services.trail import own_entry
from storyhub.workshops.models import Outcome, Workshop
from storyhub.workshops.policy import may_see_outcome


class OutcomeForFewer(Conflict):
    """The outcome may be read by fewer people than the entry is written for."""

    key = "outcome_for_fewer"


def cite_outcome(actor: Viewer, entry_id: UUID, outcome_id: UUID, citation: Citation) -> None:
    """Cite the outcome, or say something else about one that is cited already.

    Raises NotFound when the actor may not read it, OutcomeForFewer, and Invalid (stance, why).
    """
    with transaction() as session:
        entry = own_entry(session, actor, entry_id, WRITABLE)
        outcome, workshop = readable_outcome(session, actor, outcome_id)
        if not outcome_stands(entry, outcome, workshop):
            raise OutcomeForFewer()
        if wrong := lacking(citation):
            raise Invalid(wrong)
        evidence = add_outcome(session, entry, outcome_id)
        evidence.stance, evidence.why, evidence.lost_at = citation.stance or Stance.SUPPORTS, citation.why, None


def drop_outcome(actor: Viewer, entry_id: UUID, outcome_id: UUID) -> None:
    """Cite the outcome no more. The same again changes nothing."""
    with transaction() as session:
        entry = own_entry(session, actor, entry_id, WRITABLE)
        if evidence := session.get(OutcomeEvidence, (entry.id, outcome_id)):
            session.delete(evidence)


def lift_outcome(actor: Viewer, entry_id: UUID, outcome_id: UUID) -> None:
    """Let the outcome stand one place higher."""
    with transaction() as session:
        entry = own_entry(session, actor, entry_id, WRITABLE)
        lift([(one, one.outcome_id == outcome_id) for one in _cited(session, entry)])


def readable_outcome(session: Session, actor: Viewer, outcome_id: UUID) -> tuple[Outcome, Workshop]:
    """The outcome with its workshop, which nobody hides until this transaction ends. Raises NotFound."""
    workshop_id = session.scalar(select(Outcome.workshop_id).where(Outcome.id == outcome_id))
    workshop = session.get(Workshop, workshop_id, with_for_update={"read": True}) if workshop_id else None
    outcome = session.get(Outcome, outcome_id, with_for_update={"read": True}) if workshop else None
    if workshop is None or outcome is None or not may_see_outcome(actor, outcome, workshop):
        raise NotFound()
    return outcome, workshop


def add_outcome(session: Session, entry: Entry, outcome_id: UUID) -> OutcomeEvidence:
    """The row of the citation: the one there is, or a new one at the end. Its first moment stays."""
    cited = _cited(session, entry)
    evidence = next((one for one in cited if one.outcome_id == outcome_id), None)
    if evidence is None:
        if len(cited) >= MOST:
            raise Conflict("too_much_evidence")
        position = max((one.position for one in cited), default=0) + 1
        evidence = OutcomeEvidence(
            entry_id=entry.id, outcome_id=outcome_id, position=position, stance=Stance.SUPPORTS, at=clock.now()
        )
        session.add(evidence)
    return evidence


def _cited(session: Session, entry: Entry) -> Sequence[OutcomeEvidence]:
    return session.scalars(
        select(OutcomeEvidence)
        .where(OutcomeEvidence.entry_id == entry.id)
        .order_by(OutcomeEvidence.position, OutcomeEvidence.outcome_id)
    ).all()
