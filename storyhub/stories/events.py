"""What happens to a story, told to whoever stands above."""

from dataclasses import dataclass
from uuid import UUID

from storyhub.core.events import Event


@dataclass(frozen=True)
class StoryTold(Event):
    story_id: UUID


@dataclass(frozen=True)
class StoryPublished(Event):
    story_id: UUID


@dataclass(frozen=True)
class StoryHidden(Event):
    """It left the readers: kept for the team, or hidden."""

    story_id: UUID


@dataclass(frozen=True)
class StoryWithdrawn(Event):
    story_id: UUID
