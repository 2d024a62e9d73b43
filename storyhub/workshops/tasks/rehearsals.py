"""Letting a rehearsal be played: the worker begins a process for it and goes on with its other work at once."""

from uuid import UUID

from storyhub.workshops.rehearsal.child import begin_child
from storyhub.workshops.services import rehearsals


def play(workshop_id: str) -> None:
    """Begin the process that plays this copy, once: one that was lost is not begun again."""
    code = rehearsals.start_playing(UUID(workshop_id))
    if code:
        begin_child(code)


def settle_rehearsals() -> None:
    """The janitor's round: what is not heard of any more is over."""
    rehearsals.settle_rehearsals()
