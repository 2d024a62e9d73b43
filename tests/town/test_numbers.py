"""A town in numbers: every number is that of the list it leads to, and the town's own figures say whose voices are missing."""

import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.models import City
from storyhub.cities.queries import districts_of
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.stories.models import Story
from storyhub.themes.queries import theme_for
from storyhub.town.queries.numbers import voices_by
from tests.support.pages import form_on, words_on
from tests.support.stories import Told

NUMBERS, FIGURES = "/en/rustavi/numbers", "/en/rustavi/settings/figures"
LINK = re.compile(r'href="([^"]*/stories\?[^"]*)"[^>]*aria-label="[^"]*: ([\d,]+) stor')
TODAY = datetime(2026, 11, 19, 10, tzinfo=UTC)


def counted(page: str) -> dict[str, int]:
    """What each linked number on the page says."""
    return {href.replace("&amp;", "&"): int(count) for href, count in LINK.findall(page)}


def listed(client: FlaskClient, href: str) -> int:
    page = client.get(href)
    assert page.status_code == 200, href
    assert "There is no" not in page.text
    return len(set(re.findall(r'data-code="(\w+)"', page.text)))


@pytest.fixture
def told(app: Flask, city: City, tell: Callable[..., Told]) -> list[Told]:
    """Seven stories over three weeks: at a week's very edges, of two districts, three themes and two languages."""
    with app.app_context():
        water, energy, trust = (theme_for(slug).id for slug in ("water", "energy", "trust"))
        old, new = (one.id for one in districts_of(city.id)[:2])
    said = [
        # 16 November is a Monday; in Rustavi it begins at 20:00 UTC of the day before.
        (datetime(2026, 11, 15, 19, 59, tzinfo=UTC), {"theme_ids": (water,), "district_id": old}),
        (datetime(2026, 11, 15, 20, 1, tzinfo=UTC), {"theme_ids": (water, energy), "district_id": old}),
        (datetime(2026, 11, 18, tzinfo=UTC), {"theme_ids": (trust,), "district_id": new, "language": "ka"}),
        (datetime(2026, 11, 2, tzinfo=UTC), {"theme_ids": (water,)}),
        (datetime(2026, 11, 3, tzinfo=UTC), {"district_id": old, "language": "ka"}),
        (datetime(2026, 11, 4, tzinfo=UTC), {"audience": "city", "theme_ids": (water,), "district_id": old}),
    ]
    stories = []
    for at, more in said:
        with clock.at(at):
            stories.append(tell(state="published", **more))
    with clock.at(TODAY):
        tell(state="waiting", theme_ids=(water,))
    with app.app_context(), transaction():
        story = db.session.get(Story, stories[0].id)
        story.answered_at = TODAY
    return stories


@pytest.mark.usefixtures("told")
def test_every_number_is_that_of_the_list_it_leads_to(client: FlaskClient, as_role: Callable[..., FlaskClient]) -> None:
    with clock.at(TODAY):
        lead = as_role("learning_lead")
    for browser, total in ((client, 5), (lead, 6)):
        with clock.at(TODAY):
            numbers = counted(browser.get(NUMBERS).text)
            assert len(numbers) > 20
            assert {href: listed(browser, href) for href in numbers} == numbers
        by_week = {href: count for href, count in numbers.items() if "from=" in href}
        assert sum(by_week.values()) == total
        assert by_week["/en/rustavi/stories?from=2026-11-16&to=2026-11-22"] == 2
        assert numbers["/en/rustavi/stories?answered=yes"] == 1
        assert numbers["/en/rustavi/stories?answered=no"] == total - 1


@pytest.mark.usefixtures("told")
def test_earlier_weeks_are_a_link_away_and_strange_days_are_this_week(client: FlaskClient) -> None:
    with clock.at(TODAY + timedelta(weeks=30)):
        page = client.get(NUMBERS).text
        assert not [href for href, count in counted(page).items() if "from=" in href and count]
        earlier = re.search(r'href="([^"]*numbers\?from=[^"]*)"', page)
        assert earlier
        assert sum(count for href, count in counted(client.get(earlier[1]).text).items() if "from=" in href) == 5
        for strange in ("2026-13-45", "1000-01-01", "9999-12-31", "%00", "x" * 500):
            assert client.get(f"{NUMBERS}?from={strange}").status_code == 200


@pytest.mark.usefixtures("told")
def test_the_picture_says_what_it_is_and_stands_as_a_table_too(client: FlaskClient) -> None:
    with clock.at(TODAY):
        page = client.get(NUMBERS).text
    assert page.count('<figure class="chart"') == page.count("<figure") == 5
    assert page.count("<title id=") == page.count("<desc id=") == page.count("<table") == 5
    assert "style=" not in page


