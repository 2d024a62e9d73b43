"""What people of a town promised in workshops, a page at a time: by day, then what has none, then what became of the others."""

from datetime import date
from uuid import UUID

from sqlalchemy import case, func, select

from storyhub.core.db import db
from storyhub.core.paging import Page
from storyhub.core.permissions import WORKER, Viewer
from storyhub.workshops.models import Outcome, OutcomeState
from storyhub.workshops.queries.outcomes import promises_for

PER_PAGE = 50
STATES = (OutcomeState.OPEN, OutcomeState.DONE, OutcomeState.DROPPED)


def promises_page(viewer: Viewer, city_id: UUID, number: int = 1, state: OutcomeState | None = None) -> Page[Outcome]:
    """Those in one state, or all: what is open by its day, the settled ones after it, the latest first."""
    wanted = STATES if state is None else (state,)
    due = case((Outcome.state == OutcomeState.OPEN, Outcome.due_on))
    order = (Outcome.state != OutcomeState.OPEN, due.is_(None), due, Outcome.settled_at.desc(), Outcome.id)
    rows = promises_for(viewer, city_id).where(Outcome.state.in_(wanted)).order_by(*order)
    items = db.session.scalars(rows.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    counts = count_promises(viewer, city_id)
    return Page(items, number, PER_PAGE, sum(counts[one] for one in wanted))


def count_promises(viewer: Viewer, city_id: UUID) -> dict[OutcomeState, int]:
    """How many there are in each state."""
    ids = promises_for(viewer, city_id).with_only_columns(Outcome.id)
    rows = select(Outcome.state, func.count()).where(Outcome.id.in_(ids)).group_by(Outcome.state)
    found = {state: number for state, number in db.session.execute(rows)}
    return {state: found.get(state, 0) for state in STATES}


def count_overdue(city_id: UUID, today: date) -> int:
    """All whose day has passed, also those that `overdue_in` leaves for later."""
    ids = promises_for(WORKER, city_id).with_only_columns(Outcome.id)
    late = (Outcome.state == OutcomeState.OPEN, Outcome.due_on < today)
    return db.session.scalar(select(func.count()).select_from(Outcome).where(Outcome.id.in_(ids), *late)) or 0
