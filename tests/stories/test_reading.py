"""Reading: the story page and its head, the print page, the list's bounds, a fixed number of queries."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select, text

from storyhub.cities.queries import city_by_slug, districts_of
from storyhub.core.columns import new_id
from storyhub.core.db import db
from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import ANONYMOUS
from storyhub.stories.models import Story, Use
from storyhub.stories.queries.reading import readable_of
from storyhub.stories.services import reviewing
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.themes.queries import themes
from tests.stories.pages import codes, counted_links
from tests.support.stories import Told

STORIES = "/en/rustavi/stories"
BASE = "http://127.0.0.1:8000"
HOSTILE = "\"><script>alert(1)</script>&amp; 'quoted'"


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """The statements that are sent to the database inside the block."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def theme_ids(app: Flask, number: int) -> tuple[Any, ...]:
    with app.app_context():
        return tuple(theme.id for theme in themes()[:number])


def tell_many(app: Flask, tell: Callable[..., Told], number: int) -> list[Told]:
    ids = theme_ids(app, 5)
    return [tell(state="published", photos=2, theme_ids=ids[n % 3 :]) for n in range(number)]


def test_stories_of_known_ids_are_looked_up_by_these_and_not_out_of_all_that_is_published(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL counts its rows, and needs no help")
        rows = select(Story).where(readable_of(ANONYMOUS, [new_id() for _ in range(20)]))
        written = rows.compile(db.engine, compile_kwargs={"literal_binds": True})
        plan = [row[-1] for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {written}"))]
    assert plan[0].startswith("SEARCH story USING INDEX sqlite_autoindex_story_1 (id=?)")


@pytest.mark.parametrize(("path", "most"), [(STORIES, 14), ("/en/stories", 12), ("/en/rustavi/", 22), ("/en/", 10)])
def test_a_page_of_many_stories_asks_as_often_as_a_page_of_two(
    app: Flask, tell: Callable[..., Told], client: FlaskClient, path: str, most: int
) -> None:
    numbers = []
    tell_many(app, tell, 8)
    for _ in range(2):
        client.get(path)
        with counted_queries(app) as sent:
            assert client.get(path).status_code == 200
        numbers.append(len(sent))
        tell_many(app, tell, 12)
    assert numbers[0] == numbers[1]
    assert numbers[0] <= most, sent


def test_a_story_page_asks_as_often_with_ten_answers_as_with_one(
    app: Flask, tell: Callable[..., Told], client: FlaskClient
) -> None:
    first = tell(state="published", photos=2, theme_ids=theme_ids(app, 4))
    numbers = []
    for more in (1, 9):
        for _ in range(more):
            tell(state="published", photos=1, answers_id=first.id, theme_ids=theme_ids(app, 2))
        with counted_queries(app) as sent:
            client.get(f"{STORIES}/{first.code}")
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 17, sent


def test_a_story_that_answers_another_links_to_it(tell: Callable[..., Told], client: FlaskClient) -> None:
    first = tell(state="published", title="The first", photos=1)
    answer = tell(state="published", title="The second", answers_id=first.id)
    page = client.get(f"{STORIES}/{answer.code}").text
    assert f'<a href="{STORIES}/{first.code}" lang="en">The first</a>' in page
    assert answer.code in client.get(f"{STORIES}/{first.code}").text


@pytest.mark.parametrize("allowed", [True, False])
def test_search_engines_are_kept_out_unless_the_teller_let_them_in(
    tell: Callable[..., Told], client: FlaskClient, allowed: bool
) -> None:
    uses = frozenset({Use.SEARCH_ENGINES} if allowed else ())
    told = tell(state="published", uses=uses)
    page = client.get(f"{STORIES}/{told.code}").text
    assert ('name="robots" content="noindex"' not in page) == allowed
    assert 'name="robots" content="noindex"' in client.get(f"{STORIES}/{told.code}/print").text
    assert (told.code in client.get("/sitemap-rustavi.xml").text) == allowed


@pytest.mark.parametrize("allowed", [True, False])
def test_a_list_with_words_of_a_story_that_search_engines_may_not_have_is_not_indexed(
    tell: Callable[..., Told], client: FlaskClient, allowed: bool
) -> None:
    told = tell(state="published", photos=1, uses=frozenset({"photos"} | ({"search_engines"} if allowed else set())))
    assert ('content="noindex"' not in client.get(STORIES).text) == allowed
    for path in ("/en/rustavi/stories.atom", "/en/stories.atom", f"/photos/{told.code}/1-960.webp"):
        assert (client.get(path).headers.get("X-Robots-Tag") != "noindex") == allowed, path


def test_a_story_page_names_its_address_and_its_other_languages(tell: Callable[..., Told], client: FlaskClient) -> None:
    told = tell(state="published", language="ka")
    for code in LANGUAGES:
        page = client.get(f"/{code}/rustavi/stories/{told.code}").text
        assert f'<html lang="{code}">' in page
        assert f'rel="canonical" href="{BASE}/{code}/rustavi/stories/{told.code}"' in page
        found = dict(re.findall(r'rel="alternate" hreflang="(\w+)" href="([^"]+)"', page))
        assert found == {one: f"{BASE}/{one}/rustavi/stories/{told.code}" for one in LANGUAGES}
        assert '<h1 lang="ka"' in page
        assert 'class="words" lang="ka"' in page


@pytest.mark.parametrize("path", ["/{}/", "/{}/rustavi/", "/{}/rustavi/stories", "/{}/stories"])
def test_pages_name_their_own_address_and_that_in_each_language(client: FlaskClient, path: str) -> None:
    page = client.get(path.format("uk")).text
    assert f'rel="canonical" href="{BASE}{path.format("uk")}"' in page
    found = dict(re.findall(r'rel="alternate" hreflang="(\w+)" href="([^"]+)"', page))
    assert found == {one: BASE + path.format(one) for one in LANGUAGES}


def test_what_a_teller_typed_is_escaped_in_the_page_its_head_and_its_data(
    tell: Callable[..., Told], client: FlaskClient
) -> None:
    told = tell(state="published", title=HOSTILE, body=f"{HOSTILE} and then it was evening.", place=HOSTILE)
    page = client.get(f"{STORIES}/{told.code}").text
    assert "<script>alert" not in page
    title = re.search(r'property="og:title" content="([^"]*)"', page)
    assert title
    assert unescape(title[1]) == HOSTILE
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert data
    said = json.loads(data[1])
    assert said["headline"] == HOSTILE
    assert said["inLanguage"] == "en"
    assert said["url"] == f"{BASE}{STORIES}/{told.code}"
    assert said["contentLocation"]["name"] == HOSTILE


def test_the_image_of_open_graph_is_the_storys_first_picture_or_ours(
    tell: Callable[..., Told], client: FlaskClient
) -> None:
    with_photo, without = tell(state="published", photos=2), tell(state="published")
    image = re.compile(r'property="og:image" content="([^"]*)"')
    found = image.search(client.get(f"{STORIES}/{with_photo.code}").text)
    assert found
    assert found[1] == f"{BASE}/photos/{with_photo.code}/1-960.webp"
    ours = image.search(client.get(f"{STORIES}/{without.code}").text)
    assert ours
    assert client.get(unescape(ours[1]).removeprefix(BASE)).status_code == 200


def test_the_print_page_holds_the_story_and_nothing_to_press(tell: Callable[..., Told], client: FlaskClient) -> None:
    told = tell(state="published", title="On paper", photos=1)
    page = client.get(f"{STORIES}/{told.code}/print").text
    assert "On paper" in page
    assert "buckets" in page
    assert f"/photos/{told.code}/1-960.webp" in page
    assert f"{BASE}{STORIES}/{told.code}" in page
    assert "<form" not in page
    assert 'class="masthead"' not in page


def test_a_withdrawn_story_says_kindly_that_its_teller_took_it_back(
    app: Flask, tell: Callable[..., Told], client: FlaskClient
) -> None:
    told = tell(state="published")
    with app.app_context():
        withdraw_story(told.id)
    answer = client.get(f"{STORIES}/{told.code}")
    assert answer.status_code == 410
    assert "Its teller took it back, which everyone may do." in answer.text
    assert client.post(f"{STORIES}/{told.code}/report", data={"reason": "other"}).status_code == 410


def test_a_story_is_found_under_its_own_town_alone(tell: Callable[..., Told], client: FlaskClient) -> None:
    told = tell(state="published")
    assert client.get(f"/en/poti/stories/{told.code}").status_code == 404
    assert client.get(f"/en/nowhere/stories/{told.code}").status_code == 404
    assert client.get(f"/xx/rustavi/stories/{told.code}").status_code == 404


ODD = [
    "theme=nonsense", "place=nonsense", "kind=nonsense", "lang=xx", "from=2026-13-01", "to=-20261101", "from=2026--1",
    "to=1234567", "from=%C2%B2%C2%B2%C2%B2%C2%B2-%C2%B2%C2%B2-01", "to=9999-12-31", "from=0001-01-01", "page=0",
    "page=-1", "page=x", "page=%D9%A1", "page=99999999999999999999", "q=%00", "q=%25_%5C", "q=" + "a" * 900,
    "q=%F0%9F%99%82", "q=%FF%FE", "endpoint=x", "_external=1", "_anchor=x", "_scheme=javascript", "_method=POST",
    "city=poti", "values=1", "self=1", "theme=water&theme=housing", "lang=", "=", "&&&", "%00=%00", "place=%00",
]  # fmt: skip


@pytest.mark.parametrize("path", [STORIES, "/en/stories"])
def test_what_a_filter_does_not_understand_is_left_out(
    tell: Callable[..., Told], client: FlaskClient, path: str
) -> None:
    tell(state="published")
    for query in ODD:
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 200, query
        links = [
            unescape(href) for href in re.findall(r'<a href="([^"]*)"[^>]*>[^<]*<span class="count">', answer.text)
        ]
        assert all(href.startswith((f"{path}?", path)) for href in links), query
        assert not any("javascript" in href or "endpoint" in href for href in links), query


def test_links_of_a_list_keep_its_filters_and_nothing_else_from_the_address(
    tell: Callable[..., Told], client: FlaskClient
) -> None:
    tell(state="published")
    page = client.get(f"{STORIES}?lang=en&q=water&utm_source=mail&page=1").text
    assert "lang=en" in page
    narrowing = [href for _, href, _, _ in counted_links(page)]
    assert narrowing
    assert not any("utm_source" in href or "page=" in href for href in narrowing)
    assert 'name="utm_source"' not in page
    assert '<input type="hidden" name="lang" value="en">' in page


def test_a_page_beyond_the_end_shows_the_last(app: Flask, tell: Callable[..., Told], client: FlaskClient) -> None:
    for _ in range(23):
        tell(state="published")
    assert len(codes(client.get(STORIES).text)) == 20
    last = client.get(f"{STORIES}?page=2").text
    assert len(codes(last)) == 3
    for beyond in ("3", "400", "9999999", "99999999999999999999"):
        expected = codes(client.get(STORIES).text) if len(beyond) > 8 else codes(last)
        assert codes(client.get(f"{STORIES}?page={beyond}").text) == expected


@pytest.mark.parametrize(
    "path",
    [
        "/en/rustavi/stories/%00", "/en/%00/stories", "/en/rustavi/stories/%F0%9F%99%82", "/en/rustavi/stories/" + "a" * 5000,
        "/photos/%00/1-960.webp", "/photos/abcdefgh/99999999999999999999999-960.webp", "/photos/abcdefgh/0-960.webp",
        "/photos/abcdefgh/1-99999999999999999999999.webp", "/photos/abcdefgh/1-961.webp", "/en/rustavi/about/%00",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_help_lines_stand_beside_a_story_that_is_marked_as_sensitive(
    app: Flask, tell: Callable[..., Told], client: FlaskClient, moderator: Any
) -> None:
    told = tell(state="published")
    address = f"{STORIES}/{told.code}"
    assert "116 006" not in client.get(address).text
    with app.app_context():
        reviewing.mark_sensitive(moderator, told.id, sensitive=True)
    assert "116 006" in client.get(address).text


def test_a_name_is_shown_only_if_the_teller_chose_so(tell: Callable[..., Told], client: FlaskClient) -> None:
    named = tell(state="published", name_shown="nickname", name="Walnut")
    silent = tell(state="published", name_shown="none", name="Walnut")
    assert "Walnut" in client.get(f"{STORIES}/{named.code}").text
    assert "Walnut" not in client.get(f"{STORIES}/{silent.code}").text


def test_who_a_story_was_told_for_is_for_the_desk_alone(
    tell: Callable[..., Told], client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    told = tell(state="published", behalf_who="my aunt Keto", behalf_how="she said yes")
    for path in (f"{STORIES}/{told.code}", f"{STORIES}/{told.code}/print", STORIES, "/en/rustavi/stories.atom"):
        assert "Keto" not in client.get(path).text
    assert "my aunt Keto" in as_role("moderator").get(f"/en/rustavi/desk/{told.code}").text


def test_reading_writes_nothing(app: Flask, tell: Callable[..., Told], client: FlaskClient) -> None:
    told = tell(state="published")
    client.get(f"{STORIES}/{told.code}")
    with app.app_context():
        assert db.session.get_one(Story, told.id).version == 1


def test_a_code_is_read_in_capitals_too(tell: Callable[..., Told], client: FlaskClient) -> None:
    told = tell(state="published")
    assert client.get(f"{STORIES}/{told.code.upper()}").status_code == 200


def test_a_district_is_found_by_its_name_as_by_its_slug(
    tell: Callable[..., Told], client: FlaskClient, app: Flask
) -> None:
    with app.app_context():
        district = districts_of(city_by_slug("rustavi").id)[1]
        name = district.name["ka"]
    tell(state="published", district_id=district.id)
    tell(state="published")
    assert "data-code" in client.get(f"{STORIES}?place={name}").text
    assert client.get(f"{STORIES}?place={name}").text.count("data-code") == 1
