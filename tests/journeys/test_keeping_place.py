"""Who reads with a screen reader keeps their place while others write and sort: what stays is the same node."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from storyhub.app import create_app
from storyhub.core.db import db
from storyhub.core.permissions import Role
from storyhub.workshops.services import cards, clustering, tables
from tests.journeys.hall import PATIENCE
from tests.support.serving import Server
from tests.support.settings import settings_for
from tests.support.staff import new_person
from tests.workshops.boards import COLLECT, HEAP, Looking, board_method
from tests.workshops.room import Room, drafted

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
def room(server: Server) -> Iterator[Room]:
    app: Flask = create_app(settings_for(server.data, ""))
    room = drafted(app, new_person(app, Role.FACILITATOR), board_method(COLLECT, HEAP))
    room.open()
    yield room
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_on_a_phone_a_poll_changes_only_what_is_new(phone: Callable[..., Page], room: Room) -> None:
    seat = phone(reduced_motion="reduce")
    seat.goto(f"/en/j/{room.join_code}")
    seat.locator("main form button").first.click()
    seat.locator("a[href*='/en/w/']").first.click()
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


def test_on_the_desk_a_board_changes_only_where_something_is_new(desk: Callable[..., Page], room: Room) -> None:
    one, other = room.seats(2)
    room.do(tables.deal_groups)
    room.advance()
    look = Looking(room)
    for words in ("A bench", "A lamp"):
        look.write(one, words, "odd")
    page = desk(reduced_motion="reduce")
    page.goto("/demo/as/facilitator")
    page.goto(f"/en/rustavi/workshops/{room.code}/desk")
    board = page.locator("#r-boards")
    board.locator(".twin summary").first.click()

    words, _scrolled = board.locator(".twin").get_by_text("A lamp", exact=True).evaluate(STAND_ON)
    first = look.write(other, "A tree")
    expect(board.locator(".twin").get_by_text("A tree", exact=True)).to_be_visible(timeout=PATIENCE)
    assert page.evaluate(STANDS)[0] == words
    look.act(cards.take_back, other, first)
    expect(board.get_by_text("A tree", exact=True)).to_have_count(0, timeout=PATIENCE)
    assert page.evaluate(STANDS)[0] == words
