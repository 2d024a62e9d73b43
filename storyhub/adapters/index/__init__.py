"""Where things are found by their words. Derived data: whatever becomes of it, it is made again from the database.

Words come folded (`archive.language`), so an engine compares them as they are. One process writes at a time, any
number of others read; each engine sees to both. Whoever reads asks the database whether a hit may be shown.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol
from uuid import UUID

from storyhub.adapters.index.asking import (
    All,
    Any,
    Ask,
    Beginning,
    Between,
    Clause,
    Forms,
    Grams,
    Held,
    Hits,
    Near,
    Not,
    Order,
    Phrase,
    TooMuch,
    Weighted,
    Word,
)

__all__ = [
    "ENGINES", "FIELDS", "LAYERS", "All", "Any", "Ask", "Beginning", "Between", "Busy", "Clause", "Document", "Forms",
    "Grams", "Held", "Hits", "Index", "Near", "Not", "Order", "Phrase", "Rebuilder", "TooMuch", "Unusable", "Weighted",
    "Word", "Words", "Writer", "open_index",
]  # fmt: skip

ENGINES = ("tantivy", "whoosh")
"""An engine in PostgreSQL, for networks that outgrow one machine, would be a third module here behind the same port."""
FIELDS: Mapping[str, float] = {"title": 3.0, "place": 1.5, "body": 1.0}
"""The fields that hold words, and how much a word found there counts."""
LAYERS: Mapping[str, float] = {"surface": 4.0, "lemma": 2.0, "stem": 1.0}
"""The word as it stands, its dictionary form, its stem, and how much each counts."""


class Unusable(Exception):
    """The index is missing, damaged or of another version. `is_damage` is false while it is merely being written;
    `is_missing` where there simply is none yet."""

    def __init__(self, why: str, *, is_damage: bool = True, is_missing: bool = False) -> None:
        super().__init__(why)
        self.is_damage, self.is_missing = is_damage, is_missing


class Busy(Exception):
    """Another process has been writing for longer than one can wait."""


@dataclass(frozen=True)
class Words:
    """A text in three layers. Phrases are looked for in `surface`, which has one entry a word, in the text's order."""

    surface: Sequence[str] = ()
    lemma: Sequence[str] = ()
    stem: Sequence[str] = ()


@dataclass(frozen=True)
class Document:
    """One thing that can be found: its words by field, the terms by which a search is narrowed, and what it is
    ordered by.

    `facets` are those of the terms that are counted; `at` is seconds since 1970; `since` and `until` are the days told
    about; `heard` is how often it was taken up; `grams` are pieces of its title and place.
    """

    source: str
    id: UUID
    words: Mapping[str, Words]
    terms: frozenset[str] = frozenset()
    facets: frozenset[str] = frozenset()
    at: int = 0
    since: int | None = None
    until: int | None = None
    heard: int = 0
    grams: Sequence[str] = ()


class Writer(Protocol):
    """Kept together or not at all, when the `with` that opened it ends well."""

    def put(self, document: Document) -> None:
        """Take a document in; one of the same source and id is replaced."""
        ...

    def forget(self, source: str, id_: UUID) -> None:
        """Leave a document out; one that is not there is no error."""
        ...


class Rebuilder(Writer, Protocol):
    """Makes an index anew, in stages: killed in the middle, the next one goes on from the last stage.

    `resumed` is what the last stage was called, empty for a beginning; `changed` is what others wrote since then, to be
    written again.
    """

    resumed: str
    changed: frozenset[tuple[str, UUID]]

    def keep(self, stage: str) -> None:
        """What was put so far need not be put again."""
        ...


class Index(Protocol):
    """Every method but `distrust` and `close` raises Unusable; the two that write raise Busy too; those that take an
    Ask raise TooMuch."""

    def search(self, ask: Ask, most: int, offset: int = 0) -> Hits: ...

    def facets(self, ask: Ask) -> Mapping[str, int]:
        """Of everything that is found: each facet term, and how many documents hold it."""
        ...

    def totals(self, ask: Ask) -> Mapping[str, int]:
        """How much is found of each source; sources of which there is nothing may be missing."""
        ...

    def frequency(self, words: Sequence[str]) -> Mapping[str, int]:
        """In how many documents each word stands as it is. For weighing words, never shown: it sees no one's circles."""
        ...

    def count(self, source: str = "") -> int:
        """How many documents there are, of one source or all."""
        ...

    def writing(self) -> AbstractContextManager[Writer]:
        """Change documents."""
        ...

    def rebuilding(self) -> AbstractContextManager[Rebuilder]:
        """Make the index anew; readers keep the old one until the `with` ends well. Needs no usable index."""
        ...

    def distrust(self) -> None:
        """Say that something is wrong with it, to whoever rebuilds it (`is_distrusted`)."""
        ...

    def is_distrusted(self) -> bool: ...

    def close(self) -> None: ...


def open_index(engine: str, folder: Path, made_by: str) -> Index:
    """The index of an engine in a folder. `made_by` names how words were folded: of another make, it is Unusable."""
    return import_module(f"storyhub.adapters.index.{engine}").open_index(folder, made_by)
