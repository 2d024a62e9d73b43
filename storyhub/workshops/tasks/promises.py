"""When promises of a town change, the rooms that answer for them look again."""

from collections.abc import Sequence
from uuid import UUID

from storyhub.workshops.services import promises


def wake_stages(outcome_ids: Sequence[str]) -> None:
    """Their desks and stages; no phone shows promises."""
    promises.promises_changed([UUID(one) for one in outcome_ids])
