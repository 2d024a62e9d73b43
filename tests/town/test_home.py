"""Where one arrives: the choice of a language, the network's page, the town's page and what it chooses to show."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.queries import all_cities, city_by_slug, districts_of
from storyhub.core import clock
from storyhub.core.languages import LANGUAGES
from storyhub.themes.queries import themes_by_slug
from tests.stories.pages import codes
from tests.support.stories import Told


def section(page: str, name: str) -> str:
    """The part of a page between a section's label and its end."""
    found = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', page, re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("accept", "target"),
    [("ka,en;q=0.5", "/ka/"), ("fr,hy;q=0.4", "/hy/"), ("ru-RU", "/ru/"), ("az-Latn-AZ,az;q=0.9", "/az/")],
)
def test_the_first_page_guesses_the_language_from_the_browser(client: FlaskClient, accept: str, target: str) -> None:
    answer = client.get("/", headers={"Accept-Language": accept})
    assert (answer.status_code, answer.location) == (302, target)


@pytest.mark.parametrize("accept", ["", "fr", "*;q=0", "nonsense;;;q=x", "x" * 3000])
def test_where_it_cannot_guess_it_shows_all_languages_in_their_own_names(client: FlaskClient, accept: str) -> None:
    answer = client.get("/", headers={"Accept-Language": accept})
    assert answer.status_code == 200
    for code, row in LANGUAGES.items():
        assert f'<a href="/{code}/" lang="{code}" hreflang="{code}">{row.own_name}</a>' in answer.text


def test_the_language_one_has_read_in_is_remembered(client: FlaskClient) -> None:
    client.get("/az/rustavi/")
    assert client.get("/", headers={"Accept-Language": "ka"}).location == "/az/"


def test_the_towns_stand_in_the_readers_own_alphabet(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        names = {city.slug: city.name for city in all_cities()}
    for code, row in LANGUAGES.items():
        towns = section(client.get(f"/{code}/").text, "towns")
        shown = [unescape(one) for one in re.findall(rf'<a href="/{code}/\w+/">([^<]+)</a>', towns)]
        assert shown == sorted((name[code] for name in names.values()), key=row.sort_key), code


def test_the_network_shows_the_newest_stories_of_all_towns_with_their_town(
    tell: Callable[..., Told], client: FlaskClient
) -> None:
    told = []
    for days, town in enumerate(("rustavi", "poti", "cahul", "areni")):
        with clock.at(datetime(2026, 6, 1 + days, tzinfo=UTC)):
            told.append(tell(town, state="published"))
    page = client.get("/en/").text
    assert codes(page) == [one.code for one in reversed(told)][:3]
    assert "Areni" in section(page, "newest")


def test_a_town_without_stories_says_how_to_begin(client: FlaskClient) -> None:
    page = client.get("/en/areni/").text
    assert "No story yet" in page
    assert "Not heard from yet" in page
    assert "Seldom heard" not in page
    assert 'href="/en/areni/tell"' in page


def test_seldom_heard_is_a_story_on_the_rarest_theme_that_is_not_among_the_newest(
    app: Flask, tell: Callable[..., Told], client: FlaskClient
) -> None:
    with app.app_context():
        ids = {slug: theme.id for slug, theme in themes_by_slug(["water", "food"]).items()}
    began = datetime(2026, 6, 1, tzinfo=UTC)
    with clock.at(began):
        rare = tell(state="published", theme_ids=(ids["food"],))
    for days in range(1, 7):
        with clock.at(began + timedelta(days=days)):
            tell(state="published", theme_ids=(ids["water"],))
    page = client.get("/en/rustavi/").text
    assert codes(section(page, "rare")) == [rare.code]
    assert rare.code not in codes(section(page, "newest"))


def test_a_district_nobody_told_from_is_named_until_it_is_heard(
    app: Flask, tell: Callable[..., Told], client: FlaskClient
) -> None:
    with app.app_context():
        places = [(one.id, one.slug) for one in districts_of(city_by_slug("areni").id)]
    for place_id, _ in places[1:]:
        tell("areni", state="published", district_id=place_id)
    assert f"district={places[0][1]}" in section(client.get("/en/areni/").text, "silent")
    tell("areni", state="published", audience="team", district_id=places[0][0])
    assert section(client.get("/en/areni/").text, "silent"), "what readers cannot read has not been heard by them"
    tell("areni", state="published", district_id=places[0][0])
    assert section(client.get("/en/areni/").text, "silent") == ""


def test_the_prompts_take_turns_so_that_none_is_always_last(client: FlaskClient) -> None:
    firsts = set()
    for days in range(8):
        with clock.at(datetime(2026, 6, 1 + days, 12, tzinfo=UTC)):
            prompts = re.findall(r"tell\?prompt=([a-z0-9-]+)", client.get("/en/rustavi/").text)
        firsts.add(prompts[0])
        assert len(prompts) == len(set(prompts)) == 8
    assert len(firsts) == 8


def test_every_town_page_answers_in_every_language_with_its_own_name(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        names = {city.slug: (city.name, city.welcome_title) for city in all_cities()}
    for slug, (name, welcome) in names.items():
        for code in LANGUAGES:
            page = unescape(client.get(f"/{code}/{slug}/").text)
            assert name[code] in page
            assert welcome[code] in page
