"""A number is a link: every count leads to exactly as many stories as it says, for everyone and under every filter."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle, islice
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.queries import city_by_slug, districts_of
from storyhub.core import clock
from storyhub.core.columns import new_id
from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import Kind, State
from storyhub.stories.services import reviewing
from storyhub.themes.models import ThemeKind
from storyhub.themes.queries import themes
from tests.stories.pages import all_codes, codes, counted_links, total
from tests.support.stories import Told

STORIES = "/en/rustavi/stories"


@pytest.fixture
def archive(app: Flask, tell: Callable[..., Told]) -> list[Told]:
    """Forty stories of all kinds in two towns, some of them for staff alone."""
    with app.app_context():
        theme_ids = [theme.id for theme in themes()]
        lens = [theme.id for theme in themes(ThemeKind.LENS)]
        towns = {slug: city_by_slug(slug).id for slug in ("rustavi", "poti")}
        places = [None, *(one.id for one in districts_of(towns["rustavi"]))][:4]
    moderator = Viewer(person_id=new_id(), roles=dict.fromkeys(towns.values(), frozenset({Role.MODERATOR})))
    spoken, audiences = cycle(LANGUAGES), cycle(["public", "public", "network", "city", "team", "public"])
    told = []
    for n in range(40):
        kind = Kind.IMAGINED if n % 5 == 0 else Kind.LIVED
        with clock.at(datetime(2026, 8 + n % 4, 3, 12, tzinfo=UTC)):
            one = tell(
                "poti" if n % 8 == 7 else "rustavi",
                audience=next(audiences),
                language=next(spoken),
                kind=kind,
                imagined_year=2040 if kind == Kind.IMAGINED else None,
                theme_ids=tuple(islice(cycle(theme_ids[:6]), n % 6, n % 6 + n % 4)),
                lens_id=lens[n % 4],
                district_id=None if n % 8 == 7 else places[n % 4],
                body=f"The bus did not come, and so we walked. {'Water was everywhere.' if n % 2 else ''}",
            )
            if n % 11 != 10:
                with app.app_context():
                    reviewing.publish_story(moderator, one.id, seen_state=State.WAITING)
        told.append(one)
    return told


def wrong_counts(browser: FlaskClient, path: str) -> list[tuple[str, int, int]]:
    """Counts on a page that lead to another number of stories."""
    page = browser.get(path).text
    wrong = [] if total(page) == len(all_codes(browser, path)) else [(path, total(page), len(all_codes(browser, path)))]
    for _, href, count, chosen in counted_links(page):
        if chosen:
            continue
        found = all_codes(browser, href)
        if len(found) != count or len(set(found)) != count or count == 0:
            wrong.append((href, count, len(found)))
    return wrong


NARROWED = (
    "",
    "?lang=ka",
    "?kind=lived&place={place}",
    "?theme=housing&from=2026-09-01&to=2026-09-30",
    "?from=2026-08-15&to=2026-10-05",
    "?q=water&lang=hy",
    "?theme=event",
)


def test_every_count_of_a_list_leads_to_that_many_stories(
    app: Flask, archive: list[Told], as_role: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    with app.app_context():
        place = districts_of(city_by_slug("rustavi").id)[0].slug
    moderator, facilitator, host = as_role("moderator"), as_role("facilitator"), as_role("network_host")
    for query in NARROWED:
        assert wrong_counts(client, STORIES + query.format(place=place)) == []
    for staff in (moderator, facilitator):
        assert wrong_counts(staff, f"{STORIES}?kind=lived&place={place}") == []
    for query in ("?lang=ka", "?theme=housing", "?town=poti"):
        assert wrong_counts(host, f"/en/stories{query}") == []
    for browser in (client, facilitator):
        number = total(browser.get(STORIES).text)
        assert f"{number} stories" in browser.get("/en/rustavi/").text
        assert f"{number} stories" in browser.get("/en/").text
    assert total(client.get(STORIES).text) < total(facilitator.get(STORIES).text)


def test_the_language_of_the_stories_is_chosen_apart_from_the_language_of_the_page(
    archive: list[Told], client: FlaskClient
) -> None:
    page = client.get("/uk/rustavi/stories?lang=ka").text
    assert '<html lang="uk">' in page
    assert codes(page)
    assert page.count('data-code="') == page.count('dir="auto"><a href="/uk/rustavi/stories/')
    narrowed = [href for _, href, _, chosen in counted_links(page) if not chosen]
    assert all(urlsplit(href).path == "/uk/rustavi/stories" for href in narrowed)
    assert {spoken for href in narrowed for spoken in parse_qs(urlsplit(href).query)["lang"]} > {"ka", "en"}


def test_in_all_towns_a_town_is_one_more_way_to_narrow(
    archive: list[Told], client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    run_jobs()
    for words in ("", "q=bus&"):
        links = counted_links(client.get(f"/en/stories?{words}").text)
        towns = {label: (href, count) for label, href, count, _ in links if "town=" in href}
        assert list(towns) == ["Poti", "Rustavi"]
        assert sum(count for _, count in towns.values()) == total(client.get(f"/en/stories?{words}").text)
        href, count = towns["Poti"]
        assert total(client.get(href).text) == total(client.get(f"/en/poti/stories?{words}").text) == count > 0
    assert "There is no town “atlantis” here." in client.get("/en/stories?town=atlantis").text
    assert not [href for _, href, _, _ in counted_links(client.get(STORIES).text) if "town=" in href]


def test_a_chosen_filter_is_marked_and_its_link_takes_it_away(archive: list[Told], client: FlaskClient) -> None:
    page = client.get(f"{STORIES}?lang=ka&kind=lived").text
    chosen = [(href, count) for _, href, count, is_chosen in counted_links(page) if is_chosen]
    assert sorted(href for href, _ in chosen) == [f"{STORIES}?kind=lived", f"{STORIES}?lang=ka"]
    assert all(count == total(page) for _, count in chosen)


def test_themes_stand_in_the_readers_alphabet_and_lenses_from_event_to_mental_model(
    archive: list[Told], client: FlaskClient
) -> None:
    for code, row in LANGUAGES.items():
        links = counted_links(client.get(f"/{code}/rustavi/stories").text)
        labels = [label for label, href, _, _ in links if "theme=" in href]
        lenses = [href.partition("lens=")[2] for _, href, _, _ in links if "lens=" in href]
        assert len(labels) > 4
        assert labels == sorted(labels, key=row.sort_key), code
        assert lenses == ["event", "pattern", "structure", "mental-model"]


def test_nothing_is_offered_that_leads_to_nothing(archive: list[Told], client: FlaskClient) -> None:
    links = counted_links(client.get(f"{STORIES}?q=nobodysaidthis").text)
    assert links == []
    assert "No story has these words" in client.get(f"{STORIES}?q=nobodysaidthis").text
