"""Who reads with a screen reader keeps their place while others write and sort: what stays is the same node."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from storyhub.app import create_app
from storyhub.core.db import db
from storyhub.core.permissions import Role
from storyhub.workshops.services import cards, clustering, seating, tables
from tests.journeys.hall import PATIENCE
from tests.support.serving import Server
from tests.support.settings import settings_for
from tests.support.staff import new_person
from tests.workshops.boards import COLLECT, HEAP, TALK, Looking, board_method
from tests.workshops.room import Room, a_key, drafted

pytestmark = pytest.mark.browser

STAND_ON = """(one) => {
  document.activeElement.blur();
  one.scrollIntoView({ block: "center" });
  window.place = one;
  window.getSelection().selectAllChildren(one);
  return [one.innerText.trim(), window.scrollY];
}"""
STANDS = "() => [window.place.isConnected && String(window.getSelection()).trim(), window.scrollY]"


@pytest.fixture
def opened(server: Server) -> Iterator[Callable[..., Room]]:
    """`opened(*steps)`: a workshop with these steps, in the server's own database."""
    app: Flask = create_app(settings_for(server.data, ""))

    def open_with(*steps: dict[str, Any]) -> Room:
        room = drafted(app, new_person(app, Role.FACILITATOR), board_method(*steps))
        room.open()
        return room

    yield open_with
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def room(opened: Callable[..., Room]) -> Room:
    return opened(COLLECT, HEAP)


def seated(phone: Callable[..., Page], room: Room) -> Page:
    seat = phone(reduced_motion="reduce")
    seat.goto(f"/en/j/{room.join_code}")
    seat.locator("main form button").first.click()
    seat.locator("a[href*='/en/w/']").first.click()
    return seat


def test_on_a_phone_a_poll_changes_only_what_is_new(phone: Callable[..., Page], room: Room) -> None:
    seat = seated(phone, room)
    (other,) = room.seats(1)
    room.do(tables.deal_groups)
    room.advance()
    look = Looking(room)
    for words in ("A bench", "A lamp"):
        look.write(other, words, "odd")
    table, task = seat.locator("#table"), seat.locator("#task")

    lying = table.get_by_text("A lamp", exact=True)
    expect(lying).to_be_visible(timeout=PATIENCE)
    seat.get_by_role("textbox", name="What?").fill("Half a thou")
    stood = lying.evaluate(STAND_ON)
    first = look.write(other, "A tree")
    expect(table.get_by_text("A tree", exact=True)).to_be_visible(timeout=PATIENCE)
    assert seat.evaluate(STANDS) == stood
    expect(seat.get_by_role("textbox", name="What?")).to_have_value("Half a thou")

    cards = [first, *(look.write(other, words) for words in ("A well", "A gate"))]
    room.advance()
    expect(task.get_by_role("checkbox")).to_have_count(len(cards), timeout=PATIENCE)
    words, _scrolled = task.get_by_text("A gate", exact=True).evaluate(STAND_ON)
    look.act(clustering.stack_cards, other, cards[0], cards[1])
    expect(task.get_by_role("checkbox")).to_have_count(1, timeout=PATIENCE)
    assert seat.evaluate(STANDS)[0] == words
    expect(seat.locator("#news"), "what others do is not said aloud").to_contain_text("A new step")


