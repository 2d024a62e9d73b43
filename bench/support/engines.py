"""The engines beside each other, each asked for the same: the twenty best, how many there are, and the facets."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Protocol

import psycopg
from rapidfuzz import process
from rapidfuzz.distance import OSA

from storyhub.adapters.index import FIELDS, LAYERS, Ask, Clause, Document, open_index
from storyhub.adapters.index.asking import All, Any, Beginning, Held, Near, Not, Phrase, Weighted, Word

ANYONE = frozenset({"for:anyone"})
MOST_EXPANDED = 20
SHORT = {"surface": "s", "lemma": "l", "stem": "t"}
FIELDS_USED = ("title", "body")


class Engine(Protocol):
    @property
    def clock(self) -> Callable[[], float]: ...
    def load(self, documents: Iterable[Document]) -> None: ...
    def search(self, what: Clause) -> int: ...
    def facets(self, what: Clause) -> int: ...
    def put(self, document: Document) -> None: ...
    def forget(self, document: Document) -> None: ...


class Ours:
    """An engine behind the port."""

    clock = staticmethod(time.process_time)

    def __init__(self, name: str, folder: Path) -> None:
        self._index = open_index(name, folder, "bench")

    def load(self, documents: Iterable[Document]) -> None:
        with self._index.rebuilding() as writer:
            for document in documents:
                writer.put(document)

    def search(self, what: Clause) -> int:
        return self._index.search(Ask(("story",), what, (ANYONE,)), 20).total

    def facets(self, what: Clause) -> int:
        return len(self._index.facets(Ask(("story",), what, (ANYONE,))))

    def put(self, document: Document) -> None:
        with self._index.writing() as writer:
            writer.put(document)

    def forget(self, document: Document) -> None:
        with self._index.writing() as writer:
            writer.forget(document.source, document.id)


def near(words: list[str], clause: Near) -> list[str]:
    """What an engine without typing tolerance is given instead: the nearest words there are."""
    return [
        word
        for form in clause.forms
        for word, _, _ in process.extract(
            form, words, scorer=OSA.distance, score_cutoff=clause.edits, limit=MOST_EXPANDED
        )
    ]


class Fts5:
    """SQLite's own: a column for each field and layer, no copy of the text, ranked by bm25 with the same weights."""

    clock = staticmethod(time.process_time)

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "fts5.sqlite3")
        self._columns = [f"{field}_{layer}" for field in FIELDS_USED for layer in LAYERS]
        weights = [FIELDS[field] * LAYERS[layer] for field in FIELDS_USED for layer in LAYERS]
        self._rank = f"bm25(story, {', '.join(map(str, weights))}, 0)"
        self._base.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-200000;"
            f"CREATE VIRTUAL TABLE story USING fts5({', '.join(self._columns)}, terms, content='', "
            "tokenize=\"ascii tokenchars ':_-'\");"
            "CREATE TABLE facet (id INTEGER, term TEXT, PRIMARY KEY (id, term)) WITHOUT ROWID;"
            "CREATE VIRTUAL TABLE words USING fts5vocab(story, 'row');"
        )

    def load(self, documents: Iterable[Document]) -> None:
        for number, document in enumerate(documents):
            self._insert(document)
            if number % 10_000 == 0:
                self._base.commit()
        self._base.execute("INSERT INTO story(story) VALUES ('optimize')")
        self._base.commit()

    def search(self, what: Clause) -> int:
        asked = self._asked(what)
        self._base.execute(
            f"SELECT rowid FROM story WHERE story MATCH ? ORDER BY {self._rank} LIMIT 20", (asked,)
        ).fetchall()
        count: int = self._base.execute("SELECT count(*) FROM story WHERE story MATCH ?", (asked,)).fetchone()[0]
        return count

    def facets(self, what: Clause) -> int:
        counts = (
            "SELECT term, count(*) FROM story JOIN facet ON facet.id = story.rowid WHERE story MATCH ? GROUP BY term"
        )
        return len(self._base.execute(counts, (self._asked(what),)).fetchall())

    def put(self, document: Document) -> None:
        self.forget(document)
        self._insert(document)
        self._base.commit()

    def forget(self, document: Document) -> None:
        """A table without a copy of its text has to be told what it held."""
        number = document.id.int >> 16
        if self._base.execute("SELECT 1 FROM facet WHERE id = ?", (number,)).fetchone():
            names = ", ".join(["story", "rowid", *self._columns, "terms"])
            marks = ", ".join("?" * (len(self._columns) + 3))
            self._base.execute(f"INSERT INTO story({names}) VALUES ({marks})", ("delete", number, *self._row(document)))
            self._base.execute("DELETE FROM facet WHERE id = ?", (number,))
        self._base.commit()

    def _insert(self, document: Document) -> None:
        number, row = document.id.int >> 16, self._row(document)
        names = ", ".join(["rowid", *self._columns, "terms"])
        self._base.execute(f"INSERT INTO story({names}) VALUES ({', '.join('?' * (len(row) + 1))})", (number, *row))
        self._base.executemany("INSERT INTO facet VALUES (?, ?)", [(number, term) for term in document.facets])

    def _row(self, document: Document) -> list[str]:
        texts = [getattr(document.words[field], layer) for field in FIELDS_USED for layer in LAYERS]
        return [*(_plain(" ".join(text)) for text in texts), " ".join(sorted(document.terms))]

    @cached_property
    def _words(self) -> list[str]:
        return [word for (word,) in self._base.execute("SELECT term FROM words")]

    def _asked(self, what: Clause) -> str:
        return f'terms:"for:anyone" AND ({self._match(what)})'

    def _match(self, clause: Clause) -> str:  # noqa: PLR0911
        surface = self._in("surface")
        match clause:
            case Word(forms):
                found = [
                    f"{self._in(layer)}({_either(getattr(forms, layer))})" for layer in LAYERS if getattr(forms, layer)
                ]
                return f"({' OR '.join(found)})"
            case Beginning(forms):
                return f"({' OR '.join(f'{surface}{_quoted(one)} *' for one in forms)})"
            case Near():
                return f"({surface}({_either(near(self._words, clause) or ['-'])}))"
            case Phrase(rows):
                return f"({' OR '.join(surface + _quoted(' '.join(row)) for row in rows)})"
            case Held(terms):
                return f"(terms:({_either(sorted(terms))}))"
            case Weighted(inner, _):
                return self._match(inner)
            case All(of):
                return f"({' AND '.join(map(self._match, of))})"
            case Any(of):
                return f"({' OR '.join(map(self._match, of))})"
        raise TypeError(clause)

    def _in(self, layer: str) -> str:
        return "{" + " ".join(f"{field}_{layer}" for field in FIELDS_USED) + "}:"


