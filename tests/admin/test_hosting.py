"""The network host's table: numbers that lead to exactly their rows, and no word of what a town keeps to itself."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.queries import city_by_slug
from storyhub.core.permissions import ANONYMOUS, Role
from storyhub.stories.services.reporting import report_story
from tests.support.pages import form_on, words_on
from tests.support.staff import new_person, sign_in
from tests.support.stories import Told

TABLE = "/en/network"


@pytest.fixture
def host(app: Flask) -> FlaskClient:
    person = new_person(app, Role.NETWORK_HOST).person_id
    assert person is not None
    return sign_in(app, person)


def numbers(page: str, town: str) -> dict[str, int]:
    """The numbers of a town's row, by the address each leads to."""
    row = re.search(rf'<tr[^>]*>\s*<th [^>]*><a href="/en/{town}/">.*?</tr>', page, re.S)
    assert row
    return {
        href: int(count) for href, count in re.findall(r'<td [^>]*class="number"[^>]*><a href="([^"]+)">(\d+)', row[0])
    }


def test_every_number_leads_to_exactly_the_rows_it_counts(
    app: Flask, host: FlaskClient, tell: Callable[..., Told]
) -> None:
    for state, audience, count in (
        ("waiting", "public", 3), ("hidden", "public", 1), ("published", "city", 1), ("published", "public", 2),
    ):  # fmt: skip
        for _ in range(count):
            last = tell(state=state, audience=audience)
    with app.app_context():
        report_story(ANONYMOUS, last.id, "other", "Look at this")
    found = numbers(host.get(TABLE).text, "rustavi")
    assert sorted(found.values()) == [0, 1, 2, 3, 3]
    for href, count in found.items():
        page = host.get(href).text
        rows = len(re.findall(r"<li data-row", page)) if "/network/" in href else len(re.findall(r"data-code=", page))
        assert rows == count, href


def test_the_rows_say_nothing_of_what_the_host_may_not_read(host: FlaskClient, tell: Callable[..., Told]) -> None:
    hidden = tell(title="The secret orchard")
    shown = tell(state="published", title="The open gate")
    town = tell(state="published", audience="city", title="Only for the town hall")
    waiting = host.get(f"{TABLE}/rustavi/waiting").text
    assert "A story that the town keeps to itself" in waiting
    unanswered = host.get(f"{TABLE}/rustavi/unanswered").text
    assert "The open gate" in unanswered
    for page in (waiting, unanswered, host.get(TABLE).text):
        for told, title in ((hidden, "The secret orchard"), (town, "Only for the town hall")):
            assert title not in page
            assert told.code not in page
    assert shown.code in unanswered


@pytest.mark.parametrize("role", ["moderator", "city_admin", "learning_lead", "facilitator"])
def test_to_anybody_else_the_table_does_not_exist(as_role: Callable[..., FlaskClient], role: str) -> None:
    browser = as_role(role)
    for path in (TABLE, f"{TABLE}/rustavi/waiting", f"{TABLE}/add", f"{TABLE}/themes"):
        assert browser.get(path).status_code == 404, path


def test_without_signing_in_it_leads_to_the_sign_in(client: FlaskClient) -> None:
    assert client.get(TABLE).status_code in (302, 303)


def test_a_town_is_added_prepared_by_its_admins_and_not_found_by_residents_yet(
    app: Flask, host: FlaskClient, client: FlaskClient
) -> None:
    form = form_on(host.get(f"{TABLE}/add").text, "").to_dict() | {
        "names-en": "Soroca", "names-ro": "Soroca", "slug": "soroca", "country": "MD", "time_zone": "Europe/Chisinau",
    }  # fmt: skip
    answer = host.post(f"{TABLE}/add", data={**form, "languages": ["ro", "ru"]})
    assert answer.status_code == 303, words_on(answer.text)
    assert client.get("/ro/soroca/").status_code == 404
    assert "not open yet" in host.get(TABLE).text
    with app.app_context():
        assert city_by_slug("soroca").languages == ["ro", "ru"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"slug": "stories"}, "Use small Latin letters"),
        ({"slug": "network"}, "Use small Latin letters"),
        ({"slug": "rustavi"}, "Another town has this address."),
        ({"country": "Moldova"}, "two capital letters"),
        ({"time_zone": "Mars/Olympus"}, "Choose a time zone"),
        ({"languages": []}, "Choose at least one language."),
        ({"names-en": ""}, "Write this in at least one language."),
    ],
)
def test_what_a_town_cannot_be_is_said_at_its_field(host: FlaskClient, said: dict, why: str) -> None:
    form = {
        "names-en": "Soroca", "slug": "soroca", "country": "MD", "time_zone": "Europe/Chisinau", "languages": ["ro"],
    }  # fmt: skip
    answer = host.post(f"{TABLE}/add", data=form | said)
    assert answer.status_code == 422
    assert why in words_on(answer.text)


def test_countries_and_zones_are_named_in_the_readers_language(host: FlaskClient) -> None:
    words = words_on(host.get("/ka/network/add").text)
    for name in ("სომხეთი", "საქართველო (Asia/Tbilisi)", "უკრაინა (Europe/Kyiv)"):
        assert name in words


def test_only_the_name_that_is_wrong_is_marked(host: FlaskClient) -> None:
    said = {"names-en": "Soroca", "names-ro": "S" * 61, "slug": "soroca", "country": "MD", "languages": ["ro"]}
    page = host.post(f"{TABLE}/add", data=said | {"time_zone": "Europe/Chisinau"}).text
    marked = re.findall(r'<input[^>]*name="(names-[a-z]+)"[^>]*aria-invalid', page)
    assert marked == ["names-ro"]


def test_rows_without_words_say_town_language_and_age(host: FlaskClient, tell: Callable[..., Told]) -> None:
    tell(language="ka")
    row = re.search(r"<li data-row>.*?</li>", host.get(f"{TABLE}/rustavi/waiting").text, re.S)
    assert row
    for said in ("Rustavi", "Georgian", "<time"):
        assert said in row[0]
