"""What the worker does in entries when workshops close, publish what came of them, or change it."""

from collections.abc import Sequence
from uuid import UUID

from storyhub.learning.begun import closing
from storyhub.learning.queries import from_workshops
from storyhub.learning.services import rechecking_outcomes
from storyhub.learning.services.beginning import begin_from_workshop


def begin_draft(workshop_id: str) -> None:
    """A workshop was closed: a draft of what was learned waits for whoever held its desk."""
    workshop = from_workshops.workshop_that_closed(UUID(workshop_id))
    author = from_workshops.who_learns_from(workshop) if workshop else None
    if workshop is None or author is None:
        return
    account = from_workshops.account_of(author, workshop)
    behind = from_workshops.readable_behind(author, account.outcomes)
    begin_from_workshop(author, workshop.id, closing.beginning_of(account, behind))


def look_again(outcome_ids: Sequence[str]) -> None:
    """Outcomes were put right, left out, kept in or let out."""
    rechecking_outcomes.recheck_outcomes([UUID(one) for one in outcome_ids])


def look_again_at_all(workshop_id: str) -> None:
    """What came of a workshop was published, or hidden again."""
    rechecking_outcomes.recheck_workshop(UUID(workshop_id))
