"""Who may see a workshop, who runs it, and who sits in it: one table of rules, in Python and as SQL.

| state                       | who may see it                                                    |
|-----------------------------|-------------------------------------------------------------------|
| `draft`, and any rehearsal  | the facilitators of its town                                      |
| `announced` `open` `closed` | anyone reads what it is; its boards are for seats, stage and desk |
| published                   | anyone reads what came of it, but for what the team keeps in      |

Every facilitator of the town may open its desk; one of them holds it (`Workshop.lead_id`) and moves the room on.
A seat is known by the token of its phone and belongs to one workshop alone; being staff opens no seat.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_

from storyhub.core.errors import NotAllowed, NotFound
from storyhub.core.permissions import Role, Viewer
from storyhub.workshops.models import Outcome, OutcomeState, Workshop, WorkshopState


def may_run(viewer: Viewer, city_id: UUID) -> bool:
    """Whether this viewer prepares and runs the workshops of that town."""
    return viewer.has(Role.FACILITATOR, city_id)


def may_see(viewer: Viewer, workshop: Workshop) -> bool:
    """Whether this viewer may know of this workshop."""
    if workshop.discarded_at is not None:
        return False
    is_told = workshop.state != WorkshopState.DRAFT and not workshop.is_rehearsal
    return viewer.is_worker or is_told or may_run(viewer, workshop.city_id)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """`may_see` as SQL."""
    here = Workshop.discarded_at.is_(None)
    if viewer.is_worker:
        return here
    mine = viewer.cities_with(Role.FACILITATOR)
    told = and_(Workshop.state != WorkshopState.DRAFT, Workshop.is_rehearsal.is_(False))
    return and_(here, or_(told, Workshop.city_id.in_(sorted(mine))) if mine else told)


def may_see_results(viewer: Viewer, workshop: Workshop) -> bool:
    """Whether this viewer may read what came of it."""
    if workshop.discarded_at is not None:
        return False
    return viewer.is_worker or workshop.published_at is not None or workshop.city_id in viewer.cities_with()


def require_facilitator(actor: Viewer, workshop: Workshop) -> None:
    """Raise NotFound when the actor may not even know of it, NotAllowed when they do not run it."""
    if not may_see(actor, workshop):
        raise NotFound()
    if not may_run(actor, workshop.city_id):
        raise NotAllowed()


def may_see_outcome(viewer: Viewer, outcome: Outcome, workshop: Workshop) -> bool:
    """Whether this viewer may read the record: as what came of its workshop, unless the team keeps it to itself.

    What says the words of a story from home is there for nobody while not anyone may read them.
    """
    is_there = outcome.state != OutcomeState.LEFT_OUT and outcome.is_told and not workshop.is_rehearsal
    if not is_there or not may_see_results(viewer, workshop):
        return False
    return not outcome.is_kept_in or viewer.is_worker or outcome.city_id in viewer.cities_with()


def outcomes_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """`may_see_outcome` as SQL, over Outcome joined with Workshop."""
    there = and_(
        Outcome.state != OutcomeState.LEFT_OUT,
        Outcome.is_told,
        Workshop.discarded_at.is_(None),
        Workshop.is_rehearsal.is_(False),
    )
    if viewer.is_worker:
        return there
    told = and_(Workshop.published_at.is_not(None), Outcome.is_kept_in.is_(False))
    mine = sorted(viewer.cities_with())
    return and_(there, or_(told, Outcome.city_id.in_(mine)) if mine else told)
