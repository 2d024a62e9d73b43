"""What Whoosh holds: its fields, and one state of it as it is read."""

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, takewhile
from typing import Any, ClassVar
from uuid import UUID

from whoosh import fields
from whoosh.query import Phrase
from whoosh.scoring import BM25F

from storyhub.adapters.index import FIELDS, LAYERS, Document, TooMuch, Unusable, Words

MAKE = "fields 1"
"""Change it with every change of the schema: an index made otherwise is made again."""
YEAR = 31_556_952
RECENCY_FROM = 50 * YEAR
LOOKED_AT = 5_000
"""Words that begin alike that are looked at, to choose the most frequent of them."""


@dataclass(frozen=True)
class Row:
    """A document, without its words."""

    source: str
    id: UUID
    facets: tuple[str, ...]
    at: int
    since: int | None
    until: int | None
    heard: int

    @property
    def freshness(self) -> float:
        """What was told later is preferred a little."""
        return math.log2(2 + max(0.0, (self.at - RECENCY_FROM) / YEAR))


def schema() -> fields.Schema:
    made = fields.Schema(key=fields.ID, term=fields.KEYWORD, gram=fields.KEYWORD(scorable=True), row=fields.STORED)
    for field in FIELDS:
        made.add(f"{field}_surface", fields.TEXT(phrase=True))
        for layer in LAYERS.keys() - {"surface"}:
            made.add(f"{field}_{layer}", fields.KEYWORD(scorable=True))
    return made


def as_fields(document: Document) -> dict[str, Any]:
    """Words come as lists, which no analyser of the engine touches."""
    days = [day for day in (document.since, document.until) if day is not None]
    span = (days[0], days[-1]) if days else (None, None)
    row = (document.source, document.id.hex, tuple(document.facets), document.at, *span, document.heard)
    held = {"key": [key_of(document.source, document.id)], "term": list(document.terms), "row": row}
    words = {
        f"{field}_{layer}": list(getattr(document.words.get(field, Words()), layer))
        for field in FIELDS
        for layer in LAYERS
    }
    return held | {"gram": sorted(set(document.grams))} | words


def key_of(source: str, id_: UUID) -> str:
    return f"{source}:{id_.hex}"


class Holding:
    """One state of the index. What is read again and again is read once."""

    WEIGHTING: ClassVar[BM25F] = BM25F()

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self._reader = searcher.reader()
        self.scores = lru_cache(maxsize=512)(self._scores)
        self.lexicon = lru_cache(maxsize=None)(self._lexicon)

    def count(self) -> int:
        count: int = self._reader.doc_count()
        return count

    @cached_property
    def rows(self) -> dict[int, Row]:
        return {number: _row(*self._reader.stored_fields(number)["row"]) for number in self._reader.all_doc_ids()}

    @cached_property
    def numbers(self) -> dict[tuple[str, UUID], int]:
        return {(row.source, row.id): number for number, row in self.rows.items()}

    def holding(self, term: str) -> frozenset[int]:
        return frozenset(self.scores("term", term))

    def frequency(self, field: str, text: str) -> int:
        return int(self._reader.doc_frequency(field, text)) if (field, text) in self._reader else 0

    def phrase(self, field: str, row: Sequence[str]) -> dict[int, float]:
        if any((field, text) not in self._reader for text in row):
            return {}
        return _all_of(Phrase(field, list(row)).matcher(self._searcher))

    def beginning(self, field: str, text: str, most: int) -> list[str]:
        """The most frequent words that begin so."""
        words = self.lexicon(field)
        start = bisect_left(words, text)
        found = list(takewhile(lambda word: word.startswith(text), islice(words, start, start + LOOKED_AT)))
        return sorted(found, key=lambda word: -self.frequency(field, word))[:most] if len(found) > most else found

    def _scores(self, field: str, text: str) -> dict[int, float]:
        """Each document that holds it, and how well it fits."""
        return _all_of(self._searcher.postings(field, text)) if (field, text) in self._reader else {}

    def _lexicon(self, field: str) -> list[str]:
        return sorted(word.decode() for word in self._reader.lexicon(field))


def _all_of(matcher: Any) -> dict[int, float]:
    found = {}
    while matcher.is_active():
        found[matcher.id()] = matcher.score()
        matcher.next()
    return found


def _row(source: str, id_: str, facets: Sequence[str], at: int, since: Any, until: Any, heard: int) -> Row:
    return Row(source, UUID(hex=id_), tuple(facets), at, since, until, heard)


@contextmanager
def as_unusable() -> Iterator[None]:
    """Whatever the engine raises over broken files is one thing to us."""
    try:
        yield
    except (TooMuch, Unusable):
        raise
    except Exception as error:
        raise Unusable(type(error).__name__) from error
