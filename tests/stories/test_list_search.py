"""The list's search box, and what the list says of an address that it does not understand."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.queries import city_by_slug, districts_of
from storyhub.themes.queries import themes
from tests.stories.pages import all_codes, codes, counted_links, total
from tests.stories.test_reading import counted_queries
from tests.support.stories import Told

STORIES = "/en/rustavi/stories"
Tell = Callable[..., Told]
Run = Callable[[], int]


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_search_finds_best_first_and_marks_the_words(client: FlaskClient, tell: Tell, run_jobs: Run) -> None:
    weak = tell(state="published", title="Our street", body="We have walls and roofs and <b>one</b> day a Tram. " * 3)
    strong = tell(state="published", title="The tram", body="The tram stopped, and no tram came again for years.")
    tell(state="published")
    run_jobs()
    page = client.get(f"{STORIES}?q=tram").text
    assert codes(page) == [strong.code, weak.code]
    assert total(page) == 2
    assert "The <mark>tram</mark></a>" in page
    assert "&lt;b&gt;one&lt;/b&gt; day a <mark>Tram</mark>." in page
    assert 'value="tram"' in page
    assert 'content="noindex"' in page


def test_a_search_is_narrowed_by_every_filter_and_each_count_leads_to_its_rows(
    app: Flask, client: FlaskClient, tell: Tell, run_jobs: Run
) -> None:
    with app.app_context():
        theme_ids = [theme.id for theme in themes()][:3]
        places = [one.id for one in districts_of(city_by_slug("rustavi").id)][:2]
    for n in range(12):
        tell(
            state="published",
            language=("en", "ka", "ru")[n % 3],
            theme_ids=(theme_ids[n % 3],),
            district_id=places[n % 2],
            body=f"The tram came late again today. {'Water was everywhere.' if n % 4 else ''}",
        )
    run_jobs()
    page = client.get(f"{STORIES}?q=water").text
    assert total(page) == 9
    links = [link for link in counted_links(page) if not link[3]]
    assert len(links) > 6
    for _, href, count, _ in links:
        assert "q=water" in href
        assert len(all_codes(client, href)) == count, href


def test_pages_of_a_search_hold_every_hit_once(client: FlaskClient, tell: Tell, run_jobs: Run) -> None:
    told = {tell(state="published", title=f"Tram {n}").code for n in range(45)}
    run_jobs()
    found = all_codes(client, f"{STORIES}?q=tram")
    assert (len(found), set(found)) == (45, told)


def test_a_search_asks_as_often_however_much_it_finds(
    app: Flask, client: FlaskClient, tell: Tell, run_jobs: Run
) -> None:
    numbers = []
    for _ in range(2):
        for _ in range(12):
            tell(state="published", photos=1)
        run_jobs()
        client.get(STORIES)
        with counted_queries(app) as sent:
            client.get(f"{STORIES}?q=water")
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 19, sent


def test_counts_of_a_search_follow_the_index(client: FlaskClient, tell: Tell, run_jobs: Run) -> None:
    tell(state="published")
    run_jobs()
    assert total(client.get(f"{STORIES}?q=water").text) == 1
    tell(state="published")
    assert total(client.get(f"{STORIES}?q=water").text) == 1
    run_jobs()
    page = client.get(f"{STORIES}?q=water").text
    assert total(page) == 2
    assert all(count == 2 for _, _, count, _ in counted_links(page))


def test_staff_find_what_their_town_shows_them(
    client: FlaskClient, as_role: Callable[..., FlaskClient], tell: Tell, run_jobs: Run
) -> None:
    tell(state="published", audience="city")
    tell(state="published", audience="team")
    run_jobs()
    assert total(client.get(f"{STORIES}?q=water").text) == 0
    assert total(as_role("facilitator").get(f"{STORIES}?q=water").text) == 1
    assert total(as_role("moderator").get(f"{STORIES}?q=water").text) == 1


def test_all_towns_are_searched_together(client: FlaskClient, tell: Tell, run_jobs: Run) -> None:
    told = {tell(state="published").code, tell("poti", state="published").code}
    run_jobs()
    assert set(codes(client.get("/en/stories?q=water").text)) == told


def test_more_than_500_characters_are_refused_in_words_and_kept_in_the_field(
    client: FlaskClient, tell: Tell, run_jobs: Run
) -> None:
    tell(state="published")
    run_jobs()
    typed = "tram " * 1000
    answer = client.get(f"{STORIES}?lang=en&q={quote(typed)}")
    assert answer.status_code == 200
    assert "This is 4999 characters long" in text_of(answer.text)
    assert f'value="{typed.strip()}"' in answer.text
    assert 'aria-invalid="true" aria-describedby="q-error"' in answer.text
    assert not any("tram" in href for _, href, _, _ in counted_links(answer.text))
    assert "This is" not in text_of(client.get(f"{STORIES}?q={'x' * 500}").text)


def test_a_fragment_of_a_search_says_the_same(client: FlaskClient, tell: Tell, run_jobs: Run) -> None:
    told = tell(state="published")
    run_jobs()
    answer = client.get(f"{STORIES}?q=water&theme=xyz", headers={"HX-Request": "true", "HX-Target": "results"})
    assert "<html" not in answer.text
    assert "<mark>water</mark>" in answer.text
    assert "There is no theme “xyz” here." in text_of(answer.text)
    assert told.code in answer.text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("theme=xyz", "There is no theme “xyz” here."),
        ("place=Atlantis", "No story here is from a place called “Atlantis”."),
        ("kind=dreamt", "“dreamt” is no kind of story."),
        ("lang=xx", "There is no language “xx” here."),
        ("from=yesterday", "“yesterday” is no day."),
        ("to=2026-02-30", "“2026-02-30” is no day."),
        ("theme=%3Cscript%3E", "There is no theme “<script>” here."),
    ],
)
def test_what_a_list_does_not_understand_it_says(client: FlaskClient, tell: Tell, query: str, sentence: str) -> None:
    told = tell(state="published")
    page = client.get(f"{STORIES}?{query}&lang=en" if "lang" not in query else f"{STORIES}?{query}").text
    assert sentence in text_of(page)
    assert codes(page) == [told.code]
    assert "<script>" not in page.partition("<main")[2]
    assert 'content="noindex"' in page
    leave_out = re.search(r'href="([^"]*)">Show the list without it', page)
    assert leave_out
    assert query.partition("=")[0] + "=" not in leave_out[1] or "lang=en" in leave_out[1]
    assert sentence not in text_of(client.get(unescape(leave_out[1])).text)


@pytest.mark.parametrize("query", ["", "theme=", "place=", "lang=&kind=", "from=2026-05-01"])
def test_a_list_that_understands_everything_says_nothing(client: FlaskClient, tell: Tell, query: str) -> None:
    tell(state="published")
    assert "Show the list without it" not in client.get(f"{STORIES}?{query}").text


def test_a_place_in_tellers_own_words_narrows_the_list(client: FlaskClient, tell: Tell, run_jobs: Run) -> None:
    told = {tell(state="published", place=place).code for place in ("Old Depot", "old depot", "OLD DEPOT")}
    tell(state="published", place="Old Depot street")
    tell(place="Old Depot")
    run_jobs()
    for asked in ("Old Depot", "OLD depot"):
        page = client.get(f"{STORIES}?place={quote(asked)}").text
        assert set(codes(page)) == told
        assert total(page) == 3
        assert re.search(r'class="chip" href="/en/rustavi/stories"[^>]*><span class="hide">Remove filter:</span>', page)
    for _, href, count, chosen in counted_links(page):
        assert chosen or len(all_codes(client, href)) == count
    assert total(client.get(f"{STORIES}?place=old+depot&q=water").text) == 3


def test_a_place_that_only_a_story_of_the_desk_names_is_not_known(
    client: FlaskClient, as_role: Callable[..., FlaskClient], tell: Tell
) -> None:
    tell(state="published", place="Hidden Yard", audience="city")
    asked = f"{STORIES}?place=Hidden+Yard"
    assert "No story here is from" in text_of(client.get(asked).text)
    assert total(as_role("facilitator").get(asked).text) == 1


def test_a_georgian_question_of_500_letters_reaches_us(client: FlaskClient, tell: Tell, run_jobs: Run) -> None:
    tell(state="published", language="ka", body="წყალი " * 90)
    run_jobs()
    answer: Any = client.get(f"{STORIES}?q={quote('წყალი ' * 83)}")
    assert total(answer.text) == 1
