"""Every surface shows a story to exactly those who may see it, and its words to nobody else."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from storyhub.core.db import transaction
from storyhub.stories.models import Photo
from storyhub.stories.services.withdrawing import withdraw_story
from tests.stories.cast import AUDIENCES, BROWSERS, SEES, STATES, add_elsewhere, browser_of, lists
from tests.stories.pages import all_codes, codes, counted_links, total
from tests.support.stories import Told

PAIRS = [(state, audience) for state in STATES for audience in AUDIENCES]
SEARCHED = [pair for pair in PAIRS if pair[0] == "published" or pair[1] == "public"]
STORIES = "/en/rustavi/stories"
OAI = "/oai?verb=ListRecords&metadataPrefix=oai_dc"
NOT_MODERATED = (404, 303)


@dataclass
class World:
    """A story in every state for every audience, and a browser for everyone."""

    app: Flask
    told: dict[tuple[str, str], Told]
    browsers: dict[str, FlaskClient]

    def codes(self, holds: Callable[[str, str], bool]) -> set[str]:
        return {one.code for pair, one in self.told.items() if holds(*pair)}

    def listed(self, viewer: str) -> set[str]:
        return self.codes(lambda state, audience: lists(viewer, state, audience))

    def seen(self, viewer: str) -> set[str]:
        return self.codes(lambda state, audience: SEES[viewer, state, audience])

    def withdrawn(self) -> set[str]:
        return self.codes(lambda state, _: state == "withdrawn")


def canary(state: str, audience: str) -> str:
    """A word that stands in this story's title, words and picture, and nowhere else."""
    return f"kanari{state}{audience}"


def tell_all(app: Flask, tell: Callable[..., Told], **more: object) -> dict[tuple[str, str], Told]:
    told = {}
    for state, audience in PAIRS:
        word = canary(state, audience)
        told[state, audience] = tell(
            audience=audience,
            state=state if state != "withdrawn" else "published",
            title=f"Title {word}",
            body=f"It happened by the river, and the word for it is {word}.",
            place=f"place {word}",
            **more,
        )
    with app.app_context():
        for pair, one in told.items():
            with transaction() as session:
                session.execute(update(Photo).where(Photo.story_id == one.id).values(alt=f"Picture {canary(*pair)}"))
            if pair[0] == "withdrawn":
                withdraw_story(one.id)
    return told


@pytest.fixture
def world(app: Flask, tell: Callable[..., Told]) -> World:
    with app.app_context():
        add_elsewhere()
    return World(app, tell_all(app, tell, photos=1), {name: browser_of(app, name) for name in BROWSERS})


def asked(world: World) -> Iterator[tuple[str, FlaskClient, str, str, Told]]:
    for name, browser in world.browsers.items():
        for (state, audience), told in world.told.items():
            yield name, browser, state, audience, told


def status_for(viewer: str, state: str, audience: str) -> int:
    if state == "withdrawn":
        return 410
    return 200 if SEES[viewer, state, audience] else 404


def story_page_print_page_and_pictures_answer_only_those_who_may_see(world: World) -> None:
    wrong = []
    for name, browser, state, audience, told in asked(world):
        paths = [f"{STORIES}/{told.code}", f"{STORIES}/{told.code}/print"]
        paths += [f"/photos/{told.code}/1-{size}.webp" for size in (320, 960, 1600)]
        for path in paths:
            answer = browser.get(path)
            word_is_there = canary(state, audience).encode() in answer.data
            expected = status_for(name, state, audience)
            if answer.status_code != expected or (word_is_there and expected != 200):
                wrong.append((name, state, audience, path, answer.status_code))
    assert wrong == []


