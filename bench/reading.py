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
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask

from bench.support.archive import fill
from bench.support.asking import CLOCKS, Clock, Figures, asked, counted, database_of, hello, report
from bench.support.installation import TOWN, environment, install
from storyhub.app import create_app
from storyhub.archive.services import note_change
from storyhub.cities.queries import city_by_slug, districts_of
from storyhub.config import read_settings
from storyhub.core.db import db
from storyhub.themes.queries import themes
from storyhub.web.process import settle

MOST_MS = 40
AFTER_A_CHANGE = "list, just changed"
PROMISED = ("list", "list, page 50", "list, one theme", "list, theme and district", "all towns", "story")


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


def run(kind: str, count: int, rounds: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="storyhub-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as a user of its own
        with database_of(kind, folder) as database:
            install(folder / "data", database)
            app = create_app(read_settings(environment(folder / "data", database)))
            with app.app_context():
                fill(city_by_slug(TOWN), count)
            figures = measure(app, count, rounds, CLOCKS[kind])
            kept = report(f"{count} stories, {kind}, {rounds} rounds", figures, PROMISED, MOST_MS)
            with app.app_context():
                db.engine.dispose()
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
