"""The desk on a facilitator's phone: what the room is moved by stays under the thumb, and the board is within reach."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from storyhub.app import create_app
from storyhub.cities.queries import city_by_slug
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role, Viewer
from storyhub.demo.people import person_id
from storyhub.workshops.methods.schema import Method
from storyhub.workshops.models import Workshop
from tests.journeys.test_accessibility import findings
from tests.support.serving import Server
from tests.support.settings import settings_for
from tests.workshops.room import Room, a_method, drafted
from tests.workshops.test_stage import BOARD, a_board, write
from tests.workshops.test_turns import TELLING

pytestmark = [pytest.mark.browser, pytest.mark.only_on("sqlite")]

SMALL = {"width": 360, "height": 640}
LANGUAGES = ("en", "ka", "hy", "ro", "uk", "ru", "az")
SHOWN = 3
HELD = 8


@contextmanager
def opened_by_the_demo(server: Server, method: Method) -> Iterator[Room]:
    """A workshop of this method that the facilitator of the demonstration runs."""
    app = create_app(settings_for(server.data, ""))
    with app.app_context():
        roles = {city_by_slug("rustavi").id: frozenset({Role.FACILITATOR})}
        runs_it = Viewer(person_id=person_id("facilitator"), roles=roles)
    room = drafted(app, runs_it, method)
    room.open()
    yield room
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def room(server: Server) -> Iterator[Room]:
    """People write, each card waits for the facilitator, and the first step runs."""
    with opened_by_the_demo(server, a_board("live")) as room:
        with room.inside(), transaction() as session:
            session.get_one(Workshop, room.id).holds_cards = True
        yield room


@pytest.fixture
def telling(server: Server) -> Iterator[Room]:
    """Two tables tell one after the other, for a minute each."""
    with opened_by_the_demo(server, a_method("telling", *TELLING, **BOARD)) as room:
        room.seats(8)
        room.play_to("tell")
        yield room


@pytest.fixture
def desk_of(room: Room, open_page: Callable[..., Page]) -> Callable[..., Page]:
    def opened(language: str = "en", **more: object) -> Page:
        page = open_page(SMALL, reduced_motion="reduce", **more)
        page.goto("/demo/as/facilitator")
        page.goto(f"/{language}/rustavi/workshops/{room.code}/desk")
        return page

    return opened


def hold(room: Room, number: int) -> None:
    for at, seat in enumerate(room.seats(number)):
        write(room, seat, f"Card {at + 1}")


def test_the_first_held_cards_are_shown_and_the_others_wait_in_a_drawer(
    room: Room, desk_of: Callable[..., Page]
) -> None:
    room.advance()
    hold(room, HELD)
    page = desk_of()
    waiting = page.locator("#r-waiting")
    expect(waiting.get_by_role("heading", name=f"{HELD} cards are held")).to_be_visible()
    letting = waiting.get_by_role("button", name="Let it through")
    expect(letting).to_have_count(SHOWN)
    drawer = waiting.locator("summary", has_text=f"{HELD - SHOWN} more")
    drawer.focus()
    page.keyboard.press("Enter")
    expect(letting).to_have_count(HELD)
    letting.last.focus()
    hold(room, 1)
    expect(waiting.locator("summary")).to_have_text(f"{HELD - SHOWN + 1} more")
    expect(letting, "a poll leaves the drawer open").to_have_count(HELD + 1)
    expect(letting.nth(HELD - 1), "and the keyboard where it was").to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#r-boards")).to_contain_text(f"Card {HELD}")
    expect(letting).to_have_count(HELD)
    expect(waiting.locator("summary"), "what was pressed is gone: its drawer").to_be_focused()


def test_without_a_script_a_card_in_the_drawer_is_let_through_too(room: Room, desk_of: Callable[..., Page]) -> None:
    room.advance()
    hold(room, SHOWN + 2)
    page = desk_of(javascript=False)
    waiting = page.locator("#r-waiting")
    waiting.locator("summary").click()
    waiting.get_by_role("button", name="Let it through").last.click()
    expect(page.locator("#r-boards")).to_contain_text(f"Card {SHOWN + 2}")
    expect(waiting.locator("summary"), "one card more than are shown is worth no drawer").to_have_count(0)
    expect(waiting.get_by_role("button", name="Let it through")).to_have_count(SHOWN + 1)


def test_next_clock_and_pause_are_under_the_thumb_wherever_one_reads(room: Room, desk_of: Callable[..., Page]) -> None:
    room.advance()
    page = desk_of()
    for language in LANGUAGES:
        page.goto(f"/{language}/rustavi/workshops/{room.code}/desk")
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        boxes = [under_the_thumb(page.locator(one)) for one in (".act-next button", "#clock", "#clock-runs")]
        assert boxes[1]["x"] + boxes[1]["width"] <= boxes[2]["x"], "the clock and its button stand side by side"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def under_the_thumb(one: Locator) -> FloatRect:
    expect(one).to_be_in_viewport(ratio=1)
    box = one.bounding_box()
    assert box is not None
    assert box["y"] >= SMALL["height"] / 2
    return box


def test_nothing_moves_under_the_thumb_when_a_poll_or_a_pause_comes(room: Room, desk_of: Callable[..., Page]) -> None:
    room.advance()
    page = desk_of("hy")
    pressed = page.locator(".act-next button"), page.locator("#clock-runs")
    before = [under_the_thumb(one) for one in pressed]
    hold(room, HELD)
    expect(page.locator("#r-waiting .act-release")).to_have_count(HELD)
    assert [under_the_thumb(one) for one in pressed] == before
    pressed[1].click()
    expect(page.locator(".act-go_on")).to_be_visible()
    assert [under_the_thumb(one)["y"] for one in pressed] == [one["y"] for one in before]


def test_a_second_tap_on_what_has_just_moved_the_room_moves_it_no_further(
    room: Room, desk_of: Callable[..., Page]
) -> None:
    page = desk_of()
    moving, where = page.locator(".act-next button"), page.locator("#now-title")
    moving.click()
    expect(where).to_have_text("Write")
    moving.dispatch_event("click")
    page.wait_for_timeout(1500)  # a poll, and what a second move would have brought
    expect(where).to_have_text("Write")
    room.advance()
    expect(where, "nor where another facilitator moved it").to_have_text("A step")
    moving.dispatch_event("click")
    page.wait_for_timeout(1500)
    expect(page.locator("#r-now")).to_contain_text("step 2 of")
    moving.click()
    expect(page.locator("#r-now")).to_contain_text("step 3 of")


def test_what_did_not_go_out_is_read_wherever_one_is_on_the_page(room: Room, desk_of: Callable[..., Page]) -> None:
    room.advance()
    page = desk_of()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.context.set_offline(True)
    page.locator("#clock-runs").click()
    expect(page.locator("#r-problem .notice")).to_be_in_viewport(ratio=1)
    page.context.set_offline(False)
    expect(page.locator("#r-problem .notice")).to_have_count(0)


def test_one_tap_turns_the_stage_to_the_next_table_and_a_second_one_rests(
    telling: Room, open_page: Callable[..., Page]
) -> None:
    desk = open_page(SMALL, reduced_motion="reduce", has_touch=True)
    stage = open_page({"width": 1920, "height": 1080})
    for page, place in ((desk, "desk"), (stage, "stage")):
        page.goto("/demo/as/facilitator")
        page.goto(f"/en/rustavi/workshops/{telling.code}/{place}")
    turn = desk.locator("#turn")
    expect(turn).to_have_text("To the stage: Table 1")
    place = turn.bounding_box()
    turn.tap()
    expect(turn).to_have_text("To the stage: Table 2")
    assert place is not None
    desk.touchscreen.tap(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(stage.locator(".stage-clock")).to_contain_text("Table 1")
    expect(stage.locator("#clock")).to_have_text(re.compile("^0:[45]"))
    expect(desk.locator("#table-clock")).to_have_text(re.compile("^0:[345]"))
    expect(desk.locator("#clock")).to_have_text(re.compile("^4:"))
    expect(turn, "the second tap turned nothing").to_have_text("To the stage: Table 2")
    expect(turn).not_to_have_attribute("aria-disabled", "true")
    turn.focus()
    desk.keyboard.press("Enter")
    expect(turn).to_have_text("All tables to the stage")
    expect(turn, "the keyboard stays where it was").to_be_focused()
    expect(stage.locator(".stage-clock")).to_contain_text("Table 2")
    assert findings(desk) == []
    assert findings(stage) == []
