"""Themes told together, and whose reading a theme is: counts that are exactly their rows, and what is not said in public."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.models import City
from storyhub.core.permissions import ANONYMOUS, Viewer
from storyhub.stories.queries.together import Side, Sides, rows_of_side, sides_of, themes_together
from storyhub.stories.services.tagging import set_staff_themes
from storyhub.themes.queries import theme_for
from storyhub.themes.services import merge_theme, place_theme, undo_change
from tests.support.pages import words_on
from tests.support.stories import Told
from tests.themes.test_changing import last_change

TOGETHER = "/en/rustavi/themes/together"


@pytest.fixture
def host(city: City) -> Viewer:
    return Viewer(person_id=city.id, hosted=frozenset({city.network_id}), networks=frozenset({city.network_id}))


@pytest.fixture
def ids(app: Flask) -> dict[str, object]:
    with app.app_context():
        return {slug: theme_for(slug).id for slug in ("water", "energy", "waste", "trust", "event")}


def cells(page: str) -> dict[str, int]:
    found = re.findall(r'<td class="heat-\d"><a href="([^"]*)"><span class="hide">[^<]*</span>(\d+)</a>', page)
    return {href.replace("&amp;", "&"): int(count) for href, count in found}


def test_every_cell_is_exactly_its_stories_and_rare_pairs_are_said_to_the_team_alone(
    client: FlaskClient, as_role: Callable[..., FlaskClient], tell: Callable[..., Told], ids: dict[str, object]
) -> None:
    for _ in range(5):
        tell(state="published", theme_ids=(ids["water"], ids["energy"]))
    for _ in range(2):
        tell(state="published", theme_ids=(ids["water"], ids["trust"], ids["event"]))
    tell(state="published", audience="city", theme_ids=(ids["water"], ids["energy"]))
    tell(state="waiting", theme_ids=(ids["water"], ids["energy"]))
    page = client.get(TOGETHER).text
    assert cells(page) == {"/en/rustavi/stories?theme=energy&also=water": 5}
    assert "&lt;5" in page
    assert "theme=trust&amp;also=water" not in page
    lead = as_role("learning_lead")
    seen = cells(lead.get(TOGETHER).text)
    assert seen == {
        "/en/rustavi/stories?theme=energy&also=water": 6,
        "/en/rustavi/stories?theme=trust&also=water": 2,
    }
    for href, count in seen.items():
        assert len(set(re.findall(r'data-code="(\w+)"', lead.get(href).text))) == count
    assert len(re.findall('class="arc"', lead.get(TOGETHER).text)) == 2
    assert len(re.findall('class="arc"', client.get(TOGETHER).text)) == 1


def test_in_the_network_a_member_of_one_town_is_told_no_more_than_everybody(
    as_role: Callable[..., FlaskClient], tell: Callable[..., Told], ids: dict[str, object]
) -> None:
    tell("poti", state="published", theme_ids=(ids["water"], ids["trust"]))
    page = as_role("moderator").get("/en/themes/together").text
    assert cells(page) == {}
    assert "&lt;5" in page


def test_pairs_follow_what_themes_are_read_as_and_stand_under(
    app: Flask, city: City, host: Viewer, tell: Callable[..., Told], ids: dict[str, object]
) -> None:
    tell(state="published", theme_ids=(ids["water"], ids["energy"], ids["waste"]))
    pair = tuple(sorted((ids["water"], ids["energy"])))
    with app.app_context():
        assert len(themes_together(ANONYMOUS, city.id)) == 3
        merge_theme(host, ids["waste"], ids["water"])
        assert themes_together(ANONYMOUS, city.id) == {pair: 1}
        undo_change(host, last_change().id)
        place_theme(host, ids["waste"], ids["water"])
        assert set(themes_together(ANONYMOUS, city.id)) == {pair, tuple(sorted((ids["energy"], ids["waste"])))}


def test_the_tellers_and_the_teams_reading_stand_side_by_side(
    app: Flask,
    city: City,
    client: FlaskClient,
    as_role: Callable[..., FlaskClient],
    moderator: Viewer,
    host: Viewer,
    tell: Callable[..., Told],
    ids: dict[str, object],
) -> None:
    told = tell(state="published", theme_ids=(ids["water"],))
    both = tell(state="published", theme_ids=(ids["water"], ids["trust"]))
    added = tell(state="published")
    with app.app_context():
        for story in (both, added):
            set_staff_themes(moderator, story.id, [ids["water"]])
        assert sides_of(moderator, city.id, ids["water"]) == Sides(teller=1, staff=1, both=1)
        for side, story in ((Side.TELLER, told), (Side.STAFF, added), (Side.BOTH, both)):
            assert [one.code for one in rows_of_side(moderator, city.id, ids["water"], side, 1).items] == [story.code]
    lead = as_role("learning_lead")
    assert "By the team alone" in words_on(lead.get("/en/rustavi/themes/water").text)
    assert f'data-code="{added.code}"' in lead.get("/en/rustavi/themes/water/by/staff").text
    assert "By the team alone" not in words_on(client.get("/en/rustavi/themes/water").text)
    assert as_role("moderator", "poti").get("/en/rustavi/themes/water/by/staff").status_code == 404
    with app.app_context():
        merge_theme(host, ids["trust"], ids["water"])
        assert sides_of(moderator, city.id, ids["water"]) == Sides(teller=1, staff=1, both=1)


def test_the_page_says_that_a_number_left_out_hides_no_public_story(
    client: FlaskClient, as_role: Callable[..., FlaskClient], tell: Callable[..., Told], ids: dict[str, object]
) -> None:
    told = tell(state="published", theme_ids=(ids["water"], ids["energy"]))
    assert "It hides nothing" in client.get(TOGETHER).text
    assert "It hides nothing" not in as_role("learning_lead").get(TOGETHER).text
    assert told.code in client.get("/en/rustavi/stories?theme=energy&also=water").text
