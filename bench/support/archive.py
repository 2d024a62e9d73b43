"""A town's archive of any size, made at once: stories as a town of that size would tell them, all of them readable.

Every story is published and public, which is the dearest case for a list: nothing is filtered away.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from storyhub.archive.services import note_change
from storyhub.cities.models import City
from storyhub.cities.queries import districts_of, open_prompts_of
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction
from storyhub.core.text import excerpt
from storyhub.core.visibility import Audience
from storyhub.stories.models import Kind, Photo, State, Story, StoryTheme
from storyhub.themes.models import ThemeKind
from storyhub.themes.queries import themes

SENTENCES = {
    "ka": "წყალი კვირაში ორჯერ მოდის და ვედროებით ავიტანთ მეოთხე სართულზე.",
    "en": "The water in our yard comes twice a week, and we carry it up four floors in buckets.",
    "ru": "Вода у нас во дворе бывает два раза в неделю, и мы носим её вёдрами на четвёртый этаж.",
    "az": "Su həftədə iki dəfə gəlir, onu vedrələrlə dördüncü mərtəbəyə qaldırırıq.",
}
SPOKEN = ("ka",) * 6 + ("en", "ru", "ru", "az")
NEWEST = datetime(2026, 11, 20, 12, tzinfo=UTC)
MONTHS = 24


def fill(city: City, count: int, seed: int = 7) -> None:
    """Put `count` stories into the town: 1 to 3 themes each, a third with a lens, a third with a photograph."""
    chance = random.Random(seed)
    places = [None, *(one.id for one in districts_of(city.id))]
    prompts = [None, None, *(one.id for one in open_prompts_of(city.id))]
    topics, lenses = [one.id for one in themes()], [one.id for one in themes(ThemeKind.LENS)]
    stories = [_story(chance, city, number, count, places, prompts) for number in range(count)]
    tags, photos = [], []
    for story in stories:
        chosen = chance.sample(topics, chance.choice((1, 1, 2, 2, 3))) + chance.sample(lenses, chance.random() < 0.33)
        tags += [{"story_id": story["id"], "theme_id": one, "origin": "teller"} for one in chosen]
        if chance.random() < 0.33:
            photos.append(_photo(story["id"]))
    with transaction() as session:
        session.execute(insert(Story), stories)
        session.execute(insert(StoryTheme), tags)
        session.execute(insert(Photo), photos)
        note_change(city.id)
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("ANALYZE"))  # as autovacuum does within its minute


def _story(chance: random.Random, city: City, number: int, count: int, places: list, prompts: list) -> dict[str, Any]:
    language = chance.choice(SPOKEN)
    body = f"{number}. " + " ".join([SENTENCES[language]] * chance.randint(4, 24))
    told_at = NEWEST - timedelta(days=30 * MONTHS) * (1 - number / count)
    imagined = chance.random() < 0.2
    return {
        "id": new_id(), "code": f"b{number:07}", "city_id": city.id, "network_id": city.network_id,
        "kind": Kind.IMAGINED if imagined else Kind.LIVED, "imagined_year": 2040 if imagined else None,
        "state": State.PUBLISHED, "audience": Audience.PUBLIC, "language": language,
        "title": excerpt(body, 50), "body": body, "excerpt": excerpt(body),
        "district_id": chance.choice(places), "prompt_id": chance.choice(prompts),
        "told_at": told_at, "told_month": f"{told_at:%Y-%m}", "state_since": told_at, "published_at": told_at,
    }  # fmt: skip


def _photo(story_id: Any) -> dict[str, Any]:
    return {
        "id": new_id(), "story_id": story_id, "position": 1, "key": new_id().hex,
        "width": 1600, "height": 1200, "color": "#607080", "hint": "", "alt": "A yard",
    }  # fmt: skip