@pytest.mark.usefixtures("told")
def test_a_table_can_be_taken_along(client: FlaskClient) -> None:
    with clock.at(TODAY):
        answer = client.get(f"{NUMBERS}/themes.csv")
        assert client.get(f"{NUMBERS}/nothing.csv").status_code == 404
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0] == ["Theme", "Stories"]
    assert ["Water", "3"] in rows


def test_a_name_that_a_spreadsheet_would_run_is_disarmed(app: Flask, client: FlaskClient, city: City) -> None:
    with app.app_context(), transaction() as session:
        district = session.merge(districts_of(city.id)[0])
        district.name = {"en": '=HYPERLINK("http://evil.example")'}
    rows = list(csv.reader(StringIO(client.get(f"{NUMBERS}/districts.csv").text)))
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


def test_a_town_gives_its_figures_and_sees_who_is_missing(
    app: Flask, city: City, client: FlaskClient, as_role: Callable[..., FlaskClient], tell: Callable[..., Told]
) -> None:
    with app.app_context():
        first, second, third = ((one.slug, one.id, one.name["en"]) for one in districts_of(city.id)[:3])
    for district, language in [(first, "en")] * 8 + [(second, "ka")]:
        tell(state="published", district_id=district[1], language=language)
    assert "has not yet said who lives here" in words_on(client.get(NUMBERS).text)

    admin = as_role("city_admin")
    form = form_on(admin.get(FIGURES).text, "settings").to_dict()
    given = form | {f"district-{first[0]}": "40", f"district-{second[0]}": "35,5 %", f"district-{third[0]}": "20"}
    refused = admin.post(FIGURES, data=given)
    assert refused.status_code == 422
    assert "Say where the figures come from" in words_on(refused.text)
    assert "35,5 %" in refused.text
    given |= {"source": "Census", "year": "2024", "language-ka": "90", "language-en": "10", "age-65": "18"}
    assert admin.post(FIGURES, data=given | {f"district-{third[0]}": "80"}).status_code == 422
    assert admin.post(FIGURES, data=given | {"age-65": "-3"}).status_code == 422
    assert admin.post(FIGURES, data=given | {"age-65": "many"}).status_code == 422
    assert first[2] in words_on(admin.post(FIGURES, data=given).text)
    assert admin.post(FIGURES, data=given | {"action": "publish"}).status_code == 303
    stale = admin.post(FIGURES, data=given | {"action": "publish", "age-65": "19"})
    assert stale.status_code == 409

    page = client.get(NUMBERS).text
    words = words_on(page)
    assert f"Nobody has told yet: {third[2]}." in words
    assert f"Hardly heard, by less than half of their share: {second[2]}." in words
    assert "Figures: Census , 2024" in words or "Figures: Census, 2024" in words
    assert "65 years and older: 18% of the people" in words
    assert {href: listed(client, href) for href in counted(page)} == counted(page)
    assert "0.889" in client.get(f"{NUMBERS}/voices.csv").text
    assert as_role("moderator").get(FIGURES).status_code == 404


def test_shares_are_among_the_parts_that_have_a_figure() -> None:
    city = City(figures={"district-old": 30.0, "district-new": 10.0, "language-ka": 99.0})
    voices = voices_by(city, "district", {"old": 6, "new": 2, "elsewhere": 50})
    assert [(one.slug, one.of_people, one.of_stories, one.heard) for one in voices] == [
        ("old", 0.75, 0.75, "yes"),
        ("new", 0.25, 0.25, "yes"),
    ]
    assert {one.heard for one in voices_by(city, "district", {"old": 4})} == {"unknown"}
    assert voices_by(City(figures={}), "district", {"old": 4}) == []


def test_who_works_here_is_told_that_their_circle_is_counted(
    client: FlaskClient, as_role: Callable[..., FlaskClient], tell: Callable[..., Told]
) -> None:
    told = "so these numbers also count stories that are shared with the town’s team"
    tell(state="published")
    assert told not in words_on(as_role("moderator").get(NUMBERS).text), "nothing more is counted yet"
    tell(state="published", audience="city")
    assert told in words_on(as_role("moderator").get(NUMBERS).text)
    assert told not in words_on(client.get(NUMBERS).text)


def test_the_figures_are_asked_under_headings_and_shown_as_what_changes(as_role: Callable[..., FlaskClient]) -> None:
    admin = as_role("city_admin")
    asked = words_on(admin.get(FIGURES).text)
    assert asked.index("Source of the figures") < asked.index("Districts") < asked.index("Language: ")
    assert asked.index("Language: ") < asked.index("Younger than 18, %")
    form = form_on(admin.get(FIGURES).text, "settings").to_dict()
    shown = words_on(admin.post(FIGURES, data=form | {"source": "Census", "age-65": "18"}).text)
    assert "Nothing is published yet. This is what changes." in shown
    assert "how residents will see it" not in shown
