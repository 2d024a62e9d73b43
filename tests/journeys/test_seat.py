"""A participant's phone in a real browser: it follows the room, counts by the server's clock, and loses and doubles nothing."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, Route, expect

from storyhub.app import create_app
from storyhub.core.db import db
from storyhub.core.permissions import Role
from storyhub.workshops.methods.schema import Verb
from storyhub.workshops.models import Card, CardState
from storyhub.workshops.services import tables
from tests.journeys.test_accessibility import LOOKS, findings
from tests.journeys.walking import sideways
from tests.support.serving import Server
from tests.support.settings import settings_for
from tests.support.staff import new_person
from tests.workshops.room import Room, drafted

pytestmark = pytest.mark.browser

LOOKED_AT = {Verb.CLUSTER, Verb.MERGE, Verb.VOTE, Verb.REFLECT}
WRONG_CLOCK = "const real = Date.now; Date.now = () => real() - 5 * 3600 * 1000;"


@pytest.fixture
def room(server: Server) -> Iterator[Room]:
    """A workshop in the server's own database, which the test moves on as its facilitator would."""
    app: Flask = create_app(settings_for(server.data, ""))
    room = drafted(app, new_person(app, Role.FACILITATOR), "rustavi")
    room.open()
    yield room
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def seat(phone: Callable[..., Page], room: Room) -> Page:
    """Somebody has sat down by the QR code's address, with two taps, on a phone whose clock is five hours slow."""
    page = phone(reduced_motion="reduce")
    page.add_init_script(WRONG_CLOCK)
    page.goto(f"/j/{room.join_code}")
    page.get_by_role("button", name="I agree: take my seat").click()
    page.get_by_role("link", name="Go in").click()
    expect(page.get_by_text("You are in.")).to_be_visible()
    expect(page.get_by_text("This page goes on by itself when we begin.")).to_be_visible()
    room.do(tables.deal_groups)
    return page


def arrives(place: Locator) -> None:
    """By the next poll and what it calls for, on a machine that may be busy with other things."""
    expect(place).to_be_visible(timeout=20_000)


def write(seat: Page, words: str) -> None:
    arrives(seat.get_by_role("button", name="Put it on the table"))
    seat.get_by_role("textbox", name="What have you noticed?").fill(words)
    seat.get_by_role("radio", name="Nature").check()


def put(seat: Page) -> None:
    seat.get_by_role("button", name="Put it on the table").click()


def cards(room: Room) -> list[tuple[str, CardState]]:
    with room.inside():
        rows = db.session.query(Card).filter_by(workshop_id=room.id).order_by(Card.position)
        return [(next(iter(card.fields.values())), card.state) for card in rows]


def test_a_seat_follows_a_room_in_which_something_happens_at_every_moment(seat: Page, room: Room) -> None:
    def seen_nothing(route: Route) -> None:
        route.continue_(url=re.sub(r"seen=\d+", "seen=0", route.request.url))

    seat.route("**/poll?*", seen_nothing)
    room.play_to("notice")
    arrives(seat.get_by_role("button", name="Put it on the table"))
    expect(seat.locator("#clock")).to_have_text(re.compile(r"^(10:00|9:[345]\d)$"))


def test_a_seat_follows_the_room_and_sends_each_card_once(seat: Page, room: Room) -> None:
    room.play_to("notice")
    arrives(seat.get_by_role("heading", name="What have you noticed?"))
    expect(seat.locator("#clock")).to_have_text(re.compile(r"^(10:00|9:[45]\d)$"))

    write(seat, "The number four bus turns round at the market")
    put(seat)
    arrives(seat.get_by_text("3 cards left", exact=True))
    expect(seat.locator("#answer")).to_contain_text("It lies on the table.")

    seat.context.set_offline(True)
    for number, words in enumerate(("The river smells at night", "Forty walnut trees along the railway"), 1):
        write(seat, words)
        put(seat)
        expect(seat.locator("#outbox")).to_have_text(f"Waiting to be sent: {number}. Keep this page open.")
        expect(seat.get_by_role("textbox", name="What have you noticed?")).to_have_value("")
    assert len(cards(room)) == 1
    typing = seat.get_by_role("textbox", name="What have you noticed?")
    typing.fill("A third one, half wri")
    seat.context.set_offline(False)
    expect(seat.locator("#outbox")).to_contain_text("Sent.", timeout=15_000)
    expect(seat.get_by_text("1 card left", exact=True)).to_be_visible()
    expect(typing).to_have_value("A third one, half wri")
    assert [words.split()[1] for words, _state in cards(room)] == ["number", "river", "walnut"]


