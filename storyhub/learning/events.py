"""What happens to an entry, told to whoever writes the letters about it."""

from dataclasses import dataclass
from uuid import UUID

from storyhub.core.events import Event


@dataclass(frozen=True)
class EntrySubmitted(Event):
    entry_id: UUID
    version: int


@dataclass(frozen=True)
class EntryAnswered(Event):
    """A learning lead accepted the entry or returned it with thanks."""

    entry_id: UUID
    version: int


@dataclass(frozen=True)
class EntryFlagged(Event):
    """Something it cites was withdrawn or narrowed: its author is asked to look again."""

    entry_id: UUID


@dataclass(frozen=True)
class TellerAnswered(Event):
    """An answer has come to one story's teller."""

    feedback_id: UUID
    story_id: UUID
