"""A workshop by keyboard alone: the desk is led and a seat is kept without one click, and the focus is never lost."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from storyhub.app import create_app
from storyhub.core.db import db
from storyhub.core.permissions import Role
from storyhub.workshops.services import tables
from tests.journeys.hall import PATIENCE
from tests.journeys.walking import expect_focus
from tests.support.serving import Server
from tests.support.settings import settings_for
from tests.support.staff import new_person
from tests.workshops.boards import COLLECT, PLACE, RATE, VOTE, board_method
from tests.workshops.room import Room, drafted

pytestmark = pytest.mark.browser

FARTHEST = 80
"""Presses of Tab after which something counts as out of reach."""
WORDS = "The last bus leaves before the late shift ends"
HERE = "(one) => one === document.activeElement"
BARE = """(one) => {
  const shown = one.closest("label") || one;
  const box = shown.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  return top !== null && (shown.contains(top) || top.contains(shown));
}"""


@dataclass(frozen=True)
class Hands:
    """Somebody who has a keyboard and nothing else."""

    page: Page

    def go_to(self, place: Locator, *, back: bool = False) -> None:
        """From where the focus is, on or back; and it is seen there, with nothing lying over it."""
        expect(place).to_be_attached(timeout=PATIENCE)
        for _press in range(FARTHEST):
            if place.evaluate(HERE):
                break
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        expect_focus(place)
        assert place.evaluate(BARE), f"something lies over {place}"

    def press(self, words: str, role: str = "button", *, back: bool = False) -> None:
        place = self.called(role, words)
        self.go_to(place, back=back)
        expect(place, "what moves the room rests where it has just moved").not_to_have_attribute(
            "aria-disabled", "true"
        )
        self.page.keyboard.press("Enter")

    def called(self, role: str, words: str) -> Locator:
        if role == "summary":
            return self.page.locator("summary", has_text=re.compile(f"^{words}"))
        return self.page.get_by_role(role, name=re.compile(f"^{words}"))  # type: ignore[arg-type]

    def write(self, field: str, words: str) -> None:
        self.go_to(self.called("textbox", field))
        self.page.keyboard.type(words)

    def choose(self, field: str, arrows: int) -> None:
        """In a group of radio buttons: the first, and so many further."""
        self.go_to(self.page.get_by_role("group", name=field).get_by_role("radio").first)
        self.page.keyboard.press("Space")
        for _step in range(arrows):
            self.page.keyboard.press("ArrowDown")

    def is_told(self, words: str) -> None:
        expect(self.page.get_by_role("status").filter(has_text=words).first).to_be_attached(timeout=PATIENCE)

    def is_brought_to(self, step: str) -> None:
        """Whose keyboard was in the task before stands at the title of the next one, which says it."""
        self.is_at(self.page.locator("#room-title", has_text=step))

    def is_at(self, place: Locator) -> None:
        """The keyboard stands here after what was pressed."""
        expect(place).to_be_focused(timeout=PATIENCE)


@pytest.fixture
def room(server: Server) -> Iterator[Room]:
    app: Flask = create_app(settings_for(server.data, ""))
    method = board_method(*({**step, "title": str(step["id"]).title()} for step in (COLLECT, PLACE, RATE, VOTE)))
    room = drafted(app, new_person(app, Role.FACILITATOR), method)
    room.open()
    yield room
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def leading(desk: Callable[..., Page], room: Room) -> Hands:
    page = desk(reduced_motion="reduce")
    page.goto("/demo/as/facilitator")
    page.goto(f"/en/rustavi/workshops/{room.code}/desk")
    return Hands(page)


@pytest.fixture
def sitting(phone: Callable[..., Page], room: Room) -> Hands:
    return sits_down(phone(reduced_motion="reduce"), room)


def sits_down(page: Page, room: Room) -> Hands:
    """Joins by the six letters, and lets the four words be."""
    page.goto("/en/j")
    hands = Hands(page)
    hands.write("Six letters", room.join_code.lower())
    page.keyboard.press("Enter")
    hands.press("I agree: take my seat")
    hands.press("Go in", "link")
    expect(page.get_by_text("You are in.")).to_be_visible()
    return hands


def test_desk_and_seat_are_played_by_keyboard_alone(leading: Hands, sitting: Hands) -> None:
    opens_the_room(leading)
    writes_a_card(sitting)
    stops_the_clock_and_goes_on(leading)
    lays_it_on_the_map(sitting)
    leading.press("Next")
    judges_it(sitting)
    leading.press("Next")
    is_refused_for_saying_nothing(leading)
    gives_points(sitting)
    answers_what_somebody_cannot_live_with(leading)
    closes_the_room(leading)


def test_without_a_script_the_page_comes_back_where_one_was(phone: Callable[..., Page], room: Room) -> None:
    sitting = sits_down(phone(javascript=False), room)
    expect(sitting.page.get_by_text("This page goes on by itself")).to_be_hidden()
    room.do(tables.deal_groups)
    room.play_to("write")
    sitting.press("Show what is new", "link")
    sitting.write("What?", WORDS)
    sitting.choose("Where does it belong?", 0)
    sitting.press("Put it on the table")
    sitting.is_at(sitting.page.locator("#answer", has_text="It lies on the table."))
    room.play_to("vote")
    sitting.press("Show what is new", "link")
    for points in ("1 point", "2 points"):
        sitting.press("One point more")
        expect(sitting.page.locator("#vote li")).to_contain_text(f"You gave {points}")
        sitting.page.keyboard.press("Tab")
        sitting.is_at(sitting.page.locator("#vote li summary"))


def opens_the_room(leading: Hands) -> None:
    leading.press("Take the desk")
    leading.is_at(leading.page.locator("#now-title"))
    assert leading.called("button", "Begin: Write").get_attribute("aria-disabled") is None, "the room has not moved"
    leading.press("Deal and name tables", "summary")
    leading.page.keyboard.press("Tab")
    leading.page.keyboard.type("1")
    leading.press("Deal the tables")
    expect(leading.page.get_by_role("heading", name="Table 1")).to_be_visible(timeout=PATIENCE)
    leading.is_at(leading.called("button", "Deal the tables"))
    leading.is_told("Done: Deal the tables")
    leading.press("Hide the stage now", back=True)
    leading.is_at(leading.called("button", "Show the stage again"))
    leading.page.keyboard.press("Enter")
    leading.is_at(leading.called("button", "Hide the stage now"))
    leading.press("Begin: Write", back=True)
    leading.is_at(leading.called("button", "Next: Place"))
    leading.is_told("Write")


def writes_a_card(sitting: Hands) -> None:
    sitting.is_told("A new step: Write")
    sitting.press("Put it on the table")
    sitting.is_at(sitting.page.get_by_role("alert"))
    sitting.write("What?", WORDS)
    sitting.choose("Where does it belong?", 1)
    sitting.press("Put it on the table")
    sitting.is_told("It lies on the table.")
    sitting.is_at(sitting.called("button", "Put it on the table"))
    sitting.press("Take it back")
    sitting.is_told("Taken back.")
    sitting.is_at(sitting.called("button", "Put it back"))
    sitting.page.keyboard.press("Enter")
    sitting.is_at(sitting.called("button", "Take it back"))
    sitting.press("Change it", "link", back=True)
    sitting.is_at(sitting.page.locator("#task"))
    sitting.press("Keep the change")
    sitting.is_told("Changed.")
    sitting.is_at(sitting.page.locator("#task"))
    sitting.press("I am ready")
    sitting.is_told("You said that you are ready.")
    sitting.is_at(sitting.called("button", "Not yet after all"))


def stops_the_clock_and_goes_on(leading: Hands) -> None:
    expect(leading.page.locator("#r-boards")).to_contain_text(WORDS, timeout=PATIENCE)
    leading.press("Stop the clock")
    leading.is_at(leading.called("button", "Let the clock run"))
    leading.page.keyboard.press("Enter")
    leading.is_at(leading.called("button", "Stop the clock"))
    leading.press("Next", back=True)


def lays_it_on_the_map(sitting: Hands) -> None:
    sitting.is_brought_to("Place")
    sitting.choose("Which card?", 0)
    sitting.choose("Across", 4)
    sitting.choose("Up", 3)
    sitting.press("Put it there")
    sitting.is_told("It lies there now.")
    sitting.is_at(sitting.called("button", "Put it there"))
    sitting.press("Undo this move")
    sitting.is_told("It lies where it lay before.")
    sitting.is_at(sitting.page.locator("#task"))


def judges_it(sitting: Hands) -> None:
    sitting.is_brought_to("Rate")
    sitting.press("I cannot live with this", "summary")
    sitting.press("Say it")
    sitting.is_at(sitting.page.get_by_role("alert"))
    sitting.write("Whom would it harm", "Those who work at night")
    sitting.press("Say it")
    sitting.is_told("The room will answer you.")
    sitting.choose("Impact", 4)
    sitting.choose("Effort", 1)
    sitting.press("Next")
    sitting.is_at(sitting.page.locator("#task"))
    sitting.is_told("You have gone through all of them.")


def is_refused_for_saying_nothing(leading: Hands) -> None:
    leading.press("Keep the answer")
    expect(leading.page.get_by_role("alert")).not_to_be_empty(timeout=PATIENCE)


def answers_what_somebody_cannot_live_with(leading: Hands) -> None:
    expect(leading.page.locator("#r-now")).to_contain_text("1 of 1 are ready", timeout=PATIENCE)
    expect(leading.page.get_by_role("alert"), "what was refused is not wiped away by a poll").not_to_be_empty()
    leading.go_to(leading.called("textbox", "What does the room answer?"), back=True)
    leading.page.keyboard.type("A bus at")
    leading.page.wait_for_timeout(1500)  # a poll, and what it would take away
    leading.page.keyboard.type(" midnight.")
    leading.press("Keep the answer")
    expect(leading.called("textbox", "What does the room answer?")).to_have_count(0, timeout=PATIENCE)
    leading.is_at(leading.page.locator("#now-title, #waiting-title").and_(leading.page.locator(":focus")))


def gives_points(sitting: Hands) -> None:
    sitting.is_brought_to("Vote")
    sitting.press("One point more")
    sitting.is_told("2 points left of 3")
    sitting.is_at(sitting.called("button", "One point more"))
    sitting.page.keyboard.press("Enter")
    sitting.is_told("1 point left of 3")
    sitting.is_at(sitting.called("button", "One point less"))
    sitting.press("I am ready")


def closes_the_room(leading: Hands) -> None:
    leading.press("Next", back=True)
    leading.is_at(leading.page.locator("#now-title"))
    leading.press("Close the workshop", "link")
    leading.page.wait_for_url(re.compile("/close"))
    leading.press("Close")
    leading.page.wait_for_url(re.compile("/results"))
    expect(leading.page.locator("main")).to_contain_text(WORDS)
