"""How long the server takes to give a moderator the queue and a story, with 10,000 stories in one town, 1,000 of them waiting.

Each page is asked for in turn with a bare Flask "hello" beside it, as in `bench/reading.py`. Some of what waits is young,
asked, answered, reported or has new words; every reason is there. Prints median, 95th percentile, ratio and queries.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask
from sqlalchemy import select, update

from bench.support.asking import CLOCKS, main, measure, report, signed_in, town_with
from bench.support.installation import TOWN
from storyhub.core import clock as clocks
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role
from storyhub.stories.likeness import fingerprint
from storyhub.stories.models import Message, Report, State, Story, StoryVersion
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


def run(kind: str, count: int, rounds: int) -> bool:
    with town_with(count, kind) as app:
        let_wait(app, count)
        person = new_person(app, Role.MODERATOR, TOWN)
        assert person.person_id is not None
        ours = signed_in(app, person.person_id)
        asked_for = {name: (ours, address) for name, address in pages(app).items()}
        figures = measure(app, asked_for, rounds, CLOCKS[kind])
        return report(f"{count} stories, {kind}, {rounds} rounds", figures, set(figures), MOST_MS)


if __name__ == "__main__":
    main(__doc__, run)
