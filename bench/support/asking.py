"""Asking pages again and again beside a bare Flask "hello", in the same process: time, queries, size, and the table of them."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from bench.support.archive import fill
from bench.support.installation import TOWN, environment, install, quantile
from storyhub.accounts.services.sessions import open_session
from storyhub.accounts.viewer import TOKEN
from storyhub.app import create_app
from storyhub.cities.queries import city_by_slug
from storyhub.config import read_settings
from storyhub.core.db import db
from storyhub.web.process import settle
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


def reader(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.test_client(use_cookies=False)


def signed_in(app: Flask, person: UUID) -> FlaskClient:
    """The browser of a member of staff."""
    client = app.test_client()
    with app.app_context():
        token = open_session(person)
    with client.session_transaction(base_url="http://127.0.0.1") as cookie:
        cookie[TOKEN] = token
    return client


def measure(app: Flask, pages: Mapping[str, tuple[FlaskClient, str]], rounds: int, clock: Clock) -> dict[str, Figures]:
    """Ask for each page (whose browser, which address) in turn, round after round, with "hello" at the head of each."""
    theirs = hello().test_client(use_cookies=False)
    figures = {name: Figures() for name in ("hello", *pages)}
    with counted(app) as seen:
        for name, (client, address) in pages.items():
            asked(client, address, clock)  # warms the templates and the statements
            before = seen()
            _, figures[name].size = asked(client, address, clock)
            figures[name].queries = seen() - before
    settle()
    for _ in range(rounds):
        figures["hello"].took.append(asked(theirs, "/", clock)[0])
        for name, (client, address) in pages.items():
            figures[name].took.append(asked(client, address, clock)[0])
    return figures


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


@contextmanager
def town_with(count: int, kind: str) -> Iterator[Flask]:
    """An installation of its own in which one town has so many stories."""
    with tempfile.TemporaryDirectory(prefix="storyhub-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as a user of its own
        with database_of(kind, folder) as database:
            install(folder / "data", database)
            app = create_app(read_settings(environment(folder / "data", database)))
            with app.app_context():
                fill(city_by_slug(TOWN), count)
            yield app
            with app.app_context():
                db.engine.dispose()


def main(doc: str | None, run: Callable[[str, int, int], bool]) -> None:
    """`run(kind, count, rounds)` on one core, as the command line asks; ends with 1 when it says that nothing was kept."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    options = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with open(os.devnull, "w") as quiet:
        os.dup2(quiet.fileno(), 2)  # the request log goes where it costs least
    raise SystemExit(0 if run(options.database, options.stories, options.rounds) else 1)
