"""What happens to a story, told to whoever stands above."""

from dataclasses import dataclass
from uuid import UUID

from storyhub.core.events import Event


@dataclass(frozen=True)
class StoryTold(Event):
    story_id: UUID


@dataclass(frozen=True)
class StoryToldFor(Event):
    """It was told for more than the archive. Whoever asked (`core.registry.Asking`) knows the name, and checks it."""

    story_id: UUID
    told_for: str


@dataclass(frozen=True)
class StoryPublished(Event):
    story_id: UUID


@dataclass(frozen=True)
class StoryHidden(Event):
    """It left the readers: kept for the team, or hidden."""

    story_id: UUID


@dataclass(frozen=True)
class StoryConsentsChanged(Event):
    """The teller allows more or less than before. Whoever relies on it asks again."""

    story_id: UUID


@dataclass(frozen=True)
class StoryWordsChanged(Event):
    """Readers get other words: a later version, a mask put on or lifted."""

    story_id: UUID


@dataclass(frozen=True)
class StoryLimitsChanged(Event):
    """More or less of it may be shown, or its teller be reached another way: photographs, translations, note, contact."""

    story_id: UUID


@dataclass(frozen=True)
class StoryWithdrawn(Event):
    story_id: UUID


@dataclass(frozen=True)
class TellerAsked(Event):
    """The team waits for the teller's answer."""

    story_id: UUID