def test_a_phone_that_is_brought_only_what_changed_on_the_board_shows_all_of_it(
    phone: Callable[..., Page], opened: Callable[..., Room]
) -> None:
    room = opened(COLLECT | {"reveal": "on_advance"}, TALK, HEAP)
    seat = seated(phone, room)
    (other,) = room.seats(1)
    room.do(tables.deal_groups)
    room.advance()
    look = Looking(room)
    bench, _lamp = (look.write(other, words, "odd") for words in ("A bench", "A lamp"))
    room.advance()
    brought: list[str] = []
    seat.on(
        "response",
        lambda answer: brought.append(answer.text()) if "/poll" in answer.url and answer.status == 200 else None,
    )
    table = seat.locator("#table")
    lying = table.get_by_text("A lamp", exact=True)
    expect(lying).to_be_visible(timeout=PATIENCE)

    def lay(words: str, *shown: str) -> None:
        room.do(cards.add_card_at_desk, "idea", "ideas", {"text": words})
        expect(table.get_by_text(words, exact=True)).to_be_visible(timeout=PATIENCE)
        expect(table.locator(".note-words")).to_have_text(shown)

    lay("A tree", "A tree", "A bench", "A lamp")
    stood = lying.evaluate(STAND_ON)
    brought.clear()
    lay("A well", "A tree", "A well", "A bench", "A lamp")
    assert seat.evaluate(STANDS)[0] == stood[0], "what stays is the same node"
    assert ["A lamp" in text for text in brought if "A well" in text] == [False], "and was not sent again"

    brought.clear()
    room.join()
    expect(seat.locator("#room")).to_have_attribute("data-seen", str(room.workshop.sequence), timeout=PATIENCE)
    assert ['id="table"' in text for text in brought] == [False], "what lies there already is not sent"
    expect(table.locator(".note-words")).to_have_text(["A tree", "A well", "A bench", "A lamp"])
    look.act(cards.refuse_card, room.facilitator, bench)
    expect(table.locator(".note-words")).to_have_text(["A tree", "A well", "A lamp"], timeout=PATIENCE)
    assert seat.evaluate(STANDS)[0] == stood[0]

    lying.evaluate("(one) => one.closest('li').remove()")
    lay("A gate", "A tree", "A well", "A gate", "A lamp")
    brought.clear()
    lay("A path", "A tree", "A well", "A gate", "A path", "A lamp")
    assert ["A lamp" in text for text in brought if "A path" in text] == [False], "what was missing was asked for once"

    tree, well = (next(one.id for one in look.cards(other) if one.text == words) for words in ("A tree", "A well"))
    brought.clear()
    look.act(clustering.stack_cards, room.facilitator, tree, well)
    expect(table.locator(".heap .note-words")).to_have_text(["A tree", "A well"], timeout=PATIENCE)
    expect(table.locator(".note-words")).to_have_count(5)
    assert not any("note-words" in text for text in brought), "what was moved is still the same card"


def test_on_the_desk_a_board_changes_only_where_something_is_new(desk: Callable[..., Page], room: Room) -> None:
    one, other = room.seats(2)
    room.do(tables.deal_groups)
    room.advance()
    look = Looking(room)
    for words in ("A bench", "A lamp"):
        look.write(one, words, "odd")
    page = led(desk, room)
    board = page.locator("#r-boards")
    board.locator(".twin summary").first.click()

    words, _scrolled = board.locator(".twin").get_by_text("A lamp", exact=True).evaluate(STAND_ON)
    first = look.write(other, "A tree")
    expect(board.locator(".twin").get_by_text("A tree", exact=True)).to_be_visible(timeout=PATIENCE)
    assert page.evaluate(STANDS)[0] == words
    look.act(cards.take_back, other, first)
    expect(board.get_by_text("A tree", exact=True)).to_have_count(0, timeout=PATIENCE)
    assert page.evaluate(STANDS)[0] == words


