"""A long ballot on a phone: each card a line or two that opens, its buttons beside it, and what is left always in sight."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from storyhub.app import create_app
from storyhub.cities.queries import city_by_slug
from storyhub.core.permissions import Role, Viewer
from storyhub.demo.people import person_id
from tests.support.browsing import PHONE
from tests.support.serving import Server
from tests.support.settings import settings_for
from tests.workshops.phones import sit_down
from tests.workshops.room import Room, drafted
from tests.workshops.test_stage import a_board, write

LONG = (
    "Somebody planted forty walnut trees along the railway, nobody knows who, and each year there are more: number %s"
)


def a_ballot(room: Room, cards: int) -> Room:
    (seat,) = room.seats(1)
    room.play_to("write")
    for number in range(cards):
        write(room, seat, LONG % number)
    room.play_to("choose")
    return room


def test_points_are_given_without_opening_a_card_and_all_its_words_are_there(
    workshop_of: Callable[..., Room],
) -> None:
    room = a_ballot(workshop_of(a_board("live")), 3)
    phone = sit_down(room)
    page = phone.look()
    closed = re.findall(r"<details class=\"choice-words\"><summary>.*?</summary>", page, re.DOTALL)
    assert len(closed) == 3
    assert LONG % 2 in closed[2]
    outside = re.sub(r"<details class=\"choice-words\">.*?</details>", "", page, flags=re.DOTALL)
    buttons = re.findall(r'name="give" value="([^"]+)"', outside)
    assert len(buttons) == 3
    phone.do("vote", give=buttons[1])
    assert "2 points left of 3" in phone.page
    assert phone.page.count('<li class="given"') == 1


@pytest.mark.browser
@pytest.mark.only_on("sqlite")
def test_a_long_ballot_is_short_on_a_phone(server: Server, open_page: Callable[..., Page]) -> None:
    room = a_ballot(opened_on(server), 14)
    page = open_page(PHONE, has_touch=True)
    page.goto(f"/en/j/{room.join_code}")
    with page.expect_navigation():
        page.get_by_role("button", name="I agree: take my seat").click()
    page.goto(f"/en/w/{room.code}")
    assert page.locator(".ballot > li").count() == 14
    assert page.locator(".ballot").bounding_box()["height"] < 14 * 76  # type: ignore[index]
    last = page.locator(".ballot > li").last
    last.scroll_into_view_if_needed()
    expect(page.locator(".points-left")).to_be_in_viewport()
    small = last.bounding_box()["height"]  # type: ignore[index]
    last.locator("summary").tap()
    expect(last.locator(".note")).to_be_visible()
    assert last.bounding_box()["height"] > small  # type: ignore[index]
    last.locator("[name=give]").tap()
    expect(page.locator(".points-left")).to_contain_text("2 points left")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def opened_on(server: Server) -> Room:
    app: Flask = create_app(settings_for(server.data, f"sqlite:///{server.data}/storyhub.sqlite3"))
    with app.app_context():
        roles = {city_by_slug("rustavi").id: frozenset({Role.FACILITATOR})}
        runs_it = Viewer(person_id=person_id("facilitator"), roles=roles)
    room = drafted(app, runs_it, a_board("live"))
    room.open()
    return room
