"""How long the server takes to give a list and a story, with 10,000 stories in one town, on one core.

Each page is asked for in turn with a bare Flask "hello" beside it, in the same process and run. The time is that of
the processor, so that what else the machine does is not counted as waiting; on PostgreSQL, whose work is done by
another process, it is the clock's. Prints the median, the 95th percentile, the ratio to "hello" and the queries.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from bench.support.archive import fill
from bench.support.installation import TOWN, environment, install, quantile
from storyhub.app import create_app
from storyhub.archive.services import note_change
from storyhub.cities.queries import city_by_slug, districts_of
from storyhub.config import read_settings
from storyhub.core.db import db
from storyhub.themes.queries import themes
from storyhub.web.process import settle
from tests.support import postgres

Clock = Callable[[], float]

MOST_MS = 40
CLOCKS: dict[str, Clock] = {"sqlite": time.process_time, "postgres": time.perf_counter}
AFTER_A_CHANGE = "list, just changed"
PROMISED = ("list", "list, page 50", "list, one theme", "list, theme and district", "all towns", "story")


@dataclass
class Figures:
    """What was seen of one page: milliseconds of each round, queries, bytes."""

    took: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0


def pages(app: Flask, count: int) -> dict[str, str]:
    with app.app_context():
        city = city_by_slug(TOWN)
        theme, district = themes()[0].slug, districts_of(city.id)[0].slug
    stories = f"/ka/{TOWN}/stories"
    return {
        "list": stories,
        "list, page 50": f"{stories}?page=50",
        "list, one theme": f"{stories}?theme={theme}",
        "list, theme and district": f"{stories}?theme={theme}&place={district}",
        "all towns": "/ka/stories",
        "story": f"{stories}/b{count - 10:07}",
        "town": f"/ka/{TOWN}/",
        "network": "/ka/",
        "tell": f"/ka/{TOWN}/tell",
    }


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


def measure(app: Flask, count: int, rounds: int, clock: Clock) -> dict[str, Figures]:
    addresses = pages(app, count)
    ours, theirs = app.test_client(use_cookies=False), hello().test_client(use_cookies=False)
    figures = {name: Figures() for name in ("hello", *addresses)}
    with counted(app) as seen:
        for name, address in addresses.items():
            asked(ours, address, clock)  # warms the templates and the statements
            before = seen()
            _, figures[name].size = asked(ours, address, clock)
            figures[name].queries = seen() - before
    settle()
    figures[AFTER_A_CHANGE] = Figures()
    for _ in range(rounds):
        figures["hello"].took.append(asked(theirs, "/", clock)[0])
        for name, address in addresses.items():
            figures[name].took.append(asked(ours, address, clock)[0])
    for _ in range(rounds):
        with app.app_context():
            note_change(city_by_slug(TOWN).id)
        figures[AFTER_A_CHANGE].took.append(asked(ours, addresses["list"], clock)[0])
    return figures


def report(title: str, figures: dict[str, Figures]) -> bool:
    base = median(figures["hello"].took)
    print(f"{title}\n{'':26}{'p50 ms':>8}{'p95 ms':>8}{'x hello':>9}{'queries':>9}{'kB':>7}")
    kept = True
    for name, one in figures.items():
        high = quantile(one.took, 0.95)
        broken = name in PROMISED and high > MOST_MS
        kept = kept and not broken
        print(
            f"{name:26}{median(one.took):8.1f}{high:8.1f}{median(one.took) / base:9.0f}{one.queries:9}"
            f"{one.size / 1000:7.1f}{'  over' if broken else ''}"
        )
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


def run(kind: str, count: int, rounds: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="storyhub-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as a user of its own
        with database_of(kind, folder) as database:
            install(folder / "data", database)
            app = create_app(read_settings(environment(folder / "data", database)))
            with app.app_context():
                fill(city_by_slug(TOWN), count)
            kept = report(f"{count} stories, {kind}, {rounds} rounds", measure(app, count, rounds, CLOCKS[kind]))
            with app.app_context():
                db.engine.dispose()
    print(f"p95 at most {MOST_MS} ms: {'kept' if kept else 'BROKEN'}")
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    options = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with open(os.devnull, "w") as quiet:
        os.dup2(quiet.fileno(), 2)  # the request log goes where it costs least
        raise SystemExit(0 if run(options.database, options.stories, options.rounds) else 1)


if __name__ == "__main__":
    main()