def test_a_new_step_is_said_once(seat: Page, room: Room) -> None:
    """By the live region, or by the keyboard that comes to the title; by both it would be heard twice."""
    news, title = seat.locator("#news"), seat.locator("#room-title")
    room.play_to("notice")
    expect(news).to_have_text("A new step: What have you noticed?", timeout=20_000)
    expect(title).not_to_be_focused()
    arrives(seat.get_by_role("button", name="I am ready"))
    seat.get_by_role("button", name="I am ready").focus()
    room.advance()
    expect(title).to_be_focused(timeout=20_000)
    expect(title).to_have_text("What is pushing?")
    expect(news).to_be_empty()
    assert title.evaluate("(one) => !one.closest('[aria-labelledby=room-title]')"), (
        "nor by a region called as its title"
    )


def test_when_answers_are_lost_and_taps_doubled_it_is_one_card(seat: Page, room: Room) -> None:
    room.play_to("notice")
    write(seat, "One card and no more")
    seen: list[int] = []

    def lose(route: Route) -> None:
        answer = route.fetch()
        seen.append(answer.status)
        route.abort() if len(seen) < 3 else route.fulfill(response=answer)

    seat.route("**/add-card", lose)
    seat.get_by_role("button", name="Put it on the table").dblclick()
    arrives(seat.get_by_text("3 cards left", exact=True))
    assert seen == [200, 200, 200]
    assert [words for words, _state in cards(room)] == ["One card and no more"]


def test_what_was_typed_comes_back_and_is_offered_when_the_step_has_gone_on(seat: Page, room: Room) -> None:
    room.play_to("notice")
    write(seat, "Half a thought about the wat")
    seat.wait_for_timeout(500)
    seat.reload()
    expect(seat.get_by_role("textbox", name="What have you noticed?")).to_have_value("Half a thought about the wat")
    expect(seat.get_by_role("radio", name="Nature")).to_be_checked()

    room.advance()
    arrives(seat.get_by_role("heading", name="What is pushing?"))
    arrives(seat.locator("#left-over").get_by_text("Half a thought about the wat"))
    seat.get_by_role("button", name="Send it to the facilitator").click()
    expect(seat.locator("#left-over")).to_be_hidden()
    expect(seat.locator("#answer")).to_contain_text("the facilitator has it now")
    assert cards(room) == [("Half a thought about the wat", CardState.HELD)]


def test_axe_finds_nothing_on_a_seat_and_nothing_runs_out_of_its_screen(seat: Page, room: Room) -> None:
    room.play_to("notice")
    for left, words in ((3, "The river smells at night"), (2, "Forty walnut trees along the railway")):
        write(seat, words)
        put(seat)
        arrives(seat.get_by_text(f"{left} cards left", exact=True))
    seat.wait_for_timeout(500)  # the answer is brought into sight, and then:
    seat.evaluate("scrollTo(0, 0)")  # or the question, which stays in sight, lies over a field
    looked = list(findings(seat, LOOKS[:2]))
    while room.standing.exercise_number == 1:
        if room.standing.step and room.standing.step.do in LOOKED_AT:
            seat.goto(f"/hy/w/{room.code}")
            looked += findings(seat, LOOKS[:2])
            assert sideways(seat) == 0
        room.advance()
    for address in (f"/en/w/{room.code}/words", f"/en/w/{room.code}/name", "/en/j", f"/en/w/{room.code}x"):
        seat.goto(address)
        looked += findings(seat, LOOKS[:2])
    assert not looked, "\n".join(looked)
