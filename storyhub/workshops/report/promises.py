"""What is said of promises beside each other."""

from collections.abc import Iterable

from storyhub.workshops.models import OutcomeState
from storyhub.workshops.report.values import Promise, Result
from storyhub.workshops.wording import OUTCOME_STATES


def differ(results: Iterable[Result]) -> bool:
    """Whether they stand differently, or of some it is known how they turned out: else a column says one thing all along."""
    promises = [one.promise for one in results if one.promise]
    return len({one.state for one in promises}) > 1 or any(one.result for one in promises)


def is_open(promise: Promise) -> bool:
    """Whether somebody still has to do it. Called in the report's language."""
    return promise.state == str(OUTCOME_STATES[OutcomeState.OPEN])
