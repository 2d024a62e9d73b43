"""Whatever was typed or chosen, each count beside a list leads to exactly so many stories, with the index and without."""

import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.adapters.index import Order
from storyhub.cities.queries import city_by_slug, districts_of
from storyhub.core import clock
from storyhub.themes.queries import themes
from tests.stories.pages import all_codes, codes, counted_links, total
from tests.support.stories import Told

STORIES = "/en/rustavi/stories"
Tell = Callable[..., Told]
Run = Callable[[], int]


@pytest.fixture
def told(app: Flask, tell: Tell, run_jobs: Run) -> list[Told]:
    """Twelve stories that differ in kind, language, theme and district; a tram in all, water and a harbour in some."""
    with app.app_context():
        theme_ids = [theme.id for theme in themes()][:3]
        places = [one.id for one in districts_of(city_by_slug("rustavi").id)][:2]
    found = [
        tell(
            state="published",
            kind="imagined" if n % 4 == 3 else "lived",
            imagined_year=2030 if n % 4 == 3 else None,
            language=("en", "ka", "ru")[n % 3],
            theme_ids=(theme_ids[n % 3],),
            district_id=places[n % 2],
            title=f"Tram {n}",
            body=f"The tram came late. {'Water stood there.' if n % 4 else ''} {'The harbour too.' if n < 5 else ''}",
        )
        for n in range(12)
    ]
    run_jobs()
    return found


@pytest.fixture
def without_index(app: Flask, told: list[Told]) -> None:
    shutil.rmtree(index_folder(app))


def index_folder(app: Flask) -> Path:
    folder: Path = app.extensions["storyhub.index"].generations.root
    return folder


def slugs(app: Flask) -> tuple[str, str]:
    with app.app_context():
        return next(one.slug for one in themes()), districts_of(city_by_slug("rustavi").id)[0].slug


QUESTIONS = (
    "tram kind:lived",
    "tram kind:imagined",
    "kind:lived",
    "lang:ka",
    "tram lang:ka kind:lived",
    "tram theme:{theme}",
    "tram place:{place}",
    "tram from:{today}",
    "tram NOT harbour",
    "harbour elephant",
    "tram water harbour elephant",
    "tram water harbour",
)


CHOSEN = ("", "&lang=en", "&kind=lived")


def test_each_count_leads_to_its_rows(app: Flask, client: FlaskClient, told: list[Told]) -> None:
    assert miscounted(app, client, product(QUESTIONS, CHOSEN)) == []


def test_each_count_leads_to_its_rows_while_the_index_is_away(
    app: Flask, client: FlaskClient, without_index: None
) -> None:
    questions = [one for one in QUESTIONS if "elephant" not in one]
    assert miscounted(app, client, product(questions, ["&kind=lived"])) == []


def miscounted(app: Flask, client: FlaskClient, questions: Iterable[tuple[str, str]]) -> list[tuple[object, ...]]:
    """(typed, chosen, label, address, count, rows) of each count that does not lead to so many; what offers no count."""
    found: list[tuple[object, ...]] = []
    rows = cache(lambda address: len(all_codes(client, address)))
    for question in questions:
        typed, chosen = question
        page = client.get(f"{STORIES}?q={quote(filled(app, typed))}{chosen}").text
        links = [link for link in counted_links(page) if not link[3]]
        if not links:
            found.append((*question, "no counts"))
        for label, href, count, _ in links:
            if rows(href) != count:
                found.append((*question, label, href, count, rows(href)))
    return found


def filled(app: Flask, typed: str) -> str:
    theme, place = slugs(app)
    return typed.format(theme=theme, place=place, today=clock.now().date() - timedelta(days=1))


EXPECTED = {
    "harbour": 5,
    '"the harbour"': 5,
    '"harbour the"': 0,
    "harb*": 5,
    "harbour~": 5,
    "tram NOT harbour": 7,
    "harbour OR elephant": 5,
    "lang:ka": 4,
    "tram kind:imagined": 3,
    "tram theme:{theme}": 4,
    "place:{place}": 6,
    "from:2001 to:2002": 0,
    "tram from:2001": 12,
    "!!! ???": 0,
    "elephant*": 0,
    '"no such words"': 0,
}


def test_without_an_index_the_database_reads_the_same_question(
    app: Flask, client: FlaskClient, told: list[Told]
) -> None:
    addresses = {typed: f"{STORIES}?q={quote(filled(app, typed))}" for typed in EXPECTED}

    def totals() -> dict[str, int]:
        return {typed: total(client.get(address).text) for typed, address in addresses.items()}

    assert totals() == EXPECTED
    shutil.rmtree(index_folder(app))
    assert totals() == EXPECTED
    feeds = {typed: client.get(one.replace("/stories?", "/stories.json?")) for typed, one in addresses.items()}
    assert {typed: len(feed.get_json()["items"]) for typed, feed in feeds.items()} == EXPECTED


@pytest.mark.parametrize("words", ["", "q=tram&"])
def test_least_heard_gives_the_newest_first_among_those_heard_alike(
    client: FlaskClient, tell: Tell, run_jobs: Run, words: str
) -> None:
    told = []
    for days in (30, 20, 10):
        with clock.at(clock.now() - timedelta(days=days)):
            told.append(tell(state="published", title="Tram").code)
    run_jobs()
    assert codes(client.get(f"{STORIES}?{words}order={Order.LEAST_HEARD.value}").text) == told[::-1]


@pytest.mark.parametrize("words", ["", "q=tram&"])
@pytest.mark.parametrize("path", [STORIES, "/en/stories"])
def test_a_day_is_the_towns_day_in_every_list(
    client: FlaskClient, tell: Tell, run_jobs: Run, words: str, path: str
) -> None:
    with clock.at(datetime(2026, 5, 2, 21, 0, tzinfo=UTC)):
        night = tell(state="published", title="Tram by night")
    with clock.at(datetime(2026, 5, 3, 21, 0, tzinfo=UTC)):
        tell(state="published", title="Tram of the next day")
    run_jobs()
    assert codes(client.get(f"{path}?{words}from=2026-05-03&to=2026-05-03").text) == [night.code]
