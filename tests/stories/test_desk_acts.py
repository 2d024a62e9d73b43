"""What a moderator does at the desk beyond the first decision: two pairs of eyes, undoing, asking, settling, being told."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.cities.models import City
from storyhub.cities.services import pause_publishing
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.errors import NotAllowed, NotFound
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import Message, Report, ReviewEvent, State, Story
from storyhub.stories.queries.desk import what_was_said
from storyhub.stories.queries.queue import Why, waiting_rows
from storyhub.stories.queries.trail import trail_of
from storyhub.stories.services import reviewing, undoing
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.conversing import answer_team
from storyhub.stories.services.reporting import report_story
from storyhub.stories.services.reviewing import AlreadyDecided, PublishingPaused, SecondPairOfEyes
from storyhub.stories.services.telling import Asked
from storyhub.stories.services.undoing import TooLateToUndo
from storyhub.stories.services.versions import add_version
from storyhub.stories.services.withdrawing import withdraw_story
from tests.stories.pages import codes, said_on
from tests.support.pages import form_on
from tests.support.staff import new_person
from tests.support.stories import Told

QUEUE = "/en/rustavi/desk/"
NEW_WORDS = "The water in our yard comes every day now, and nobody carries a bucket any more."


def story_of(told: Told) -> Story:
    db.session.expire_all()
    return db.session.get_one(Story, told.id)


def last_of(told: Told) -> ReviewEvent:
    return trail_of(db.session(), told.id)[-1]


def press(browser: FlaskClient, told: Told, act: str, seen: str = "waiting", **more: str):
    page = f"{QUEUE}{told.code}"
    return browser.post(page, data={"act": act, "seen": seen, "said": said_on(browser.get(page).text), **more})


def test_a_sensitive_story_needs_two_different_moderators(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told, other = tell(), new_person(app, Role.MODERATOR)
    with app.app_context():
        reviewing.mark_sensitive(moderator, told.id, sensitive=True)
        assert reviewing.publish_story(moderator, told.id, seen_state=State.WAITING) is False
        with pytest.raises(SecondPairOfEyes):
            reviewing.publish_story(moderator, told.id, seen_state=State.WAITING)
        assert reviewing.publish_story(other, told.id, seen_state=State.WAITING)
        assert story_of(told).state == State.PUBLISHED


def test_a_mark_that_comes_after_publishing_asks_for_the_second_moderator(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told, other, town = tell(), new_person(app, Role.MODERATOR), next(iter(moderator.roles))
    with app.app_context():
        reviewing.publish_story(moderator, told.id, seen_state=State.WAITING)
        reviewing.mark_sensitive(moderator, told.id, sensitive=True)
        assert story_of(told).state == State.PUBLISHED
        assert [row.why for row in waiting_rows(moderator, town)] == [{Why.UNREAD}]
        with pytest.raises(SecondPairOfEyes):
            reviewing.confirm_read(moderator, told.id)
        assert reviewing.confirm_read(other, told.id)
        assert waiting_rows(moderator, town) == []


def test_a_first_yes_holds_for_the_words_it_was_said_to(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told, other = tell(is_young=True), new_person(app, Role.MODERATOR)
    with app.app_context():
        reviewing.publish_story(moderator, told.id, seen_state=State.WAITING)
        add_version(told.id, "", NEW_WORDS, seen=1)
        assert reviewing.publish_story(other, told.id, seen_state=State.WAITING) is False
        assert reviewing.publish_story(moderator, told.id, seen_state=State.WAITING)


@pytest.mark.parametrize("change", ["words", "answer", "audience"])
def test_a_stale_page_publishes_nothing_that_was_not_read(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], change: str
) -> None:
    told, browser = tell(audience="city"), as_role("moderator")
    fields = form_on(browser.get(f"{QUEUE}{told.code}").text, f"{QUEUE}{told.code}")
    with app.app_context():
        match change:
            case "words":
                add_version(told.id, "", NEW_WORDS, seen=1)
            case "answer":
                answer_team(told.id, "Please wait: my neighbour does not want it.")
            case "audience":
                change_consents(told.id, Audience.PUBLIC, frozenset(), Asked(1, "en"))
    answer = press(browser, told, "publish", said=fields["said"])
    assert answer.status_code == 409
    with app.app_context():
        assert story_of(told).state == State.WAITING
        now = what_was_said(db.session(), story_of(told))
    assert press(browser, told, "publish", said=now).status_code == 303


ACTS = {
    "publish": lambda actor, told, seen: reviewing.publish_story(actor, told.id, seen_state=seen),
    "keep": lambda actor, told, seen: reviewing.keep_for_team(actor, told.id, seen_state=seen),
    "hide": lambda actor, told, seen: reviewing.hide_story(actor, told.id, "other", seen_state=seen),
    "spam": lambda actor, told, seen: reviewing.set_aside_as_spam(actor, told.id, seen_state=seen),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", ["waiting", "published", "kept", "hidden"])
def test_undoing_puts_everything_as_it_was(
    app: Flask, tell: Callable[..., Told], moderator: Viewer, act: str, state: str
) -> None:
    with clock.at(clock.now() - timedelta(days=2)):
        told = tell(state=state)
    with app.app_context():
        before = story_of(told)
        was = (before.state, before.state_since, before.published_at, before.unread_since)
        try:
            ACTS[act](moderator, told, State(state))
        except AlreadyDecided:
            assert story_of(told).state == state
            return
        assert story_of(told).state != state
        undoing.undo_last_act(moderator, told.id, last_of(told).id)
        after = story_of(told)
        assert (after.state, after.state_since, after.published_at, after.unread_since) == was
        assert [event.act for event in trail_of(db.session(), told.id)][-1] == "undone"


def test_undoing_a_publication_takes_the_story_from_readers_at_once(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    told, browser = tell(), as_role("moderator")
    landed = browser.get(press(browser, told, "publish").location).text
    assert "Published" in landed
    assert client.get(f"/en/rustavi/stories/{told.code}").status_code == 200
    with app.app_context():
        event = last_of(told).id
    assert str(event) in landed
    answer = browser.post(f"{QUEUE}{told.code}/undo", data={"event": event})
    assert (answer.status_code, answer.location) == (303, f"{QUEUE}{told.code}")
    assert client.get(f"/en/rustavi/stories/{told.code}").status_code == 404
    assert codes(browser.get(QUEUE).text) == [told.code]
    assert "Undone: Published" in browser.get(f"{QUEUE}{told.code}").text


def test_undo_is_there_for_ten_minutes_and_until_somebody_else_acts(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    old, touched, answered, twice = tell(), tell(), tell(), tell()
    other = new_person(app, Role.MODERATOR)
    with app.app_context():
        events = {}
        for told in (old, touched, answered, twice):
            reviewing.publish_story(moderator, told.id, seen_state=State.WAITING)
            events[told] = last_of(told).id
        with clock.at(clock.now() + timedelta(minutes=11)), pytest.raises(TooLateToUndo):
            undoing.undo_last_act(moderator, old.id, events[old])
        reviewing.mark_sensitive(other, touched.id, sensitive=True)
        answer_team(answered.id, "Thank you!")
        undoing.undo_last_act(moderator, twice.id, events[twice])
        for told in (touched, answered, twice):
            with pytest.raises(TooLateToUndo):
                undoing.undo_last_act(moderator, told.id, events[told])
        with pytest.raises(TooLateToUndo):
            undoing.undo_last_act(other, old.id, events[old])
        with pytest.raises(TooLateToUndo):
            undoing.undo_last_act(moderator, old.id, uuid4())
        with pytest.raises(NotAllowed):
            undoing.undo_last_act(new_person(app, Role.CITY_ADMIN), old.id, events[old])
        withdraw_story(old.id)
        with pytest.raises(NotFound):
            undoing.undo_last_act(moderator, old.id, events[old])


def test_undoing_does_not_publish_while_publishing_is_paused(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told = tell(state="published")
    with app.app_context():
        reviewing.hide_story(moderator, told.id, "other", seen_state=State.PUBLISHED)
        pause_publishing(moderator, next(iter(moderator.roles)), paused=True)
        with pytest.raises(PublishingPaused):
            undoing.undo_last_act(moderator, told.id, last_of(told).id)
        assert story_of(told).state == State.HIDDEN


def test_an_undone_yes_is_no_yes(app: Flask, tell: Callable[..., Told], moderator: Viewer) -> None:
    told, other = tell(is_young=True), new_person(app, Role.MODERATOR)
    with app.app_context():
        reviewing.publish_story(moderator, told.id, seen_state=State.WAITING)
        undoing.undo_last_act(moderator, told.id, last_of(told).id)
        assert reviewing.publish_story(other, told.id, seen_state=State.WAITING) is False


@pytest.mark.parametrize("event", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_an_undoing_that_cannot_be_is_answered_with_a_sentence(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient], event: str
) -> None:
    answer = as_role("moderator").post(f"{QUEUE}{tell().code}/undo", data={"event": event})
    assert answer.status_code == 409
    assert "cannot be undone any more" in answer.text


def test_a_question_goes_to_the_teller_and_the_answer_comes_back(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, browser = tell(), as_role("moderator")
    empty = press(browser, told, "ask", question="  ")
    assert empty.status_code == 422
    assert "Write a few words first." in empty.text
    assert press(browser, told, "ask", question="Which street was it?").status_code == 303
    assert "Waiting for the teller" in browser.get(QUEUE).text
    with app.app_context():
        answer_team(told.id, "The one by the station.")
    page = browser.get(f"{QUEUE}{told.code}").text
    assert "Which street was it?" in page
    assert "The one by the station." in page
    assert codes(browser.get(f"{QUEUE}?show=answered").text) == [told.code]
    assert press(browser, told, "answer_read").status_code == 303
    assert codes(browser.get(f"{QUEUE}?show=answered").text) == []
    with app.app_context():
        assert all(one.read_at for one in db.session.scalars(select(Message).where(Message.actor_id.is_(None))))


def test_what_was_typed_as_a_question_is_not_lost(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, browser = tell(), as_role("moderator")
    answer = press(browser, told, "ask", question="Which street? " * 200)
    assert answer.status_code == 422
    assert "Which street? Which street?" in answer.text


def test_new_words_are_given_to_readers_or_set_aside_for_a_reason(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    given, aside = tell(state="published"), tell(state="published")
    browser = as_role("moderator")
    with app.app_context():
        for told in (given, aside):
            add_version(told.id, "", NEW_WORDS, seen=1)
    assert press(browser, given, "show_version", seen="published", version="2").status_code == 303
    assert "nobody carries a bucket" in client.get(f"/en/rustavi/stories/{given.code}").text
    refused = press(browser, aside, "set_version_aside", seen="published", version="2")
    assert refused.status_code == 422
    assert 'href="#version_reason"' in refused.text
    done = press(browser, aside, "set_version_aside", seen="published", version="2", version_reason="other")
    assert done.status_code == 303
    assert "nobody carries a bucket" not in client.get(f"/en/rustavi/stories/{aside.code}").text
    assert codes(browser.get(QUEUE).text) == []
    for version in ("", "2", "-1", "x", "99999999999"):
        assert press(browser, given, "show_version", seen="published", version=version).status_code == 409


def test_a_report_is_settled_with_a_word(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], moderator: Viewer
) -> None:
    told, browser = tell(state="published"), as_role("moderator")
    with app.app_context():
        report_story(ANONYMOUS, told.id, "other", "The man with the ladder is my uncle.")
        report = db.session.scalars(select(Report.id)).one()
    assert codes(browser.get(f"{QUEUE}?show=reported").text) == [told.code]
    assert "my uncle" in browser.get(f"{QUEUE}{told.code}").text
    address, field = f"{QUEUE}reports/{report}", f"answer-{report}"
    assert as_role("city_admin").post(address, data={field: "No"}).status_code == 404
    long = browser.post(address, data={field: "x" * 2001, "code": told.code})
    assert long.status_code == 422
    assert browser.post(address, data={field: "His name is withheld now."}).status_code == 303
    assert codes(browser.get(QUEUE).text) == []
    assert "Saw to what a reader reported" in browser.get(f"{QUEUE}{told.code}").text
    browser.post(address, data={field: "Something else"})
    with app.app_context():
        settled = db.session.get_one(Report, report)
        assert settled.answer == "His name is withheld now."
        assert settled.settled_by is not None


def test_after_an_act_the_keyboard_stands_on_take_next(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, _ = tell(title="The first one"), tell()
    browser = as_role("moderator")
    landed = browser.get(press(browser, told, "keep").location).text
    assert "The first one" in landed.split('id="queue"')[0]
    assert "autofocus" in landed
    assert "autofocus" not in browser.get(QUEUE).text
    assert 'id="after"' not in as_role("moderator").get(f"{QUEUE}?after={told.code}").text


@pytest.mark.parametrize("after", ["", "nonsense", "%00", "' or 1=1"])
def test_a_notice_about_nothing_is_none(as_role: Callable[..., FlaskClient], after: str) -> None:
    answer = as_role("moderator").get(f"{QUEUE}?after={after}")
    assert answer.status_code == 200
    assert 'id="after"' not in answer.text


@pytest.mark.parametrize("left_out", ["seen", "said"])
@pytest.mark.parametrize("sent", [None, "", "nonsense"])
def test_a_button_that_does_not_say_what_it_was_pressed_on_publishes_nothing(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], left_out: str, sent: str | None
) -> None:
    told, browser = tell(), as_role("moderator")
    address = f"{QUEUE}{told.code}"
    fields = form_on(browser.get(address).text, address).to_dict() | {"question": "Which street was it?"}
    fields.pop(left_out)
    answer = browser.post(address, data={**fields, "act": "publish", **({left_out: sent} if sent is not None else {})})
    assert answer.status_code == 409
    assert "Which street was it?" in answer.text
    with app.app_context():
        assert story_of(told).state == State.WAITING


def test_a_stale_page_confirms_no_words_that_nobody_has_read(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, browser = tell(state="published"), as_role("moderator")
    with app.app_context(), transaction() as session:
        session.scalars(select(City).where(City.slug == "rustavi")).one().new_versions_at_once = True
    with app.app_context():
        add_version(told.id, "", NEW_WORDS, seen=1)
    said = said_on(browser.get(f"{QUEUE}{told.code}").text)
    with app.app_context():
        add_version(told.id, "", f"{NEW_WORDS} Or so they say.", seen=2)
    assert press(browser, told, "read", seen="published", said=said).status_code == 409
    with app.app_context():
        assert story_of(told).unread_since is not None
    assert press(browser, told, "read", seen="published").status_code == 303
    with app.app_context():
        assert story_of(told).unread_since is None
