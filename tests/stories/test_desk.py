"""The desk: who comes first, whose clock has run, what each button does, and what is said when it cannot."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from storyhub.cities.services import pause_publishing
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Viewer
from storyhub.stories.models import State, Story, StoryVersion
from storyhub.stories.queries.queue import waiting_rows
from tests.stories.pages import codes, said_on
from tests.support.stories import Told

QUEUE = "/en/rustavi/desk/"


def state_of(app: Flask, told: Told) -> State:
    with app.app_context():
        return db.session.get_one(Story, told.id).state


def press(browser: FlaskClient, told: Told, act: str, seen: str = "waiting", **more: str):
    page = f"{QUEUE}{told.code}"
    return browser.post(page, data={"act": act, "seen": seen, "said": said_on(browser.get(page).text), **more})


def test_what_waits_longest_comes_first_and_a_flood_comes_last(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], moderator: Viewer
) -> None:
    told = []
    for days in (5, 1, 3, 9, 2):
        with clock.at(clock.now() - timedelta(days=days)):
            told.append(tell())
    with app.app_context(), transaction() as session:
        session.execute(update(Story).where(Story.id == told[3].id).values(queue_mark="many_from_one_place"))
        session.execute(update(Story).where(Story.id == told[0].id).values(queue_mark="looks_automatic"))
    expected = [told[n].code for n in (2, 4, 1, 0, 3)]
    page = as_role("moderator").get(QUEUE).text
    assert codes(page) == expected
    assert "Many from one place" in page
    assert "Looks automatic" in page
    with app.app_context():
        assert waiting_rows(moderator, next(iter(moderator.roles)))[0].id == told[2].id


def test_a_clock_tells_how_long_a_story_waits_and_when_it_is_late(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    with clock.at(clock.now() - timedelta(days=4)):
        tell()
    fresh = as_role("moderator")
    page = fresh.get(QUEUE).text
    assert "4 days ago" in page
    assert 'class="clock late"' in page
    tell()
    assert len(re.findall(r'class="clock"', fresh.get(QUEUE).text)) == 1


def test_the_tabs_count_the_stories_they_lead_to(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    for state, number in (("waiting", 3), ("published", 2), ("kept", 1)):
        for _ in range(number):
            tell(state=state)
    tell("poti")
    browser = as_role("moderator")
    page = browser.get(QUEUE).text
    tabs = re.findall(r'<a href="([^"]*state=(\w+))"[^>]*>[^<]*<span class="count">(\d+)</span>', page)
    assert [(state, int(count)) for _, state, count in tabs] == [
        ("waiting", 3), ("kept", 1), ("hidden", 0), ("spam", 0), ("published", 2),
    ]  # fmt: skip
    for href, _, count in tabs:
        assert len(codes(browser.get(href).text)) == int(count)


def test_a_long_queue_has_pages_and_each_story_stands_on_one_of_them(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told = [tell().code for _ in range(33)]
    browser = as_role("moderator")
    pages = [codes(browser.get(f"{QUEUE}?page={n}").text) for n in (1, 2, 3)]
    assert pages[0] + pages[1] == told
    assert pages[2] == pages[1]


@pytest.mark.parametrize(
    "query", ["state=nonsense", "state=withdrawn", "page=x", "page=-4", "state=%00", "state=&page="]
)
def test_what_the_desk_does_not_understand_it_leaves_out(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient], query: str
) -> None:
    told = tell()
    assert codes(as_role("moderator").get(f"{QUEUE}?{query}").text) == [told.code]


@pytest.mark.parametrize(
    ("act", "more", "state"),
    [
        ("publish", {}, State.PUBLISHED),
        ("keep", {}, State.KEPT),
        *(("hide", {"reason": reason}, State.HIDDEN) for reason in ("names_someone", "other")),
    ],
)
def test_a_button_decides_and_leads_back_to_the_queue(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], act: str, more: dict, state: State
) -> None:
    told, browser = tell(), as_role("moderator")
    answer = press(browser, told, act, **more)
    assert answer.status_code == 303
    assert answer.location == f"{QUEUE}?after={told.code}"
    assert state_of(app, told) == state
    assert codes(browser.get(QUEUE).text) == []


def test_hiding_without_a_reason_is_refused_with_a_sentence(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told = tell()
    answer = press(as_role("moderator"), told, "hide", reason="")
    assert answer.status_code == 422
    assert "Choose a reason." in answer.text
    assert state_of(app, told) == State.WAITING


def test_the_reason_stands_in_the_trail_for_desk_and_teller(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    told, browser = tell(), as_role("moderator")
    press(browser, told, "hide", reason="names_someone")
    assert "It names a private person" in browser.get(f"{QUEUE}{told.code}").text
    mine = client.post("/en/my", data={"receipt": told.receipt}).text
    assert "It names a private person" in mine
    assert "Person " not in mine, "a teller does not learn which colleague decided"


def test_the_second_moderator_is_told_that_somebody_was_faster(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, first, second = tell(), as_role("moderator"), as_role("moderator")
    press(first, told, "publish")
    answer = press(second, told, "hide", reason="spam")
    assert answer.status_code == 409
    assert "Somebody decided on this story while you were reading." in answer.text
    assert state_of(app, told) == State.PUBLISHED


def test_while_publishing_is_paused_the_page_says_so_and_the_story_stays(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], moderator: Viewer
) -> None:
    told, browser = tell(), as_role("moderator")
    with app.app_context():
        pause_publishing(moderator, next(iter(moderator.roles)), paused=True)
    assert "Nothing new is published in this town at the moment." in browser.get(f"{QUEUE}{told.code}").text
    answer = press(browser, told, "publish")
    assert answer.status_code == 409
    assert "Nothing new is published in this town at the moment." in answer.text
    assert state_of(app, told) == State.WAITING


def test_a_young_tellers_story_waits_for_the_second_moderator(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, first, second = tell(is_young=True), as_role("moderator"), as_role("moderator")
    assert "Young teller" in first.get(QUEUE).text
    assert press(first, told, "publish").status_code == 303
    assert state_of(app, told) == State.WAITING
    again = press(first, told, "publish")
    assert again.status_code == 409
    assert "a second moderator has to agree" in again.text
    assert "a second moderator reads it next" in second.get(f"{QUEUE}{told.code}").text
    assert press(second, told, "publish").status_code == 303
    assert state_of(app, told) == State.PUBLISHED


def test_a_photograph_is_left_out_and_put_back_from_the_page(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    told, browser = tell(state="published", photos=2), as_role("moderator")
    address, page = f"/photos/{told.code}/2-960.webp", f"{QUEUE}{told.code}"
    assert "Leave photograph 2 out" in browser.get(page).text
    assert browser.post(f"{page}/photos/2", data={"act": "leave_out"}).status_code == 303
    assert client.get(address).status_code == 404
    assert "Put photograph 2 back" in browser.get(page).text
    assert "Photograph 2 left out" in browser.get(page).text
    browser.post(f"{page}/photos/2", data={"act": "put_back"})
    assert client.get(address).status_code == 200
    for position in ("0", "7", "99999999999999999999"):
        assert browser.post(f"{page}/photos/{position}", data={"act": "leave_out"}).status_code == 404


def test_the_desk_sees_what_the_teller_allows_and_when(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told = tell(uses=frozenset({"workshops", "photos"}), audience="city")
    page = as_role("moderator").get(f"{QUEUE}{told.code}").text
    facts = dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd[^>]*>([^<]+)</dd>", page))
    assert facts["Only staff of my town can read it"].startswith("Yes (")
    assert facts["May your story be used in the town’s workshops?"].startswith("Yes (")
    assert facts["May the town quote your words in reports?"].startswith("No (")


def test_marking_as_sensitive_shows_help_lines_to_readers(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    told, browser = tell(state="published"), as_role("moderator")
    press(browser, told, "mark_sensitive", seen="published")
    assert "112" in client.get(f"/ka/rustavi/stories/{told.code}").text
    press(browser, told, "unmark_sensitive", seen="published")
    assert "This story tells of something heavy" not in client.get(f"/en/rustavi/stories/{told.code}").text


@pytest.mark.parametrize("act", ["", "nonsense", "withdraw", "edit"])
def test_a_button_that_does_not_exist_does_nothing(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], act: str
) -> None:
    told = tell()
    assert press(as_role("moderator"), told, act).status_code == 422
    assert state_of(app, told) == State.WAITING


def test_nobody_edits_a_tellers_words(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, browser = tell(title="As it was said"), as_role("moderator")
    for act in ("publish", "keep", "hide", "mark_sensitive"):
        press(browser, told, act, seen="", title="Better", body="Better words, many of them.", reason="other")
    for method in ("put", "patch", "delete"):
        assert getattr(browser, method)(f"{QUEUE}{told.code}", data={"body": "Better"}).status_code == 405
    with app.app_context():
        story = db.session.get_one(Story, told.id)
        assert (story.title, story.version) == ("As it was said", 1)
        assert "buckets" in story.body
        assert db.session.scalar(select(func.count()).select_from(StoryVersion)) == 1


@pytest.mark.config(WTF_CSRF_ENABLED=True)
def test_a_decision_without_the_pages_own_token_is_refused_and_the_page_says_so(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, browser = tell(photos=1), as_role("moderator")
    page = f"{QUEUE}{told.code}"
    for address in (page, f"{page}/photos/1"):
        answer = browser.post(address, data={"act": "publish", "seen": "waiting", "csrf_token": "guessed"})
        assert answer.status_code == 400
        assert "The page was open for too long. Please send the form again." in answer.text
    assert state_of(app, told) == State.WAITING
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page).text)
    assert token
    assert press(browser, told, "publish", csrf_token=token[1]).status_code == 303
    assert state_of(app, told) == State.PUBLISHED


def test_a_decision_sent_from_another_site_is_refused(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, browser = tell(), as_role("moderator")
    for header in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        answer = browser.post(f"{QUEUE}{told.code}", data={"act": "publish", "seen": "waiting"}, headers=header)
        assert answer.status_code == 403
    assert state_of(app, told) == State.WAITING


@pytest.mark.parametrize("role", ["facilitator", "learning_lead", "city_admin", "network_host"])
def test_for_everybody_else_the_desk_is_not_there(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], role: str
) -> None:
    told = tell(photos=1)
    for browser in (as_role(role), as_role("moderator", "poti")):
        assert browser.get(QUEUE).status_code == 404
        assert browser.get(f"{QUEUE}{told.code}").status_code == 404
        assert press(browser, told, "publish").status_code == 404
        assert browser.post(f"{QUEUE}{told.code}/photos/1", data={"act": "leave_out"}).status_code == 404
    assert state_of(app, told) == State.WAITING


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(tell: Callable[..., Told], client: FlaskClient) -> None:
    told = tell()
    answer = client.get(f"{QUEUE}{told.code}")
    assert answer.status_code == 303
    assert answer.location == f"/en/sign-in?next={QUEUE}{told.code}"
    assert press(client, told, "publish").location == "/en/sign-in"


def test_nothing_of_the_desk_is_kept_by_a_cache(tell: Callable[..., Told], as_role: Callable[..., FlaskClient]) -> None:
    told, browser = tell(), as_role("moderator")
    for path in (QUEUE, f"{QUEUE}{told.code}"):
        assert browser.get(path).headers["Cache-Control"] == "no-store"


def test_a_fragment_of_the_desk_is_a_fragment_and_a_decision_leads_on(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, browser = tell(), as_role("moderator")
    asked = {"HX-Request": "true", "HX-Target": "acts"}
    refused = browser.post(f"{QUEUE}{told.code}", data={"act": "hide", "seen": "waiting"}, headers=asked)
    assert refused.status_code == 422
    assert "<html" not in refused.text
    assert "Choose a reason." in refused.text
    said = said_on(browser.get(f"{QUEUE}{told.code}").text)
    sent = {"act": "publish", "seen": "waiting", "said": said}
    done = browser.post(f"{QUEUE}{told.code}", data=sent, headers=asked)
    assert (done.status_code, done.headers["HX-Redirect"]) == (204, f"{QUEUE}?after={told.code}")
    assert state_of(app, told) == State.PUBLISHED
