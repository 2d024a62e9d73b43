"""What the queue holds and why, that each count leads to exactly its rows, and who reads what now."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from storyhub.cities.models import City, Moderation
from storyhub.cities.services import pause_publishing
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.errors import NotAllowed
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.stories.models import Mask, Presence, State, Story, Withheld
from storyhub.stories.queries.queue import Show, Why, desk_queue, waiting_rows
from storyhub.stories.services import presence, reviewing
from storyhub.stories.services.conversing import answer_team, ask_teller
from storyhub.stories.services.reporting import report_story
from storyhub.stories.services.versions import add_version
from tests.stories.pages import all_codes, codes, counted_links, said_on
from tests.support.staff import new_person
from tests.support.stories import Told

QUEUE = "/en/rustavi/desk/"
NEW_WORDS = "The water in our yard comes every day now, and nobody carries a bucket any more."


def town_of(moderator: Viewer):
    return next(iter(moderator.roles))


def every_reason(app: Flask, tell: Callable[..., Told], moderator: Viewer) -> dict[str, Told]:
    """A story for each reason there is to wait, and three that wait for nobody."""
    told = {name: tell(language=language) for name, language in (("new", "en"), ("asked", "ka"), ("answered", "ka"))}
    told |= {name: tell(state="published") for name in ("version", "reported", "objected", "quiet", "aside")}
    told |= {
        "young": tell(is_young=True),
        "photo": tell(photos=1),
        "kept": tell(state="kept"),
        "spam": tell(state="spam"),
    }
    with app.app_context():
        for name in ("asked", "answered"):
            ask_teller(moderator, told[name].id, "Which street was it?")
        answer_team(told["answered"].id, "The one by the station.")
        add_version(told["version"].id, "", NEW_WORDS, seen=1)
        report_story(ANONYMOUS, told["reported"].id, "other", "This is my uncle.")
        report_story(ANONYMOUS, told["reported"].id, "other", "He is mine, too.")
        with transaction() as session:
            session.add(
                Mask(
                    story_id=told["objected"].id, version=1, part="body", start=0, end=3, exact="The",
                    what=Withheld.PASSAGE, actor_id=moderator.person_id, at=clock.now(),
                    objection="Why?", objected_at=clock.now(),
                )
            )  # fmt: skip
    return told


def test_every_reason_to_wait_brings_a_story_into_the_queue_once(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told = every_reason(app, tell, moderator)
    with app.app_context():
        rows = {row.id: row for row in waiting_rows(moderator, town_of(moderator))}
    waiting = {name for name, one in told.items() if one.id in rows}
    assert waiting == {"new", "asked", "answered", "version", "reported", "objected", "young", "photo"}
    assert rows[told["reported"].id].why == {Why.REPORT}
    assert rows[told["answered"].id].why == {Why.NEW, Why.ANSWER}
    assert rows[told["asked"].id].waits_for_teller
    assert not rows[told["answered"].id].waits_for_teller


def test_each_count_leads_to_exactly_its_rows(
    app: Flask, tell: Callable[..., Told], moderator: Viewer, as_role: Callable[..., FlaskClient]
) -> None:
    told = every_reason(app, tell, moderator)
    tell("poti")
    browser = as_role("moderator")
    expected = {
        "All": {"new", "asked", "answered", "version", "reported", "objected", "young", "photo"},
        "New words of the teller": {"version"},
        "The teller answered": {"answered"},
        "Waiting for the teller": {"asked"},
        "Young or sensitive": {"young"},
        "With photographs": {"photo"},
        "Reported by readers": {"reported"},
        "The teller objects": {"objected"},
        "ქართული": {"asked", "answered"},
    }
    found = {
        label: (count, set(all_codes(browser, href)))
        for label, href, count, _ in counted_links(browser.get(QUEUE).text)
    }
    for label, names in expected.items():
        assert found[label] == (len(names), {told[name].code for name in names}), label


def test_a_filter_and_a_language_narrow_together_and_count_each_other(
    app: Flask, tell: Callable[..., Told], moderator: Viewer, as_role: Callable[..., FlaskClient]
) -> None:
    told = every_reason(app, tell, moderator)
    browser = as_role("moderator")
    page = browser.get(f"{QUEUE}?show=answered&language=ka").text
    assert codes(page) == [told["answered"].code]
    for label, href, count, _ in counted_links(page):
        if "state=" not in href:
            assert len(all_codes(browser, href)) == count, label
    assert codes(browser.get(f"{QUEUE}?show=answered&language=en").text) == []
    assert "Nothing that waits is like this." in browser.get(f"{QUEUE}?show=answered&language=en").text


@pytest.mark.parametrize(
    "query", ["show=", "show=nonsense", "language=xx", "language=%00", "show=%F0%9F%98%80", "page=99999"]
)
def test_a_filter_that_is_none_is_left_out(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient], query: str
) -> None:
    told = tell()
    assert codes(as_role("moderator").get(f"{QUEUE}?{query}").text) == [told.code]


def test_a_long_queue_asks_the_database_as_often_as_a_short_one(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    browser, seen = as_role("moderator"), []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))

    def asked(path: str) -> int:
        seen.clear()
        assert browser.get(path).status_code == 200
        return sum(statement.lstrip().upper().startswith(("SELECT", "WITH")) for statement in seen)

    told = tell()
    asked(QUEUE), asked(f"{QUEUE}{told.code}")
    few, one = asked(QUEUE), asked(f"{QUEUE}{told.code}")
    for number in range(12):
        tell(photos=number % 2, language=("en", "ka")[number % 2])
    assert asked(QUEUE) == few
    assert asked(f"{QUEUE}{told.code}") == one


def test_opening_the_desk_writes_nothing(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, browser = tell(), as_role("moderator")
    browser.get(QUEUE)
    browser.get(f"{QUEUE}{told.code}")
    with app.app_context():
        assert db.session.scalars(select(Presence)).all() == []


def test_taking_the_next_gives_each_moderator_another_story(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told = []
    for days in (3, 2, 1):
        with clock.at(clock.now() - timedelta(days=days)):
            told.append(tell())
    nino, ion = as_role("moderator"), as_role("moderator")
    assert nino.post(f"{QUEUE}next").location == f"{QUEUE}{told[0].code}"
    assert ion.post(f"{QUEUE}next").location == f"{QUEUE}{told[1].code}"
    assert nino.post(f"{QUEUE}next").location == f"{QUEUE}{told[2].code}"
    page = ion.get(QUEUE).text
    assert page.count("is reading this now") == 2
    assert "I am reading" in page
    assert codes(ion.get(f"{QUEUE}?show=mine").text) == [told[1].code]
    assert "is reading this now" in ion.get(f"{QUEUE}{told[0].code}").text
    assert "is reading this now" not in ion.get(f"{QUEUE}{told[1].code}").text


def test_after_three_minutes_without_a_sign_nobody_reads_it_any_more(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    told, nino, ion = tell(), as_role("moderator"), as_role("moderator")
    nino.post(f"{QUEUE}next")
    assert ion.post(f"{QUEUE}next").location == f"{QUEUE}?taken=none"
    assert "Nothing more to take" in ion.get(f"{QUEUE}?taken=none").text
    with clock.at(clock.now() + timedelta(minutes=2)):
        sign = nino.post(f"{QUEUE}{told.code}/presence", headers={"HX-Request": "true", "HX-Target": "here"})
        assert sign.status_code == 200
        assert "<html" not in sign.text
    with clock.at(clock.now() + timedelta(minutes=4)):
        assert "is reading this now" in ion.get(QUEUE).text
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert "is reading this now" not in ion.get(QUEUE).text
        assert ion.post(f"{QUEUE}next").location == f"{QUEUE}{told.code}"


def test_take_next_passes_over_what_waits_for_others(app: Flask, tell: Callable[..., Told], moderator: Viewer) -> None:
    asked, young, plain = tell(), tell(is_young=True), tell()
    with app.app_context():
        ask_teller(moderator, asked.id, "Where was it?")
        assert reviewing.publish_story(moderator, young.id, seen_state=State.WAITING) is False
        assert presence.take_next(moderator, town_of(moderator)) == plain.code
        reviewing.keep_for_team(moderator, plain.id, seen_state=State.WAITING)
        assert presence.take_next(moderator, town_of(moderator)) is None
        other = new_person(app, Role.MODERATOR)
    with app.app_context():
        assert presence.take_next(other, town_of(other)) == young.code
        answer_team(asked.id, "By the river.")
        assert presence.take_next(moderator, town_of(moderator)) == asked.code


def test_of_two_who_take_in_the_same_moment_each_gets_their_own(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told = {tell().code, tell().code}
    other, taken, together = new_person(app, Role.MODERATOR), [], threading.Barrier(2)

    def take(actor: Viewer) -> None:
        with app.app_context():
            together.wait()
            taken.append(presence.take_next(actor, town_of(actor)))
            db.session.remove()

    threads = [threading.Thread(target=take, args=(actor,)) for actor in (moderator, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert set(taken) == told


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.LEARNING_LEAD, Role.CITY_ADMIN, Role.NETWORK_HOST, "poti"])
def test_nobody_else_takes_or_reads(app: Flask, tell: Callable[..., Told], moderator: Viewer, role: Role | str) -> None:
    told = tell()
    actor = new_person(app, Role.MODERATOR, "poti") if role == "poti" else new_person(app, Role(role))
    with app.app_context():
        for act in (
            lambda: presence.take_next(actor, town_of(moderator)),
            lambda: presence.be_present(actor, told.id),
            lambda: desk_queue(actor, town_of(moderator), Show.ALL, ""),
        ):
            with pytest.raises(NotAllowed):
                act()


def read_afterwards(app: Flask, city: City) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(City, city.id).moderation = Moderation.AFTER


def test_a_town_that_reads_afterwards_publishes_at_once_and_reads_later(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient], client: FlaskClient, city: City
) -> None:
    read_afterwards(app, city)
    told, browser = tell(), as_role("moderator")
    assert client.get(f"/en/rustavi/stories/{told.code}").status_code == 200
    page = browser.get(QUEUE).text
    assert codes(page) == [told.code]
    assert "Not read yet" in page
    assert codes(browser.get(f"{QUEUE}?show=unread").text) == [told.code]
    assert "Read: it may stay" in browser.get(f"{QUEUE}{told.code}").text
    said = said_on(browser.get(f"{QUEUE}{told.code}").text)
    sent = {"act": "read", "seen": "published", "said": said}
    assert browser.post(f"{QUEUE}{told.code}", data=sent).status_code == 303
    assert codes(browser.get(QUEUE).text) == []
    assert client.get(f"/en/rustavi/stories/{told.code}").status_code == 200
    again = browser.post(f"{QUEUE}{told.code}", data=sent)
    assert again.status_code == 409


@pytest.mark.parametrize("careful", [{"is_young": True}, {"audience": "team"}])
def test_what_needs_care_waits_even_there(
    app: Flask, tell: Callable[..., Told], city: City, careful: dict[str, object]
) -> None:
    read_afterwards(app, city)
    told = tell(**careful)
    with app.app_context():
        story = db.session.get_one(Story, told.id)
        assert (story.state, story.published_at, story.unread_since) == (State.WAITING, None, None)


def test_while_publishing_is_paused_it_waits_there_too(
    app: Flask, tell: Callable[..., Told], moderator: Viewer, city: City
) -> None:
    read_afterwards(app, city)
    with app.app_context():
        pause_publishing(moderator, city.id, paused=True)
    told = tell()
    with app.app_context():
        assert db.session.get_one(Story, told.id).state == State.WAITING


def test_a_story_that_is_left_is_not_the_next_one_and_nobody_is_said_to_read_it(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    first, second = tell(), tell()
    browser, other = as_role("moderator"), as_role("moderator")
    assert browser.post(f"{QUEUE}next").headers["Location"].endswith(first.code)
    left = browser.post(f"{QUEUE}next", data={"leaving": first.code})
    assert left.headers["Location"].endswith(second.code)
    assert other.post(f"{QUEUE}next").headers["Location"].endswith(first.code)
    nothing = browser.post(f"{QUEUE}next", data={"leaving": second.code})
    assert "taken=none" in nothing.headers["Location"]


def test_ones_own_reading_is_not_announced_to_oneself(
    tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    tell()
    browser, other = as_role("moderator"), as_role("moderator")
    browser.post(f"{QUEUE}next")
    assert "is reading this now" not in browser.get(QUEUE).text
    assert "is reading this now" in other.get(QUEUE).text