def test_on_the_desk_who_sits_where_changes_around_the_button_one_stands_on(
    desk: Callable[..., Page], room: Room
) -> None:
    one, other, *_ = room.seats(4)
    room.do(tables.deal_groups)
    room.advance()
    page = led(desk, room)
    seats = page.locator("#r-tables")
    seats.locator(f"#sitter-{one} summary").click()
    seats.locator(f"#sitter-{one} .act-host button").evaluate("(one) => (window.place = one).focus()")

    with room.inside():
        seating.mark_ready(one, seen=room.here, key=a_key())
    expect(seats.locator(".is-ready")).to_have_count(1, timeout=PATIENCE)
    assert page.evaluate("document.activeElement === window.place"), "the button is the one it was"
    room.do(tables.make_host, other)
    expect(seats.locator(f"#sitter-{other} .signs")).to_contain_text("host", timeout=PATIENCE)
    assert page.evaluate("document.activeElement === window.place")
    expect(seats.locator(f"#sitter-{one}")).to_have_attribute("open", "")

    room.do(tables.make_host, one)
    expect(seats.get_by_role("button", name="Host no more"), "what it says now is what it does").to_be_focused(
        timeout=PATIENCE
    )
    places = seats.locator(f"#sitter-{one} [name=table]")
    room.do(tables.add_group)
    room.do(tables.add_group)
    expect(places).to_have_count(2, timeout=PATIENCE)
    places.last.evaluate("(one) => (window.place = one).focus()")
    (late,) = room.seats(1)
    expect(seats.locator(f"#sitter-{late}")).to_be_attached(timeout=PATIENCE)
    assert page.evaluate("document.activeElement === window.place"), "nobody who comes changes where one would be sent"


def test_on_the_desk_what_waits_changes_around_what_one_reads_and_writes(desk: Callable[..., Page], room: Room) -> None:
    (one,) = room.seats(1)
    room.do(tables.deal_groups)
    room.advance()
    look = Looking(room)
    first = look.write(one, "A bench")
    held = look.write(one, "a bench!")
    page = led(desk, room)
    waits = page.locator("#r-waiting")

    words, _scrolled = waits.get_by_text("a bench!", exact=True).evaluate(STAND_ON)
    second = look.write(one, "A bench.")
    expect(waits.get_by_text("A bench.", exact=True)).to_be_visible(timeout=PATIENCE)
    assert page.evaluate(STANDS)[0] == words
    look.act(cards.release_card, room.facilitator, second)
    expect(waits.get_by_text("A bench.", exact=True)).to_have_count(0, timeout=PATIENCE)
    assert page.evaluate(STANDS)[0] == words

    look.act(cards.release_card, room.facilitator, held)
    more = [look.write(one, words) for words in ("A lamp", "A light", "A tree")]
    room.advance()
    look.act(clustering.stack_cards, one, first, held)
    name = waits.locator("textarea")
    name.fill("Where we s")
    name.evaluate("(one) => (window.place = one).blur()")
    look.act(clustering.stack_cards, one, more[0], more[1])
    expect(name, "the other heap comes although something is half typed").to_have_count(2, timeout=PATIENCE)
    half = waits.locator("textarea").and_(page.locator(f"#{page.evaluate('window.place.id')}"))
    expect(half).to_have_value("Where we s")
    assert page.evaluate("window.place.isConnected"), "the field is the one it was"

    half.press_sequentially("it")
    page.locator("#r-stage summary").focus()
    look.act(clustering.unstack_card, one, held)
    page.wait_for_timeout(2500)  # two polls
    expect(half, "what would be lost waits").to_have_value("Where we sit")


def test_on_the_stage_who_reads_along_keeps_their_place(desk: Callable[..., Page], room: Room) -> None:
    page = led(desk, room, "stage")
    letters, _scrolled = page.locator(".join-code").evaluate(STAND_ON)
    room.join("ka")
    expect(page.locator(".arrived")).to_have_text("1 person is here", timeout=PATIENCE)
    assert page.evaluate(STANDS)[0] == letters
    room.advance()
    expect(page.locator(".big-prompt")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".join-code")).to_have_count(0)
    expect(page.locator("#clock"), "the clock goes").to_have_text(re.compile(r"^4:[0-9]{2}$"))


def led(desk: Callable[..., Page], room: Room, what: str = "desk") -> Page:
    page = desk(reduced_motion="reduce")
    page.goto("/demo/as/facilitator")
    page.goto(f"/en/rustavi/workshops/{room.code}/{what}")
    return page