def lists_counts_and_searches_hold_the_same_stories(world: World) -> None:
    wrong = []
    for name, browser in world.browsers.items():
        expected = world.listed(name)
        for path in (STORIES, "/en/stories"):
            page = browser.get(path).text
            by_kind = sum(count for _, href, count, _ in counted_links(page) if "kind=" in href)
            if set(all_codes(browser, path)) != expected or total(page) != len(expected) or by_kind != len(expected):
                wrong.append((name, path, total(page), by_kind))
        for pair in SEARCHED:
            told = world.told[pair]
            found = set(codes(browser.get(STORIES, query_string={"q": canary(*pair)}).text))
            if found != {told.code} & expected:
                wrong.append((name, pair, found))
    assert wrong == []


def fragments_ask_the_same_rule_as_pages(world: World) -> None:
    wrong = []
    for name, browser in world.browsers.items():
        headers = {"HX-Request": "true", "HX-Target": "results"}
        part = browser.get(STORIES, headers=headers)
        assert "<html" not in part.text
        if set(codes(part.text)) != world.listed(name):
            wrong.append((name, set(codes(part.text))))
    for name, browser, state, audience, told in asked(world):
        answer = browser.get(f"{STORIES}/{told.code}", headers={"HX-Request": "true", "HX-Target": "results"})
        if answer.status_code != status_for(name, state, audience):
            wrong.append((name, state, audience, answer.status_code))
    assert wrong == []


def test_suggestions_name_a_story_only_to_those_whose_lists_hold_it(world: World, run_jobs: Callable[[], int]) -> None:
    run_jobs()
    wrong = []
    for name, browser in world.browsers.items():
        for path in (STORIES, "/en/stories"):
            for pair in SEARCHED:
                typed = {"q": canary(*pair)[:-2]}
                text = browser.get(f"{path}/suggest", query_string=typed, headers={"HX-Request": "true"}).text
                named = {one for one, told in world.told.items() if told.code in text or canary(*one) in text}
                if named != {pair} & {one for one in PAIRS if lists(name, *one)}:
                    wrong.append((name, path, pair, named))
    assert wrong == []


