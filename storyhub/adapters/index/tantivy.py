"""The embedded engine: tantivy, memory-mapped files in the data folder."""

import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID

import tantivy
from tantivy import Occur, Query, Schema

from storyhub.adapters.index import FIELDS, Ask, Beginning, Clause, Document, Hits, Phrase, Unusable, Word
from storyhub.adapters.index.generations import Generations, Mark, Watched

HEAP = 30_000_000
LOW = (1 << 64) - 1
EXACT = 2.0
"""How much more a whole word counts than one that merely begins so."""


@dataclass(frozen=True)
class Opened:
    """An index as one state of its files: what is searched, and what tells that they were touched."""

    index: tantivy.Index
    watched: Watched
    mark: Mark


class TantivyIndex:
    """Opens its files when first asked, and again whenever a writer has published others."""

    def __init__(self, folder: Path, made_by: str) -> None:
        self.generations = Generations(folder, f"tantivy {version('tantivy')}, {made_by}")
        self._opened: Opened | None = None
        self._lock = Lock()

    def search(self, ask: Ask, most: int) -> Hits:
        opened = self._current()
        with _as_unusable():
            searcher = opened.index.searcher()
            result = searcher.search(_query(opened.index.schema, ask), limit=most)
            addresses = [address for _, address in result.hits]
            numbers = (searcher.fast_field_values(name, addresses) for name in ("high", "low", "kind"))
            # What fits equally well stands newest first: the ids are made of their moment.
            scored = sorted(zip((score for score, _ in result.hits), *numbers, strict=True), reverse=True)
            names = {_kind(source): source for source in ask.sources}
            total: int = result.count  # type: ignore[attr-defined]  # its stub does not know it
            return Hits([(names[kind], UUID(int=high << 64 | low)) for _, high, low, kind in scored], total)

    def count(self) -> int:
        opened = self._current()
        with _as_unusable():
            return opened.index.searcher().num_docs

    @contextmanager
    def writing(self) -> Iterator["TantivyWriter"]:
        with self.generations.writing():
            folder = self.generations.current().folder
            with _as_unusable():
                index = tantivy.Index.open(str(folder))
                writer = TantivyWriter(index)
            with closing(writer):
                yield writer
                with _as_unusable():
                    writer.finish()
            self.generations.publish(folder)

    @contextmanager
    def rebuilding(self) -> Iterator["TantivyWriter"]:
        with self.generations.writing():
            folder = self.generations.new_folder()
            try:
                with closing(TantivyWriter(tantivy.Index(_schema(), path=str(folder)))) as writer:
                    yield writer
                    writer.finish()
                self.generations.publish(folder)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            self.generations.sweep(keep=folder)

    def distrust(self) -> None:
        self.generations.distrust()

    def is_distrusted(self) -> bool:
        return self.generations.is_distrusted()

    def close(self) -> None:
        with self._lock:
            self._opened = None

    def _current(self) -> Opened:
        """What is searched now, opened anew when something else was published. Raises Unusable."""
        with self._lock:
            mark = self.generations.mark()
            if mark is None:
                self._opened = None
                raise Unusable("there is none")
            if self._opened is None or self._opened.mark != mark:
                self._opened = None
                self._opened = self._open()
            self._opened.watched.check()
            return self._opened

    def _open(self) -> Opened:
        try:
            generation = self.generations.current()
            with _as_unusable():
                watched = Watched(generation)
                index = tantivy.Index.open(str(generation.folder))
                index.config_reader("manual")
                return Opened(index, watched, generation.mark)
        except Unusable as error:
            # Between a commit and its publication a newcomer sees files that nothing names yet.
            raise Unusable(str(error), is_damage=not self.generations.is_being_written()) from error


class TantivyWriter:
    def __init__(self, index: tantivy.Index) -> None:
        self._writer: Any = index.writer(HEAP, num_threads=1)

    def put(self, document: Document) -> None:
        self.forget(document.source, document.id)
        row = tantivy.Document()
        row.add_text("key", _key(document.source, document.id))
        row.add_unsigned("kind", _kind(document.source))
        row.add_unsigned("high", document.id.int >> 64)
        row.add_unsigned("low", document.id.int & LOW)
        for term in (*document.terms, _source_term(document.source)):
            row.add_text("term", term)
        for name in FIELDS:
            row.add_text(name, " ".join(document.words.get(name, ())))
        self._writer.add_document(row)

    def forget(self, source: str, id_: UUID) -> None:
        self._writer.delete_documents_by_term("key", _key(source, id_))

    def finish(self) -> None:
        """Commit, and wait until no thread merges files any more: what is published stays as it is."""
        self._writer.garbage_collect_files()
        self._writer.commit()
        self._writer.wait_merging_threads()

    def close(self) -> None:
        """Let go of the engine's lock; what was not finished is forgotten."""
        self._writer = None


def open_index(folder: Path, made_by: str) -> TantivyIndex:
    return TantivyIndex(folder, made_by)


def _schema() -> Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "term"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("kind", "high", "low"):
        builder.add_unsigned_field(name, fast=True)
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    return builder.build()


def _key(source: str, id_: UUID) -> str:
    return f"{source}:{id_.hex}"


def _kind(source: str) -> int:
    """A number for a source's name: only numbers are read from the index in bulk."""
    return zlib.crc32(source.encode())


def _source_term(source: str) -> str:
    return f"source:{source}"


def _query(schema: Schema, ask: Ask) -> Query:
    must = [_anywhere(schema, clause) for clause in ask.all_of] or [Query.all_query()]
    narrowed = (frozenset(_source_term(one) for one in ask.sources), *ask.scope)
    must += [Query.const_score_query(Query.term_set_query(schema, "term", sorted(terms)), 0.0) for terms in narrowed]
    parts = [(Occur.Must, one) for one in must]
    parts += [(Occur.MustNot, _anywhere(schema, clause)) for clause in ask.none_of]
    return Query.boolean_query(parts)


def _anywhere(schema: Schema, clause: Clause) -> Query:
    """The clause in any of the fields, the more telling one counting more."""
    found = [
        (Occur.Should, Query.boost_query(one, boost))
        for field, boost in FIELDS.items()
        for one in _IN_FIELD[type(clause)](schema, field, clause)
    ]
    return Query.boolean_query(found)


def _word(schema: Schema, field: str, clause: Word) -> list[Query]:
    return [Query.term_query(schema, field, form) for form in clause.forms]


def _beginning(schema: Schema, field: str, clause: Beginning) -> list[Query]:
    whole = [Query.boost_query(Query.term_query(schema, field, form), EXACT) for form in clause.forms]
    # An automaton over the words there are: however many begin so, it costs one walk and no query of its own each.
    return whole + [Query.fuzzy_term_query(schema, field, form, distance=0, prefix=True) for form in clause.forms]


def _phrase(schema: Schema, field: str, clause: Phrase) -> list[Query]:
    return [
        Query.phrase_query(schema, field, list(form)) if len(form) > 1 else Query.term_query(schema, field, form[0])
        for form in clause.forms
    ]


_IN_FIELD: dict[type, Callable[..., list[Query]]] = {Word: _word, Beginning: _beginning, Phrase: _phrase}


@contextmanager
def _as_unusable() -> Iterator[None]:
    """Whatever the engine raises over broken files, a panic of its Rust included, is one thing to us."""
    try:
        yield
    except Exception as error:
        raise Unusable(type(error).__name__) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Unusable("PanicException") from error