def _plain(text: str) -> str:
    return text.replace("'", "ʼ").replace("~", "_")


def _quoted(text: str) -> str:
    return f'"{_plain(text)}"'


def _either(words: Iterable[str]) -> str:
    return " OR ".join(map(_quoted, words))


class Postgres:
    """PostgreSQL: one tsvector that we write, whose lexemes say their layer, with GIN; ranked by ts_rank."""

    index = "gin (words)"
    ranked = "ts_rank(words, %s::tsquery) DESC"

    def __init__(self, address: str) -> None:
        self._base = psycopg.connect(address, autocommit=True)
        self._base.execute("SET max_parallel_workers_per_gather = 0")
        self._worked = Path(f"/proc/{self._base.info.backend_pid}/schedstat")
        self._base.execute("CREATE TABLE story (id bigint PRIMARY KEY, facets text[], words tsvector)")
        self._seen: set[str] = set()

    def clock(self) -> float:
        """Seconds of the processor, of this process and of the server's that answers it."""
        return time.process_time() + int(self._worked.read_text().split()[0]) / 1e9

    def load(self, documents: Iterable[Document]) -> None:
        with self._base.cursor().copy("COPY story FROM STDIN") as copy:
            for document in documents:
                self._seen.update(document.words["body"].surface)
                copy.write_row(self._row(document))
        self._base.execute("SET maintenance_work_mem = '512MB'")
        self._base.execute(f"CREATE INDEX ON story USING {self.index}")
        self._base.execute("VACUUM ANALYZE story")

    def search(self, what: Clause) -> int:
        asked = self._asked(what)
        self._base.execute(
            f"SELECT id FROM story WHERE words @@ %s::tsquery ORDER BY {self.ranked} LIMIT 20",
            (asked, asked),
        ).fetchall()
        row = self._base.execute("SELECT count(*) FROM story WHERE words @@ %s::tsquery", (asked,)).fetchone()
        assert row
        return int(row[0])

    def facets(self, what: Clause) -> int:
        counts = "SELECT term, count(*) FROM story, unnest(facets) term WHERE words @@ %s::tsquery GROUP BY term"
        return len(self._base.execute(counts, (self._asked(what),)).fetchall())

    def put(self, document: Document) -> None:
        self._base.execute(
            "INSERT INTO story VALUES (%s, %s, %s::tsvector) ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words",
            self._row(document),
        )

    def forget(self, document: Document) -> None:
        self._base.execute("DELETE FROM story WHERE id = %s", (document.id.int >> 16,))

    @cached_property
    def _words(self) -> list[str]:
        return sorted(self._seen)

    def _row(self, document: Document) -> tuple[int, list[str], str]:
        lexemes: dict[str, list[str]] = {f"h:{term}": ["1"] for term in document.terms}
        for field, weights in (("title", "AAB"), ("body", "BCD")):
            for layer, weight in zip(LAYERS, weights, strict=True):
                for at, word in enumerate(getattr(document.words[field], layer), 1 if field == "title" else 100):
                    lexemes.setdefault(f"{SHORT[layer]}:{word}", []).append(f"{min(at, 16_000)}{weight}")
        vector = " ".join(f"{_lexeme(word)}:{','.join(places[:200])}" for word, places in lexemes.items())
        return document.id.int >> 16, sorted(document.facets), vector

    def _asked(self, what: Clause) -> str:
        return f"'h:for:anyone' & ({self._query(what)})"

    def _query(self, clause: Clause) -> str:  # noqa: PLR0911
        match clause:
            case Word(forms):
                return _any(f"{SHORT[layer]}:{one}" for layer in LAYERS for one in getattr(forms, layer))
            case Beginning(forms):
                return "(" + " | ".join(f"{_lexeme(f's:{one}')}:*" for one in forms) + ")"
            case Near():
                return _any(f"s:{one}" for one in near(self._words, clause) or ["-"])
            case Phrase(rows):
                return "(" + " | ".join(" <-> ".join(_lexeme(f"s:{one}") for one in row) for row in rows) + ")"
            case Held(terms):
                return _any(f"h:{one}" for one in sorted(terms))
            case Weighted(inner, _):
                return self._query(inner)
            case Not(inner):
                return f"!({self._query(inner)})"
            case All(of):
                return "(" + " & ".join(map(self._query, of)) + ")"
            case Any(of):
                return "(" + " | ".join(map(self._query, of)) + ")"
        raise TypeError(clause)


class Rum(Postgres):
    """The same with RUM, which keeps the places of a word in its index and gives the nearest first. Not part of PostgreSQL:
    Debian has it as postgresql-…-rum.
    """

    index = "rum (words rum_tsvector_ops)"
    ranked = "words <=> %s::tsquery"

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self._base.execute("CREATE EXTENSION rum")

    @staticmethod
    def is_installed() -> bool:
        return any(Path("/usr/share/postgresql").glob("*/extension/rum.control"))


def _lexeme(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _any(words: Iterable[str]) -> str:
    return "(" + " | ".join(map(_lexeme, words)) + ")"