def test_stories_like_one_are_those_that_its_reader_finds_in_lists(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    told = tell_all(app, tell)
    seed = tell(state="published", title="Title", body="It happened by the river, and the word for it is another.")
    with app.app_context():
        add_elsewhere()
    run_jobs()
    wrong = []
    for name in BROWSERS:
        text = browser_of(app, name).get(f"{STORIES}/{seed.code}").text
        named = {pair for pair, one in told.items() if one.code in text or canary(*pair) in text}
        if named != {pair for pair in PAIRS if lists(name, *pair)}:
            wrong.append((name, named))
    assert wrong == []


def no_word_of_a_story_stands_on_any_page_of_someone_who_may_not_see_it(world: World) -> None:
    paths = [
        "/en/",
        "/en/rustavi/",
        "/ka/rustavi/",
        STORIES,
        f"{STORIES}?page=2",
        "/en/stories",
        "/sitemap-rustavi.xml",
    ]
    paths += ["/en/rustavi/stories.atom", "/en/stories.atom", "/en/rustavi/tell", "/en/my", "/en/poti/stories"]
    paths += ["/en/rustavi/stories.json", "/en/stories/export", "/en/rustavi/districts.geojson", OAI]
    wrong = []
    for name, browser in world.browsers.items():
        text = "".join(browser.get(path).text for path in paths)
        shown = {pair for pair in PAIRS if canary(*pair) in text}
        shown |= {pair for pair, told in world.told.items() if told.code in text}
        if not shown <= {pair for pair in PAIRS if lists(name, *pair)}:
            wrong.append((name, shown))
    assert wrong == []


def town_and_network_pages_count_and_show_what_their_reader_may_read(world: World) -> None:
    for name, browser in world.browsers.items():
        number = len(world.listed(name))
        words = "1 story" if number == 1 else f"{number} stories"
        town, network = browser.get("/en/rustavi/").text, browser.get("/en/").text
        assert words in town, name
        counted = re.search(r'href="/en/rustavi/stories">\s*([^<]+)<', network)
        assert counted, name
        assert counted[1].strip() == words, name
        assert set(codes(town)) <= world.listed(name), name
        assert set(codes(network)) <= world.listed(name), name
        assert codes(town), name


def test_seldom_heard_and_silent_districts_are_chosen_from_what_the_reader_may_read(
    app: Flask, tell: Callable[..., Told]
) -> None:
    tell_all(app, tell)
    for name in ("anonymous", "facilitator"):
        assert "Not heard from yet" in browser_of(app, name).get("/en/rustavi/").text


def feeds_and_sitemap_take_public_stories_only_whoever_asks(world: World) -> None:
    public = {world.told["published", "public"].code}
    for name, browser in world.browsers.items():
        for path in ("/en/rustavi/stories.atom", "/en/stories.atom"):
            feed = browser.get(path).text
            assert set(re.findall(r"<link[^>]*/stories/([0-9a-z]{8})\"", feed)) == public, (name, path)
        assert "/stories/" not in browser.get("/sitemap-rustavi.xml").text, name


def test_the_sitemap_names_only_stories_whose_tellers_let_search_engines_in(
    app: Flask, tell: Callable[..., Told], client: FlaskClient
) -> None:
    told = tell_all(app, tell, uses=frozenset({"search_engines", "photos"}))
    text = client.get("/sitemap-rustavi.xml").text
    assert {pair for pair, one in told.items() if one.code in text} == {("published", "public")}


def desk_pages_open_for_moderators_of_the_town_alone(world: World) -> None:
    wrong = []
    for name, browser, state, audience, told in asked(world):
        answer = browser.get(f"/en/rustavi/desk/{told.code}")
        if name == "moderator":
            fits = answer.status_code == (404 if state == "withdrawn" else 200)
        else:
            fits = answer.status_code in NOT_MODERATED and canary(state, audience) not in answer.text
        if not fits:
            wrong.append((name, state, audience, answer.status_code))
    assert wrong == []


def the_queues_hold_each_story_in_its_state(world: World) -> None:
    browser = world.browsers["moderator"]
    for state in ("waiting", "published", "kept", "hidden", "spam"):
        found = set(codes(browser.get(f"/en/rustavi/desk/?state={state}").text))
        assert found == {told.code for (one, _), told in world.told.items() if one == state}
    for name, other in world.browsers.items():
        if name != "moderator":
            assert other.get("/en/rustavi/desk/").status_code in NOT_MODERATED, name


def a_reader_can_report_what_they_can_see_and_nothing_else(world: World) -> None:
    wrong = []
    for name, browser, state, audience, told in asked(world):
        answer = browser.post(f"{STORIES}/{told.code}/report", data={"reason": "other", "text": "look at this"})
        expected = status_for(name, state, audience)
        if answer.status_code != (303 if expected == 200 else expected):
            wrong.append((name, state, audience, answer.status_code))
    assert wrong == []


def test_answers_stand_under_a_story_for_those_who_may_read_them(app: Flask, tell: Callable[..., Told]) -> None:
    asked_first = tell(state="published", title="The first")
    told = tell_all(app, tell, answers_id=asked_first.id)
    for name in ("anonymous", "moderator", "learning lead", "moderator of poti", "network host", "site admin"):
        page = browser_of(app, name).get(f"{STORIES}/{asked_first.code}").text
        expected = {pair for pair in PAIRS if lists(name, *pair)}
        assert {pair for pair in PAIRS if canary(*pair) in page} == expected, name
        assert set(codes(page)) == {told[pair].code for pair in expected}, name


def test_a_story_names_the_one_it_answers_only_to_those_who_may_read_that_one(
    app: Flask, tell: Callable[..., Told]
) -> None:
    told = tell_all(app, tell)
    answers = {pair: tell(state="published", answers_id=one.id) for pair, one in told.items()}
    for name in ("anonymous", "moderator", "facilitator", "moderator of poti"):
        browser = browser_of(app, name)
        for pair, answer in answers.items():
            page = browser.get(f"{STORIES}/{answer.code}").text
            assert (canary(*pair) in page) == lists(name, *pair), (name, pair)


def test_the_desk_does_not_repeat_the_title_of_a_withdrawn_story_that_is_answered(
    app: Flask, tell: Callable[..., Told]
) -> None:
    told = tell(state="published", title="Kanariwithdrawn")
    answer = tell(answers_id=told.id)
    with app.app_context():
        withdraw_story(told.id)
    page = browser_of(app, "moderator").get(f"/en/rustavi/desk/{answer.code}")
    assert page.status_code == 200
    assert "Kanariwithdrawn" not in page.text


def open_graph_and_json_ld_stand_on_public_stories_alone(world: World) -> None:
    browser = world.browsers["moderator"]
    for (state, audience), told in world.told.items():
        answer = browser.get(f"{STORIES}/{told.code}")
        page, is_public = answer.text, (state, audience) == ("published", "public")
        assert ("og:title" in page) == is_public, (state, audience)
        assert ("ld+json" in page) == is_public, (state, audience)
        assert "noindex" in page or answer.status_code == 410, (state, audience)


SURFACES = (
    story_page_print_page_and_pictures_answer_only_those_who_may_see,
    lists_counts_and_searches_hold_the_same_stories,
    fragments_ask_the_same_rule_as_pages,
    no_word_of_a_story_stands_on_any_page_of_someone_who_may_not_see_it,
    town_and_network_pages_count_and_show_what_their_reader_may_read,
    feeds_and_sitemap_take_public_stories_only_whoever_asks,
    desk_pages_open_for_moderators_of_the_town_alone,
    the_queues_hold_each_story_in_its_state,
    open_graph_and_json_ld_stand_on_public_stories_alone,
    a_reader_can_report_what_they_can_see_and_nothing_else,
)
"""Looks first; what writes comes last."""


def test_every_surface_shows_a_story_to_exactly_those_who_may_see_it(world: World, subtests: pytest.Subtests) -> None:
    for surface in SURFACES:
        with subtests.test(surface.__name__.replace("_", " ")):
            surface(world)


@pytest.mark.parametrize("refusal", ["the teller said no", "the desk left it out"])
def test_a_picture_that_is_not_shown_is_on_no_page_of_readers_and_still_at_the_desk(
    app: Flask, tell: Callable[..., Told], refusal: str
) -> None:
    uses = frozenset() if refusal == "the teller said no" else frozenset({"photos"})
    told = tell(state="published", photos=1, uses=uses)
    moderator = browser_of(app, "moderator")
    if refusal == "the desk left it out":
        moderator.post(f"/en/rustavi/desk/{told.code}/photos/1", data={"act": "leave_out"})
    address = f"/photos/{told.code}/1-"
    for name in ("anonymous", "facilitator", "network host"):
        browser = browser_of(app, name)
        for size in (320, 960, 1600):
            assert browser.get(f"{address}{size}.webp").status_code == 404
        paths = (f"{STORIES}/{told.code}", f"{STORIES}/{told.code}/print", STORIES, "/en/", "/en/rustavi/")
        for path in (*paths, "/en/stories.atom"):
            page = browser.get(path)
            assert told.code in page.text
            assert address not in page.text
    assert moderator.get(f"{address}960.webp").status_code == 200
    assert address in moderator.get(f"/en/rustavi/desk/{told.code}").text
    assert address not in moderator.get(STORIES).text


def test_a_withdrawn_story_answers_410_before_and_after_its_erasure(
    app: Flask, tell: Callable[..., Told], run_jobs: Callable[[], int], client: FlaskClient
) -> None:
    told = tell(state="published", photos=1, title="Kanariwithdrawn")
    page = f"{STORIES}/{told.code}"
    addresses = [page, f"{page}/print", *(f"/photos/{told.code}/1-{size}.webp" for size in (320, 960, 1600))]
    with app.app_context():
        withdraw_story(told.id)
    before = [client.get(address).status_code for address in addresses]
    run_jobs()
    after = [client.get(address).status_code for address in addresses]
    assert before == [410] * len(addresses)
    assert after == before
    assert "took it back" in client.get(page).text
