"""Outcomes of workshops as an entry cites them, and those that an author may cite. Each is asked for on every reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.models import Entry, OutcomeEvidence
from storyhub.learning.policy import may_read_outcome, outcome_stands
from storyhub.workshops.models import Outcome, Workshop
from storyhub.workshops.policy import outcomes_visible_to
from storyhub.workshops.queries.outcomes import outcomes_by_id


@dataclass(frozen=True)
class CitedOutcome:
    """Evidence as this viewer gets it: without the outcome, which has its workshop and town, where it is not for them."""

    evidence: OutcomeEvidence
    outcome: Outcome | None
    is_lost: bool
    """Closed to the entry's readers, whether or not the entry was tidied yet."""


def outcomes_cited(viewer: Viewer, entry: Entry) -> list[CitedOutcome]:
    """The outcomes an entry cites, in its order, as this viewer may see them now."""
    return [_cited(viewer, entry, evidence) for evidence in _evidence_of(entry.id)]


def _cited(viewer: Viewer, entry: Entry, evidence: OutcomeEvidence) -> CitedOutcome:
    outcome = evidence.outcome
    is_lost = evidence.lost_at is not None or not outcome_stands(entry, outcome, outcome.workshop)
    is_read = not is_lost and may_read_outcome(viewer, entry, outcome, outcome.workshop)
    return CitedOutcome(evidence, outcome if is_read else None, is_lost)


def outcomes_when_sent(viewer: Viewer, entry: Entry, audience: Audience | None, sent_at: datetime) -> list[Outcome]:
    """What of the outcomes that an answer's entry cited by then may be named beside the answer."""
    return [
        one.outcome
        for one in _evidence_of(entry.id)
        if one.lost_at is None
        and one.at <= sent_at
        and may_read_outcome(viewer, entry, one.outcome, one.outcome.workshop, audience)
    ]


def _evidence_of(entry_id: UUID) -> Sequence[OutcomeEvidence]:
    outcome = joinedload(OutcomeEvidence.outcome)
    rows = select(OutcomeEvidence).where(OutcomeEvidence.entry_id == entry_id)
    return db.session.scalars(
        rows.order_by(OutcomeEvidence.position, OutcomeEvidence.outcome_id).options(
            outcome.joinedload(Outcome.workshop), outcome.joinedload(Outcome.city)
        )
    ).all()


def citable_outcome(viewer: Viewer, code: str) -> Outcome:
    """An outcome of whatever town that this viewer reads. Raises NotFound."""
    found = outcomes_by_id(viewer, db.session.scalars(select(Outcome.id).where(Outcome.code == code.lower())).all())
    if not found:
        raise NotFound()
    return found[0]


def latest_outcomes(viewer: Viewer, city_id: UUID | None, most: int) -> Sequence[Outcome]:
    """What the workshops of a town, or of all, gave last."""
    rows = select(Outcome).join(Workshop, Workshop.id == Outcome.workshop_id).where(outcomes_visible_to(viewer))
    if city_id:
        rows = rows.where(Outcome.city_id == city_id)
    newest = rows.order_by(Workshop.closed_at.desc().nulls_last(), Outcome.position, Outcome.id).limit(most)
    return db.session.scalars(newest.options(joinedload(Outcome.workshop), joinedload(Outcome.city))).all()
