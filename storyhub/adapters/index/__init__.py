"""Where things are found by their words. Derived data: whatever becomes of it, it is made again from the database.

Words come folded (`archive.language`), so an engine compares them as they are. One process writes at a time, any
number of others read; each engine sees to both. Whoever reads asks the database whether a hit may be shown.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Protocol
from uuid import UUID

FIELDS: Mapping[str, float] = {"title": 3.0, "place": 1.5, "body": 1.0}
"""The fields that hold words, and how much a word found there counts."""


class Unusable(Exception):
    """The index is missing, damaged or of another version. `is_damage` is false while it is merely being written."""

    def __init__(self, why: str, *, is_damage: bool = True) -> None:
        super().__init__(why)
        self.is_damage = is_damage


class Busy(Exception):
    """Another process has been writing for longer than one can wait."""


@dataclass(frozen=True)
class Document:
    """One thing that can be found: its words by field, and the terms by which a search is narrowed."""

    source: str
    id: UUID
    words: Mapping[str, Sequence[str]]
    terms: frozenset[str]


@dataclass(frozen=True)
class Word:
    """Any one of these forms stands there."""

    forms: tuple[str, ...]


@dataclass(frozen=True)
class Beginning:
    """A word stands there that begins with any one of these."""

    forms: tuple[str, ...]


@dataclass(frozen=True)
class Phrase:
    """Any one of these rows of words stands there, one after the other."""

    forms: tuple[tuple[str, ...], ...]


Clause = Word | Beginning | Phrase


@dataclass(frozen=True)
class Ask:
    """What to look for. Of each set in `scope` a document must hold at least one term."""

    sources: tuple[str, ...]
    all_of: tuple[Clause, ...] = ()
    none_of: tuple[Clause, ...] = ()
    scope: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True)
class Hits:
    """(source, id) of what was found, best first, and how many there are in all: more than listed if `most` was reached."""

    found: Sequence[tuple[str, UUID]] = field(default_factory=list)
    total: int = 0


class Writer(Protocol):
    """Kept together or not at all, when the `with` that opened it ends well."""

    def put(self, document: Document) -> None:
        """Take a document in; one of the same source and id is replaced."""
        ...

    def forget(self, source: str, id_: UUID) -> None:
        """Leave a document out; one that is not there is no error."""
        ...


class Index(Protocol):
    """Every method but `distrust` and `close` raises Unusable; the two that write raise Busy too."""

    def search(self, ask: Ask, most: int) -> Hits: ...

    def count(self) -> int:
        """How many documents there are."""
        ...

    def writing(self) -> AbstractContextManager[Writer]:
        """Change documents."""
        ...

    def rebuilding(self) -> AbstractContextManager[Writer]:
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
