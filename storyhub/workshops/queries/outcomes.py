"""Records of workshops as somebody finds them: one by its code, a workshop's, a town's promises; and what cites them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.permissions import WORKER, Viewer
from storyhub.core.registry import REGISTRY, Knot
from storyhub.workshops.methods.schema import OutcomeKind
from storyhub.workshops.models import Outcome, OutcomeState, OutcomeUse, Workshop
from storyhub.workshops.policy import outcomes_visible_to

PROMISES = (OutcomeKind.COMMITMENT, OutcomeKind.EXPERIMENT)
"""What somebody said they would do."""
MOST_OVERDUE = 20
"""As many as a room can answer for at its opening; the others stand on the page of promises."""


def outcome_for(viewer: Viewer, city_id: UUID, code: str) -> Outcome:
    """One record of a town, with its workshop and town. Raises NotFound when it is not for this viewer."""
    rows = _visible(viewer).where(Outcome.code == code.lower(), Outcome.city_id == city_id)
    outcome = db.session.scalar(rows)
    if outcome is None:
        raise NotFound()
    return outcome


def outcomes_of(viewer: Viewer, workshop_id: UUID) -> Sequence[Outcome]:
    """What a workshop gave, in its order, as far as the viewer may read it."""
    rows = _visible(viewer).where(Outcome.workshop_id == workshop_id)
    return db.session.scalars(rows.order_by(Outcome.position, Outcome.id)).all()


def outcomes_by_id(viewer: Viewer, ids: Collection[UUID]) -> Sequence[Outcome]:
    """Those of these records that the viewer may read."""
    return db.session.scalars(_visible(viewer).where(Outcome.id.in_(list(ids)))).all()


def promises_for(viewer: Viewer, city_id: UUID) -> Select[Outcome]:
    """What somebody of a town said they would do, as far as the viewer may read it."""
    return _visible(viewer).where(Outcome.city_id == city_id, Outcome.kind.in_(PROMISES))


def overdue_in(city_id: UUID, today: date, most: int = MOST_OVERDUE) -> Sequence[Outcome]:
    """The promises of a town whose day has passed, the oldest first. For its team: whoever asks has asked who looks."""
    rows = promises_for(WORKER, city_id).where(Outcome.state == OutcomeState.OPEN, Outcome.due_on < today)
    return db.session.scalars(rows.order_by(Outcome.due_on, Outcome.id).limit(most)).all()


def knots_of_outcome(viewer: Viewer, outcome_id: UUID) -> list[Knot]:
    """What cites it, oldest first, as far as the viewer may see it."""
    cited = select(OutcomeUse).where(OutcomeUse.outcome_id == outcome_id, OutcomeUse.ended_at.is_(None))
    rows = db.session.scalars(cited.order_by(OutcomeUse.at)).all()
    ids: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        ids[row.kind].append(row.object_id)
    drawn = {kind: REGISTRY.uses[kind](viewer, found) for kind, found in ids.items() if kind in REGISTRY.uses}
    return [drawn[row.kind][row.object_id] for row in rows if row.object_id in drawn.get(row.kind, {})]


def _visible(viewer: Viewer) -> Select[Outcome]:
    rows = select(Outcome).join(Workshop, Workshop.id == Outcome.workshop_id).where(outcomes_visible_to(viewer))
    return rows.options(selectinload(Outcome.workshop), selectinload(Outcome.city))
