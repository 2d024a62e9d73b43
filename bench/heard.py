"""How long the server takes to give *what we heard*, one answer, an entry and the rows of the answered, on one core.

One town with 10,000 stories and 200 answers, each on an entry that cites six stories. Measured as bench/reading.py
measures; prints the median, the 95th percentile, the ratio to "hello" and the queries, and says whether the last page
asks as many questions as the first.
"""

from __future__ import annotations

import random
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import insert, select, update

from bench.support.archive import NEWEST
from bench.support.asking import CLOCKS, main, measure, reader, report, signed_in, town_with
from bench.support.installation import TOWN
from storyhub.accounts.models import Membership, Person
from storyhub.archive.services import note_change
from storyhub.cities.models import City
from storyhub.cities.queries import city_by_slug
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction
from storyhub.core.languages import Translated
from storyhub.core.permissions import Role
from storyhub.core.visibility import Audience
from storyhub.learning.models import Delivery, Entry, EntryState, EntryTheme, Evidence, Feedback, FeedbackTheme, Stance
from storyhub.stories.models import Story, StoryUse
from storyhub.themes.queries import themes

MOST_MS = 60
ANSWERS, CITED = 200, 6
WORDS = "Water comes twice a week, and the old carry it up four floors in buckets. " * 5


def fill_answers(city: City, seed: int = 7) -> UUID:
    """Entries, their evidence and the answers on them; gives the id of who wrote them."""
    chance = random.Random(seed)
    stories = list(db.session.scalars(select(Story.id).where(Story.city_id == city.id)))
    topics = [one.id for one in themes()]
    author = new_id()
    rows: dict[Any, list[dict[str, Any]]] = {
        one: [] for one in (Entry, EntryTheme, Evidence, Feedback, FeedbackTheme, Delivery, StoryUse)
    }
    for number in range(ANSWERS):
        _add_answer(rows, chance, city, author, number, chance.sample(stories, CITED), chance.sample(topics, 2))
    reached = [row["story_id"] for row in rows[Delivery]]
    with transaction() as session:
        session.execute(
            insert(Person).values(id=author, email="lead@bench.example", name="Lead", language="ka", invited_at=NEWEST)
        )
        held = {"city_id": city.id, "role": Role.LEARNING_LEAD, "since": NEWEST}
        session.execute(insert(Membership).values(id=new_id(), person_id=author, **held))
        for table, found in rows.items():
            session.execute(insert(table), found)
        session.execute(update(Story).where(Story.id.in_(reached)).values(answered_at=NEWEST))
        note_change(city.id)
    return author


def _add_answer(
    rows: dict[Any, list[dict[str, Any]]],
    chance: random.Random,
    city: City,
    author: UUID,
    number: int,
    stories: list[UUID],
    topics: list[UUID],
) -> None:
    entry, answer, at = new_id(), new_id(), NEWEST - timedelta(days=ANSWERS - number)
    words = Translated(ka=f"{number}. {WORDS}", en=WORDS)
    rows[Entry].append({
        "id": entry, "code": f"e{number:07}", "city_id": city.id, "network_id": city.network_id, "author_id": author,
        "state": EntryState.ACCEPTED, "audience": Audience.PUBLIC, "language": "ka", "title": f"Entry {number}",
        "what_happened": WORDS, "so_what": WORDS, "version": 1, "began_at": at, "saved_at": at, "state_since": at,
    })  # fmt: skip
    rows[EntryTheme] += [{"entry_id": entry, "theme_id": theme} for theme in topics]
    rows[Feedback].append({
        "id": answer, "code": f"f{number:07}", "city_id": city.id, "entry_id": entry, "author_id": author,
        "title": Translated(ka=f"{number}. Water", en="Water"), "heard": words, "did": words, "did_not": words,
        "revision": 1, "audience": Audience.PUBLIC, "began_at": at, "sent_at": at,
    })  # fmt: skip
    rows[FeedbackTheme] += [{"feedback_id": answer, "theme_id": theme} for theme in topics]
    for position, story in enumerate(stories, 1):
        rows[Evidence].append({
            "id": new_id(), "entry_id": entry, "story_id": story, "story_version": 1, "position": position,
            "stance": chance.choice(list(Stance)), "why": "It says when the water comes.", "at": at,
        })  # fmt: skip
        rows[Delivery].append({"feedback_id": answer, "story_id": story, "at": at, "was_useful": None})
        rows[StoryUse].append(
            {"id": new_id(), "story_id": story, "city_id": city.id, "kind": "feedback", "object_id": answer, "at": at}
        )


def pages(theme: str) -> dict[str, tuple[str, bool]]:
    """(address, whether it is asked for by the learning lead)."""
    heard, learning = f"/ka/{TOWN}/heard", f"/ka/{TOWN}/learning"
    return {
        "what we heard": (heard, False),
        "what we heard, last page": (f"{heard}?page={ANSWERS // 10}", False),
        "what we heard, one theme": (f"{heard}?theme={theme}", False),
        "one answer": (f"{heard}/f0000100", False),
        "entry": (f"{learning}/logs/e0000100", False),
        "entry, as a lead": (f"{learning}/logs/e0000100", True),
        "answered": (f"{learning}/answered", True),
        "unanswered, page 50": (f"{learning}/answered?state=unanswered&page=50", True),
        "answers, as a lead": (f"{learning}/answers", True),
        "town": (f"/ka/{TOWN}/", False),
    }


def run(kind: str, count: int, rounds: int) -> bool:
    with town_with(count, kind) as app:
        with app.app_context():
            lead = fill_answers(city_by_slug(TOWN))
            addresses = pages(themes()[0].slug)
        clients = {False: reader(app), True: signed_in(app, lead)}
        asked_by = {name: (clients[is_lead], address) for name, (address, is_lead) in addresses.items()}
        figures = measure(app, asked_by, rounds, CLOCKS[kind])
    kept = report(f"{count} stories, {ANSWERS} answers, {kind}, {rounds} rounds", figures, set(figures), MOST_MS)
    is_fixed = figures["what we heard"].queries == figures["what we heard, last page"].queries
    print(f"as many queries on the last page as on the first: {'kept' if is_fixed else 'BROKEN'}")
    return kept and is_fixed


if __name__ == "__main__":
    main(__doc__, run)
