"""How a document lies in the engine's fields."""

import zlib
from uuid import UUID

import tantivy
from tantivy import Schema

from storyhub.adapters.index import FIELDS, LAYERS, Document, Words

MAKE = "fields 2"
"""Change it with every change below: an index made otherwise is made again."""
LOW = (1 << 64) - 1
LATEST = (1 << 40) - 1
YEAR = 31_556_952
RECENCY_FROM = 50 * YEAR
"""About 2020. What was told later is preferred a little: by one part in eighteen over what is a year older, in 2026."""


def schema() -> Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "term", "gram"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("facet", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("kind", "high", "low", "unheard"):
        builder.add_unsigned_field(name, fast=True)
    for name in ("at", "since", "until"):
        builder.add_integer_field(name, fast=True)
    builder.add_float_field("fresh", fast=True)
    for field in FIELDS:
        for layer in LAYERS:
            option = "position" if layer == "surface" else "freq"
            builder.add_text_field(f"{field}_{layer}", tokenizer_name="whitespace", index_option=option)
    return builder.build()


def row_of(document: Document) -> tantivy.Document:
    row = tantivy.Document()
    row.add_text("key", key_of(document.source, document.id))
    row.add_unsigned("kind", kind_of(document.source))
    row.add_unsigned("high", document.id.int >> 64)
    row.add_unsigned("low", document.id.int & LOW)
    _add_texts(row, "term", (*document.terms, source_term(document.source)))
    _add_texts(row, "facet", document.facets)
    _add_texts(row, "gram", set(document.grams))
    _add_times(row, document)
    for field in FIELDS:
        words = document.words.get(field, Words())
        for layer in LAYERS:
            row.add_text(f"{field}_{layer}", " ".join(getattr(words, layer)))
    return row


def _add_texts(row: tantivy.Document, name: str, values: "frozenset[str] | set[str] | tuple[str, ...]") -> None:
    for value in values:
        row.add_text(name, value)


def _add_times(row: tantivy.Document, document: Document) -> None:
    row.add_integer("at", document.at)
    row.add_float("fresh", max(0.0, (document.at - RECENCY_FROM) / YEAR))
    # One number, so that of those taken up as often the newest comes first.
    row.add_unsigned("unheard", (document.heard << 40) + LATEST - min(max(document.at, 0), LATEST))
    days = [day for day in (document.since, document.until) if day is not None]
    if days:
        row.add_integer("since", days[0])
        row.add_integer("until", days[-1])


def key_of(source: str, id_: UUID) -> str:
    return f"{source}:{id_.hex}"


def kind_of(source: str) -> int:
    """A number for a source's name: only numbers are read from the index in bulk."""
    return zlib.crc32(source.encode())


def source_term(source: str) -> str:
    return f"source:{source}"
