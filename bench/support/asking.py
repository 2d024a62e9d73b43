"""Asking pages again and again beside a bare Flask "hello", in the same process: time, queries, size, and the table of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from bench.support.installation import quantile
from storyhub.core.db import db
from tests.support import postgres

Clock = Callable[[], float]

CLOCKS: dict[str, Clock] = {"sqlite": time.process_time, "postgres": time.perf_counter}


@dataclass
class Figures:
    """What was seen of one page: milliseconds of each round, queries, bytes."""

    took: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0


def hello() -> Flask:
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello", endpoint="hello")
    return app


def asked(client: FlaskClient, address: str, clock: Clock) -> tuple[float, int]:
    """Milliseconds and bytes of one request."""
    began = clock()
    with client.get(address, headers={"Host": "127.0.0.1", "Accept-Encoding": "gzip"}) as answer:
        size = len(answer.data)
        took = (clock() - began) * 1000
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
    return took, size


@contextmanager
def counted(app: Flask) -> Iterator[Callable[[], int]]:
    """Counts statements that read, not the ones that open and close a transaction."""
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.extend([statement] * statement.lstrip().upper().startswith(("SELECT", "WITH")))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield lambda: len(seen)
    finally:
        event.remove(engine, "before_cursor_execute", note)


def report(title: str, figures: dict[str, Figures], promised: Collection[str], most_ms: float) -> bool:
    """Print the figures beside those of "hello"; whether each promised page kept to its time."""
    base = median(figures["hello"].took)
    print(f"{title}\n{'':26}{'p50 ms':>8}{'p95 ms':>8}{'x hello':>9}{'queries':>9}{'kB':>7}")
    kept = True
    for name, one in figures.items():
        high = quantile(one.took, 0.95)
        broken = name in promised and high > most_ms
        kept = kept and not broken
        print(
            f"{name:26}{median(one.took):8.1f}{high:8.1f}{median(one.took) / base:9.0f}{one.queries:9}"
            f"{one.size / 1000:7.1f}{'  over' if broken else ''}"
        )
    print(f"p95 at most {most_ms} ms: {'kept' if kept else 'BROKEN'}")
    return kept


@contextmanager
def database_of(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database: a file, or a PostgreSQL of this run's own."""
    if kind == "sqlite":
        yield ""
        return
    postgres.start_server(folder / "postgres")
    try:
        yield postgres.create_database(folder / "postgres", "bench")
    finally:
        postgres.stop_server(folder / "postgres")
