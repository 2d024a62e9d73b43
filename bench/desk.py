"""How long the server takes to give a moderator the queue and a story, with 10,000 stories in one town, 1,000 of them waiting.

Each page is asked for in turn with a bare Flask "hello" beside it, as in `bench/reading.py`. Some of what waits is young,
asked, answered, reported or has new words; every reason is there. Prints median, 95th percentile, ratio and queries.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from bench.support.archive import fill
from bench.support.asking import CLOCKS, Clock, Figures, asked, counted, database_of, hello, report
from bench.support.installation import TOWN, environment, install
from storyhub.accounts.services.sessions import open_session
from storyhub.accounts.viewer import TOKEN
from storyhub.app import create_app
from storyhub.cities.queries import city_by_slug
from storyhub.config import read_settings
from storyhub.core import clock as clocks
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role
from storyhub.stories.likeness import fingerprint
from storyhub.stories.models import Message, Report, State, Story, StoryVersion
from storyhub.web.process import settle
from tests.support.staff import new_person

MOST_MS = 60
WAITING = 0.1
"""Share of the town's stories that wait."""


def pages(app: Flask) -> dict[str, str]:
    desk = f"/en/{TOWN}/desk/"
    with app.app_context():
        code = db.session.scalar(select(Story.code).where(Story.state == State.WAITING).limit(1))
    return {
        "queue": desk,
        "queue, page 20": f"{desk}?page=20",
        "queue, answered": f"{desk}?show=answered",
        "queue, one language": f"{desk}?language=ka",
        "published": f"{desk}?state=published",
        "story at the desk": f"{desk}{code}",
    }


def let_wait(app: Flask, count: int) -> None:
    """Every tenth story waits; of the others some have new words, answers, reports."""
    with app.app_context():
        ids = list(db.session.scalars(select(Story.id).order_by(Story.told_at)))
        step = int(1 / WAITING)
        waiting, others = ids[::step], [one for n, one in enumerate(ids) if n % step]
        now = clocks.now()
        with transaction() as session:
            for story in session.scalars(select(Story)):
                story.likeness = fingerprint(story.body)
            session.execute(update(Story).where(Story.id.in_(waiting)).values(state=State.WAITING))
            session.execute(update(Story).where(Story.id.in_(waiting[::20])).values(is_young=True))
            session.execute(update(Story).where(Story.id.in_(waiting[3::20])).values(asked_at=now))
            for number in (1, 2):
                session.add_all(
                    StoryVersion(story_id=one, number=number, title="", body="Other words", language="en", at=now)
                    for one in (ids if number == 1 else others[: count // 100])
                )
            session.add_all(
                Message(story_id=one, text="Yes", at=now - timedelta(days=1)) for one in others[: count // 50]
            )
            session.add_all(Report(story_id=one, reason="other", text="", at=now) for one in others[-count // 200 :])


def measure(app: Flask, ours: FlaskClient, rounds: int, clock: Clock) -> dict[str, Figures]:
    addresses, theirs = pages(app), hello().test_client(use_cookies=False)
    figures = {name: Figures() for name in ("hello", *addresses)}
    with counted(app) as seen:
        for name, address in addresses.items():
            asked(ours, address, clock)  # warms the templates and the statements
            before = seen()
            _, figures[name].size = asked(ours, address, clock)
            figures[name].queries = seen() - before
    settle()
    for _ in range(rounds):
        figures["hello"].took.append(asked(theirs, "/", clock)[0])
        for name, address in addresses.items():
            figures[name].took.append(asked(ours, address, clock)[0])
    return figures


def moderator_of(app: Flask) -> FlaskClient:
    """The browser of somebody who moderates the town."""
    person = new_person(app, Role.MODERATOR, TOWN)
    assert person.person_id is not None
    client = app.test_client()
    with app.app_context():
        token = open_session(person.person_id)
    with client.session_transaction(base_url="http://127.0.0.1") as cookie:
        cookie[TOKEN] = token
    return client


def run(kind: str, count: int, rounds: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="storyhub-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as a user of its own
        with database_of(kind, folder) as database:
            install(folder / "data", database)
            app = create_app(read_settings(environment(folder / "data", database)))
            with app.app_context():
                fill(city_by_slug(TOWN), count)
            let_wait(app, count)
            figures = measure(app, moderator_of(app), rounds, CLOCKS[kind])
            kept = report(f"{count} stories, {kind}, {rounds} rounds", figures, set(figures), MOST_MS)
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
