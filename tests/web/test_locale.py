"""The language of a page: from its address, remembered, guessed once from the browser."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from flask_babel import format_decimal

from storyhub.core import clock
from storyhub.core.languages import LANGUAGES
from storyhub.web.filters import ago, day
from storyhub.web.locale import language_links

DAY = date(2026, 5, 3)
IN_WORDS = {
    "en": ("May 3, 2026", "1,234.5"),
    "hy": ("03 մայիսի, 2026", "1 234,5"),
    "ka": ("3 მაისი, 2026", "1 234,5"),
    "ro": ("3 mai 2026", "1.234,5"),
    "uk": ("3 травня 2026", "1 234,5"),
    "az": ("3 may 2026", "1.234,5"),
    "ru": ("3 мая 2026", "1 234,5"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_address_decides(client: FlaskClient, lang: str) -> None:
    client.set_cookie("lang", "ru")
    answer = client.get(f"/{lang}/rustavi/", headers={"Accept-Language": "uk"})
    assert answer.status_code == 200
    assert f'<html lang="{lang}"' in answer.text


def test_a_chosen_language_is_remembered(client: FlaskClient) -> None:
    client.get("/hy/rustavi/")
    cookie = client.get_cookie("lang")
    assert cookie is not None
    assert (cookie.value, cookie.http_only, cookie.same_site) == ("hy", True, "Lax")
    assert '<html lang="hy"' in client.get("/no-such-page").text


@pytest.mark.parametrize(
    ("preferred", "given"),
    [
        ("ka-GE,ka;q=0.9,en;q=0.5", "ka"),
        ("fr, az;q=0.5", "az"),
        ("fr", "en"),
        ("", "en"),
        ("*", "en"),
        ("\x00;;q=x", "en"),
    ],
)
def test_a_new_browser_is_asked_what_it_prefers(client: FlaskClient, preferred: str, given: str) -> None:
    answer = client.get("/no-such-page", headers={"Accept-Language": preferred})
    assert f'<html lang="{given}"' in answer.text


def test_a_cookie_with_nonsense_is_no_language(client: FlaskClient) -> None:
    client.set_cookie("lang", "../../etc")
    assert '<html lang="en"' in client.get("/no-such-page").text


@pytest.mark.only_on("sqlite")
def test_the_same_page_in_each_language(app: Flask) -> None:
    with app.test_request_context("/ka/rustavi/stories?theme=water&page=2"):
        app.preprocess_request()
        links = {link["code"]: link for link in language_links()}
    assert links["hy"]["href"] == "/hy/rustavi/stories?theme=water&page=2"
    assert [code for code, link in links.items() if link["current"]] == ["ka"]
    assert links["az"]["own_name"] == "Azərbaycanca"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_dates_and_numbers_are_written_as_people_write_them(app: Flask, lang: str) -> None:
    with app.test_request_context("/"):
        g.lang = lang
        written = day(DAY).replace("\u202f", " ").replace("\xa0", " "), format_decimal(1234.5)
    date_in_words, number = IN_WORDS[lang]
    assert written[0].removesuffix(" р.").removesuffix(" г.").removesuffix(" թ.") == date_in_words
    assert written[1].replace("\u202f", " ").replace("\xa0", " ") == number


@pytest.mark.only_on("sqlite")
def test_how_long_ago_in_the_right_plural(app: Flask) -> None:
    now = datetime(2026, 5, 3, 12, tzinfo=UTC)
    with app.test_request_context("/"), clock.at(now):
        g.lang = "uk"
        said = [ago(now - timedelta(days=days)) for days in (1, 2, 5)]
    assert said == ["1 день тому", "2 дні тому", "5 днів тому"]


def test_a_page_that_answers_a_form_leads_to_languages_that_can_be_read(client: FlaskClient) -> None:
    refused = client.post("/en/rustavi/stories/nothing0/report", data={"reason": ""})
    assert refused.status_code == 404
    assert 'href="/ka/rustavi/stories/nothing0"' in refused.text
