"""The engine in pure Python, for small archives and for machines that tantivy has no wheel for.

Whoosh keeps the postings and weighs words; what is made of them is set arithmetic of ours. Its files hold pickles, so
whoever may write to the folder may run code in this process: an index is never taken from a backup or an upload.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh import versionstring
from whoosh.index import create_in, exists_in, open_dir

from storyhub.adapters.index import FIELDS, Ask, Hits, Order
from storyhub.adapters.index.embedded import EmbeddedIndex
from storyhub.adapters.index.whoosh.holding import MAKE, Holding, as_unusable, schema
from storyhub.adapters.index.whoosh.matching import found_by
from storyhub.adapters.index.whoosh.writing import MEGABYTES, REBUILD_MEGABYTES, WhooshWriter


class WhooshIndex(EmbeddedIndex[Holding]):
    """One search at a time in each process: its readers share a place in their files."""

    def __init__(self, folder: Path, made_by: str) -> None:
        super().__init__(folder, f"whoosh {versionstring()} {MAKE}, {made_by}")
        self._turn = Lock()

    def search(self, ask: Ask, most: int, offset: int = 0) -> Hits:
        holding = self.reader()
        with self._turn, as_unusable():
            scores = found_by(holding, ask)
            ordered = sorted(scores, key=lambda number: _rank(holding, ask.order, number, scores[number]))
            listed = ordered[offset : offset + most]
            return Hits([(holding.rows[number].source, holding.rows[number].id) for number in listed], len(scores))

    def facets(self, ask: Ask) -> Mapping[str, int]:
        holding = self.reader()
        with self._turn, as_unusable():
            return Counter(term for number in found_by(holding, ask) for term in holding.rows[number].facets)

    def totals(self, ask: Ask) -> Mapping[str, int]:
        holding = self.reader()
        with self._turn, as_unusable():
            return Counter(holding.rows[number].source for number in found_by(holding, ask))

    def frequency(self, words: Sequence[str]) -> Mapping[str, int]:
        holding = self.reader()
        with self._turn, as_unusable():
            return {word: max(holding.frequency(f"{name}_surface", word) for name in FIELDS) for word in words}

    def count(self, source: str = "") -> int:
        holding = self.reader()
        with self._turn, as_unusable():
            return sum(row.source == source for row in holding.rows.values()) if source else holding.count()

    def open_reader(self, folder: Path) -> Holding:
        with as_unusable():
            return Holding(open_dir(str(folder)).searcher(weighting=Holding.WEIGHTING))

    def open_writer(self, folder: Path, *, much: bool = False) -> WhooshWriter:
        with as_unusable():
            index = open_dir(str(folder)) if exists_in(str(folder)) else create_in(str(folder), schema())
            return WhooshWriter(index, REBUILD_MEGABYTES if much else MEGABYTES)


def _rank(holding: Holding, order: Order, number: int, score: float) -> tuple[Any, ...]:
    """What comes first has the smallest."""
    row = holding.rows[number]
    newest = (-row.at, -row.id.int)
    match order:
        case Order.NEWEST:
            return newest
        case Order.OLDEST:
            return row.at, row.id.int
        case Order.LEAST_HEARD:
            return row.heard, *newest
    return -score * row.freshness, *newest


def open_index(folder: Path, made_by: str) -> WhooshIndex:
    return WhooshIndex(folder, made_by)
