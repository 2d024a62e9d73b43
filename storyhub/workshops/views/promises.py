"""What was promised in earlier workshops and is overdue: it comes back when people sit together again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from storyhub.core import clock
from storyhub.workshops.models import Outcome, Workshop
from storyhub.workshops.queries.outcomes import MOST_OVERDUE, overdue_in
from storyhub.workshops.queries.promised import count_overdue
from storyhub.workshops.seen import Standing

ABREAST = 4
"""On one page of the stage."""
IN_LOBBY = 3


def promises_of(workshop: Workshop) -> Sequence[Outcome]:
    """Those of the workshop's town whose day has passed, the oldest first. A rehearsal makes nobody answer for any."""
    if workshop.is_rehearsal:
        return ()
    return overdue_in(workshop.city_id, today_of(workshop))


def count_of(workshop: Workshop, shown: int) -> int:
    """How many there are in all, when so many stand at the desk."""
    return shown if shown < MOST_OVERDUE else count_overdue(workshop.city_id, today_of(workshop))


def today_of(workshop: Workshop) -> date:
    return clock.today(workshop.city.time_zone)


def comes_back(standing: Standing) -> bool:
    """The opening: before the first step, and while the first exercise runs."""
    return standing.exercise_number <= 1 and not standing.is_over


def may_stand_on_stage(outcome: Outcome) -> bool:
    """What the team keeps to itself does not, though the desk has it."""
    return not outcome.is_kept_in


def promises_in_lobby(workshop: Workshop) -> list[dict[str, Any]]:
    """The oldest, beside how to join: as many as leave room for it."""
    return [_said(one) for one in promises_of(workshop) if may_stand_on_stage(one)][:IN_LOBBY]


def pages_of_promises(workshop: Workshop) -> list[dict[str, Any]]:
    """For the stage: whose it is only where that person agreed to be named."""
    told = [_said(one) for one in promises_of(workshop) if may_stand_on_stage(one)]
    pages = [told[at : at + ABREAST] for at in range(0, len(told), ABREAST)] or [[]]
    return [{"promises": page} for page in pages]


def _said(outcome: Outcome) -> dict[str, Any]:
    return {
        "title": outcome.title,
        "language": outcome.language,
        "due_on": outcome.due_on,
        "workshop": outcome.workshop.title,
        "workshop_language": outcome.workshop.language,
        "owner": outcome.owner if outcome.names_owner else "",
    }
