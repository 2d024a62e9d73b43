"""What happens to a workshop, told to whoever draws on it."""

from dataclasses import dataclass
from uuid import UUID

from storyhub.core.events import Event


@dataclass(frozen=True)
class WorkshopClosed(Event):
    workshop_id: UUID


@dataclass(frozen=True)
class WorkshopPublished(Event):
    """What came of it is open to everyone, or is so no longer."""

    workshop_id: UUID


@dataclass(frozen=True)
class OutcomesChanged(Event):
    """Outcomes of a workshop were written down, put right, settled, kept in or let out."""

    outcome_ids: tuple[UUID, ...]
