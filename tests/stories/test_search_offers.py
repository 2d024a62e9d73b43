"""What a search offers beside stories: what has the very name that was typed, other towns, and a short way to them."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.queries import city_by_slug, districts_of
from storyhub.themes.models import ThemeKind
from storyhub.themes.queries import themes
from tests.stories.pages import codes, total
from tests.stories.test_list_search import text_of
from tests.support.stories import Told

STORIES = "/en/rustavi/stories"
Tell = Callable[..., Told]
Run = Callable[[], int]
As = Callable[..., FlaskClient]


@pytest.fixture
def ids(app: Flask) -> dict[str, UUID]:
    with app.app_context():
        return {one.slug: one.id for kind in ThemeKind for one in themes(kind)}


def _links(page: str) -> dict[str, str]:
    return {
        text: unescape(href)
        for href, text in re.findall(r'class="understood"><b>[^<]*</b> <a href="([^"]*)"[^>]*>([^<]*)', page)
    }


@pytest.mark.parametrize("typed", ["water", "Water", "წყალი", "вода", " WATER "])
def test_the_name_of_a_theme_leads_to_it_in_whatever_language_it_is_typed(
    typed: str, client: FlaskClient, tell: Tell, run_jobs: Run, ids: dict[str, UUID]
) -> None:
    told = {
        tell(state="published", title="Buckets", body="Four of them, every day.", theme_ids=(ids["water"],)).code
        for _ in "ab"
    }
    tell(
        state="published", audience="city", title="Buckets", body="Four of them, every day.", theme_ids=(ids["water"],)
    )
    run_jobs()
    page = client.get(f"{STORIES}?q={quote(typed)}").text
    assert total(page) == 0
    assert "Theme Water · 2 stories" in text_of(page)
    led_to = client.get(_links(page)["Water"]).text
    assert set(codes(led_to)) == told
    assert total(led_to) == 2


def test_districts_lenses_and_towns_have_names_too(app: Flask, client: FlaskClient, tell: Tell, run_jobs: Run) -> None:
    with app.app_context():
        place = districts_of(city_by_slug("rustavi").id)[0]
        lens = themes(ThemeKind.LENS)[0]
    tell(state="published", body="Four of them, every day.", district_id=place.id, lens_id=lens.id)
    run_jobs()
    for name in (place.name["ka"], lens.label["en"]):
        page = client.get(f"{STORIES}?q={quote(name)}").text
        assert [total(client.get(href).text) for href in _links(page).values()] == [1], name
    everywhere = client.get("/en/stories?q=rustavi").text
    assert [total(client.get(href).text) for href in _links(everywhere).values()] == [1]
    assert _links(client.get(f"{STORIES}?q=rustavi").text) == {}


def test_a_theme_without_stories_and_words_that_are_more_than_a_name_lead_nowhere(
    client: FlaskClient, tell: Tell, run_jobs: Run, ids: dict[str, UUID]
) -> None:
    tell(state="published", theme_ids=(ids["housing"],))
    tell(state="published", audience="city", theme_ids=(ids["water"],))
    run_jobs()
    assert _links(client.get(f"{STORIES}?q=water").text) == {}
    assert _links(client.get(f"{STORIES}?q=housing+here").text) == {}


def test_what_one_town_has_not_is_offered_from_all_towns(
    client: FlaskClient, as_role: As, tell: Tell, run_jobs: Run
) -> None:
    told = tell(state="published", city="poti", title="Lighthouse", body="The lighthouse is dark.")
    tell(state="published", city="poti", audience="city", title="Lighthouse", body="The lighthouse is dark.")
    tell(state="published")
    run_jobs()
    page = client.get(f"{STORIES}?q=lighthouse").text
    assert "No story has these words" in page
    href = re.search(r'href="([^"]*)">1 story in all towns<', page)
    assert href
    assert codes(client.get(unescape(href[1])).text) == [told.code]
    assert "in all towns<" not in client.get(f"{STORIES}?q=zzzzzz").text
    assert "in all towns<" not in client.get("/en/poti/stories?q=lighthouse").text
    assert "No story here yet" in client.get(f"{STORIES}?kind=imagined").text


def test_an_operator_that_joins_nothing_is_said(client: FlaskClient, tell: Tell, run_jobs: Run) -> None:
    tell(state="published")
    run_jobs()
    assert "“water” ; without “OR”, because it joins nothing there" in text_of(client.get(f"{STORIES}?q=water+OR").text)


def test_a_keyboard_comes_to_the_stories_without_every_filter(client: FlaskClient, tell: Tell, run_jobs: Run) -> None:
    tell(state="published")
    run_jobs()
    page = client.get(STORIES).text
    assert page.index('class="skip" href="#found"') < page.index("<nav")
    assert 'id="found"' in page
    assert 'href="#found"' not in client.get("/en/rustavi/").text


def test_did_you_mean_is_one_sentence_around_its_link(client: FlaskClient, tell: Tell, run_jobs: Run) -> None:
    tell(state="published", title="The elevator")
    run_jobs()
    page = client.get(f"{STORIES}?q=elevetor").text
    assert re.search(r'Did you mean <a href="[^"]*q=elevator"[^>]*>elevator</a>\?', page)
    assert "<script" not in client.get(f"{STORIES}?q=elevetor%3Cscript").text.partition('class="understood"')[2]
