"""What stands around a search: how it was read, help, suggestions, orders, other spellings, what comes nearest."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from urllib.parse import quote
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.queries import city_by_slug, districts_of
from storyhub.core import clock
from storyhub.core.columns import new_id
from storyhub.core.db import transaction
from storyhub.stories.services.uses import set_uses
from storyhub.themes.models import Theme, ThemeKind
from storyhub.themes.queries import themes
from tests.stories.pages import all_codes, codes, counted_links, total
from tests.stories.test_facets import wrong_counts
from tests.stories.test_list_search import text_of
from tests.support.stories import Told

STORIES = "/en/rustavi/stories"
SUGGEST = f"{STORIES}/suggest"
HTMX = {"HX-Request": "true", "HX-Target": "suggestions"}
Tell = Callable[..., Told]
Run = Callable[[], int]
As = Callable[..., FlaskClient]


@pytest.fixture
def ids(app: Flask) -> dict[str, UUID]:
    """Themes and lens by slug."""
    with app.app_context():
        return {one.slug: one.id for kind in ThemeKind for one in themes(kind)}


def test_a_theme_holds_what_stands_below_it_and_counts_each_story_once(
    app: Flask, client: FlaskClient, tell: Tell, run_jobs: Run, ids: dict[str, UUID]
) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Theme, ids["water"]).parent_id = ids["environment"]
    tell(state="published", theme_ids=(ids["water"],))
    tell(state="published", theme_ids=(ids["water"], ids["environment"]))
    tell(state="published", theme_ids=(ids["environment"],))
    run_jobs()
    for query in ("", "?q=water", "?theme=environment", "?q=water&theme=water"):
        page = client.get(STORIES + query).text
        counts = {href: count for _, href, count, chosen in counted_links(page) if "theme=" in href and not chosen}
        assert set(counts.values()) <= {3, 2}, (query, counts)
        assert wrong_counts(client, STORIES + query) == []
    tree = r'theme=environment[^<]*<span class="count">3</span></a><ul>.*?theme=water'
    within = re.search(tree, client.get(STORIES).text, re.S)
    assert within, "water does not stand below environment"


def test_lens_second_theme_photographs_and_answers_narrow_and_count_alike(
    app: Flask, client: FlaskClient, tell: Tell, run_jobs: Run, ids: dict[str, UUID]
) -> None:
    both = (ids["water"], ids["housing"])
    told = tell(state="published", theme_ids=both, lens_id=ids["event"], photos=1)
    tell(state="published", theme_ids=both[:1], lens_id=ids["pattern"])
    tell(state="published", theme_ids=both[1:], photos=1)
    run_jobs()
    for words in ("", "q=water&"):
        for narrowed in ("theme=water&lens=event", "theme=event&photos=yes", "photos=no", "theme=water&also=housing"):
            assert wrong_counts(client, f"{STORIES}?{words}{narrowed}") == [], (words, narrowed)
        assert codes(client.get(f"{STORIES}?{words}theme=water&lens=event").text) == [told.code]
        assert codes(client.get(f"{STORIES}?{words}theme=water&also=housing").text) == [told.code]
        assert total(client.get(f"{STORIES}?{words}photos=yes").text) == 2
        assert total(client.get(f"{STORIES}?{words}answered=yes").text) == 0
        assert total(client.get(f"{STORIES}?{words}answered=no").text) == 3


def test_everything_chosen_is_a_chip_that_takes_it_away(client: FlaskClient, tell: Tell, ids: dict[str, UUID]) -> None:
    tell(state="published", theme_ids=(ids["water"],), lens_id=ids["event"], photos=1)
    asked = "theme=water&lens=event&from=2026-01-01&kind=lived&lang=en&photos=yes"
    page = client.get(f"{STORIES}?{asked}").text
    chips = re.findall(r'class="chip" href="([^"]*)"[^>]*><span class="hide">Remove filter:', page)
    assert len(chips) == 6
    for href in map(unescape, chips):
        assert href.count("=") == 5
        assert total(client.get(href).text) == 1


@pytest.fixture
def three(app: Flask, tell: Tell, run_jobs: Run) -> list[Told]:
    """Told one month after the other; the second is used by an entry."""
    told = []
    for month in (6, 8, 9):
        with clock.at(datetime(2026, month, 3, 12, tzinfo=UTC)):
            told.append(tell(state="published", title=f"Water in month {month}"))
    with app.app_context(), transaction():
        set_uses("entry", new_id(), city_by_slug("rustavi").id, [told[1].id])
    run_jobs()
    return told


def test_a_list_stands_in_the_order_that_is_asked_for(client: FlaskClient, three: list[Told]) -> None:
    first, second, third = (one.code for one in three)
    for words in ("", "q=water&"):
        in_order = {
            order: codes(client.get(f"{STORIES}?{words}order={order}").text)
            for order in ("newest", "oldest", "least-heard", "by-colour")
        }
        assert in_order["newest"] == [third, second, first]
        assert in_order["oldest"] == [first, second, third]
        assert in_order["least-heard"][-1] == second
        assert len(in_order["by-colour"]) == 3
    page = client.get(f"{STORIES}?order=oldest&lang=en").text
    assert all("order=oldest" in href for _, href, _, _ in counted_links(page))
    assert "Best first" not in page
    assert "Best first" in client.get(f"{STORIES}?q=water").text


def test_one_steps_from_month_to_month_past_those_in_which_nothing_was_told(
    client: FlaskClient, three: list[Told]
) -> None:
    page = client.get(f"{STORIES}?from=2026-08-01&to=2026-08-31").text
    steps = re.search(r'<p class="steps">(.*?)</p>', page, re.S)
    assert steps
    hrefs = [unescape(href) for href in re.findall(r'<a href="([^"]*)"', steps[1])]
    assert [codes(client.get(href).text) for href in hrefs] == [[three[0].code], [three[2].code]]
    assert page.count('<rect class="all"') == 3
    assert 'name="from" value="2026-08-01"' in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("theme:water -bus", ["theme: Water", "without “bus”"]),
        ('"four floors" OR tram', ["exactly “four floors”", " or “tram”"]),
        ("lang:ka kind:imagined", ["language: ქართული", "kind: Imagined"]),
        ("buck*", ["words that begin with “buck"]),
        ("nosuch:thing", ["because we know no such filter"]),
    ],
)
def test_a_search_says_how_it_was_read(client: FlaskClient, typed: str, said: list[str]) -> None:
    page = text_of(client.get(f"{STORIES}?q={quote(typed)}").text)
    assert "This is how we read it:" in page
    for words in said:
        assert words in page


def test_plain_words_need_no_explanation(client: FlaskClient) -> None:
    assert "This is how we read it" not in client.get(f"{STORIES}?q=water+buckets").text


@pytest.mark.parametrize("language", ["en", "ka", "uk"])
def test_every_example_of_the_help_runs(client: FlaskClient, tell: Tell, run_jobs: Run, language: str) -> None:
    tell(state="published")
    run_jobs()
    page = client.get(f"/{language}/rustavi/stories").text
    examples = re.findall(r'<dt><a href="([^"]*)"', page)
    assert len(examples) == 11
    for href in map(unescape, examples):
        answer = client.get(href)
        assert answer.status_code == 200
        assert 'role="status"' in answer.text


def test_suggestions_are_themes_places_and_stories_that_this_viewer_may_see(
    app: Flask, client: FlaskClient, as_role: As, tell: Tell, run_jobs: Run, ids: dict[str, UUID]
) -> None:
    with app.app_context():
        place = districts_of(city_by_slug("rustavi").id)[0]
    tell(state="published", title="Waterfall", theme_ids=(ids["water"],), district_id=place.id)
    hidden = tell(state="published", title="Waste land", audience="city", theme_ids=(ids["waste"],))
    run_jobs()
    seen = client.get(f"{SUGGEST}?q=wa", headers=HTMX)
    assert "Waterfall" in seen.text
    assert "theme=water" in seen.text
    assert "Waste" not in seen.text
    assert f"place={place.slug}" in client.get(f"{SUGGEST}?q={quote(place.name['en'][:4])}", headers=HTMX).text
    assert client.get(f"{SUGGEST}?q=wa", headers=HTMX).headers["Cache-Control"] == "public, max-age=30"
    assert "HX-Request" in seen.headers["Vary"]
    colleague = as_role("facilitator")
    theirs = colleague.get(f"{SUGGEST}?q=wa", headers=HTMX)
    assert hidden.code in theirs.text
    assert "theme=waste" in theirs.text
    assert theirs.headers["Cache-Control"] == "no-store"


def test_suggestions_wait_for_two_letters_and_are_no_page_of_their_own(client: FlaskClient, tell: Tell) -> None:
    tell(state="published", title="Waterfall")
    for typed in ("", "w", "w" * 400, "<b>", "((", '"'):
        answer = client.get(f"{SUGGEST}?q={quote(typed)}", headers=HTMX)
        assert (answer.status_code, answer.text.strip()) == (200, ""), typed
    plain = client.get(f"{SUGGEST}?q=wa")
    assert (plain.status_code, plain.location) == (303, f"{STORIES}?q=wa")


def test_the_network_suggests_towns(client: FlaskClient, tell: Tell, run_jobs: Run) -> None:
    tell("poti", state="published")
    run_jobs()
    found = client.get("/en/stories/suggest?q=po", headers=HTMX).text
    assert 'href="/en/poti/stories"' in found
    assert "samtredia" not in client.get("/en/stories/suggest?q=sa", headers=HTMX).text


def test_where_nothing_is_found_another_spelling_and_the_nearest_are_offered(
    client: FlaskClient, tell: Tell, run_jobs: Run, ids: dict[str, UUID]
) -> None:
    near = tell(state="published", title="The elevator", theme_ids=(ids["housing"],))
    tell(state="published", title="The elevators of the team", audience="city")
    run_jobs()
    page = client.get(f"{STORIES}?q=elevetor&kind=lived").text
    assert total(page) == 0
    meant = re.search(r'Did you mean\s*<a href="([^"]*)"', page)
    assert meant
    assert codes(client.get(unescape(meant[1])).text) == [near.code]
    assert codes(page) == [near.code]
    assert "Tell a story" in page
    assert "theme=housing" in page.partition("Themes close to it")[2]
    assert f'href="{STORIES}?q=elevetor"' in page


def test_nothing_is_near_that_one_may_not_see(client: FlaskClient, as_role: As, tell: Tell, run_jobs: Run) -> None:
    told = tell(state="published", title="The elevator", audience="city")
    run_jobs()
    page = client.get(f"{STORIES}?q=elevetor").text
    assert "Did you mean" not in page
    assert codes(page) == []
    assert codes(as_role("facilitator").get(f"{STORIES}?q=elevetor").text) == [told.code]


def test_filters_hold_for_every_page_of_a_search(client: FlaskClient, tell: Tell, run_jobs: Run) -> None:
    told = {tell(state="published").code for _ in range(22)}
    tell(state="published", language="ka")
    run_jobs()
    assert set(all_codes(client, f"{STORIES}?q=water&lang=en&order=oldest")) == told
    assert total(client.get(f"{STORIES}?q=water&lang=en&page=99").text) == 22
