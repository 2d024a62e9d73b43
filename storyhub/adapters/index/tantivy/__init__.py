"""The embedded engine: tantivy, memory-mapped files in the data folder."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

import tantivy
from tantivy import Query

from storyhub.adapters.index import FIELDS, Ask, Hits, Order
from storyhub.adapters.index.embedded import EmbeddedIndex
from storyhub.adapters.index.tantivy.querying import everything, query_of
from storyhub.adapters.index.tantivy.schema import MAKE, kind_of, schema, source_term
from storyhub.adapters.index.tantivy.writing import HEAP, REBUILD_HEAP, TantivyWriter, as_unusable

COUNTING = {"facets": {"terms": {"field": "facet", "size": 10_000}}}
COUNTING_SOURCES = {"kinds": {"terms": {"field": "kind", "size": 100}}}
_ORDERS: Mapping[Order, dict[str, Any]] = {
    Order.NEWEST: {"order_by_field": "at"},
    Order.OLDEST: {"order_by_field": "at", "order": tantivy.Order.Asc},
    Order.LEAST_HEARD: {"order_by_field": "unheard", "order": tantivy.Order.Asc},
    Order.BEST: {"weight_by_field": "fresh"},
}


class TantivyIndex(EmbeddedIndex[tantivy.Index]):
    def __init__(self, folder: Path, made_by: str) -> None:
        super().__init__(folder, f"tantivy {version('tantivy')} {MAKE}, {made_by}")

    def search(self, ask: Ask, most: int, offset: int = 0) -> Hits:
        index = self.reader()
        query = query_of(index.schema, ask)
        with as_unusable():
            searcher = index.searcher()
            result = searcher.search(query, limit=max(most, 1), offset=offset, **_ORDERS[ask.order])
            addresses = [address for _, address in result.hits][:most]
            numbers = (searcher.fast_field_values(name, addresses) for name in ("high", "low", "kind"))
            rows = zip((score for score, _ in result.hits[:most]), *numbers, strict=True)
            # What fits equally well stands newest first: the ids are made of their moment.
            ordered = sorted(rows, reverse=True) if ask.order is Order.BEST else rows
            names = {kind_of(source): source for source in ask.sources}
            found = [(names[kind], UUID(int=high << 64 | low)) for _, high, low, kind in ordered]
            return Hits(found, result.count)  # type: ignore[attr-defined]  # its stub does not know it

    def facets(self, ask: Ask) -> Mapping[str, int]:
        index = self.reader()
        query = query_of(index.schema, ask)
        with as_unusable():
            counted = index.searcher().aggregate(query, COUNTING)
            return {one["key"]: one["doc_count"] for one in counted["facets"]["buckets"]}

    def totals(self, ask: Ask) -> Mapping[str, int]:
        index = self.reader()
        query = query_of(index.schema, ask)
        with as_unusable():
            counted = index.searcher().aggregate(query, COUNTING_SOURCES)
            names = {kind_of(source): source for source in ask.sources}
            return {names[int(one["key"])]: one["doc_count"] for one in counted["kinds"]["buckets"]}

    def frequency(self, words: Sequence[str]) -> Mapping[str, int]:
        index = self.reader()
        with as_unusable():
            searcher = index.searcher()
            return {word: max(searcher.doc_freq(f"{name}_surface", word) for name in FIELDS) for word in words}

    def count(self, source: str = "") -> int:
        index = self.reader()
        with as_unusable():
            searcher, found = index.searcher(), everything()
            if source:
                found = Query.term_query(index.schema, "term", source_term(source))
            total: int = searcher.search(found, limit=1).count  # type: ignore[attr-defined]
            return total

    def open_reader(self, folder: Path) -> tantivy.Index:
        with as_unusable():
            index = tantivy.Index.open(str(folder))
            index.config_reader("manual")
            return index

    def open_writer(self, folder: Path, *, much: bool = False) -> TantivyWriter:
        with as_unusable():
            return TantivyWriter(tantivy.Index(schema(), path=str(folder)), REBUILD_HEAP if much else HEAP)


def open_index(folder: Path, made_by: str) -> TantivyIndex:
    return TantivyIndex(folder, made_by)
