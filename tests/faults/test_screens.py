"""Screens of a hall that come and go: a projector's laptop that was closed, phones whose clocks are wrong by hours."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from storyhub.core import clock
from storyhub.workshops.services.stage_tokens import stage_token
from storyhub.workshops.views.here import cookie_of
from tests.support.browsing import DESK, PHONE
from tests.support.serving import serving
from tests.workshops.boards import COLLECT, TALK, VOTE, Looking, board_method
from tests.workshops.conftest import draft_of, facilitator, workshop_of  # noqa: F401
from tests.workshops.room import Room

pytestmark = [pytest.mark.slow, pytest.mark.browser]

HOURS_WRONG = (-7, 5)
AWAY = 60_000


@contextmanager
def opened(browser: Browser, url: str, room: Room, viewport: dict[str, int], token: str = "") -> Iterator[Page]:
    context = browser.new_context(base_url=url, viewport=viewport, locale="en")  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    if token:
        context.add_cookies([{"name": cookie_of(room.code), "value": token, "url": url}])
    try:
        yield context.new_page()
    finally:
        context.close()


def test_a_projector_that_was_closed_shows_where_the_room_is_by_itself(
    browser: Browser,
    data: Path,
    database: str,
    workshop_of: Callable[..., Room],  # noqa: F811
) -> None:
    room = workshop_of(board_method(COLLECT, TALK, VOTE))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    look.write(ana, "Wells run dry")
    link = f"/en/rustavi/workshops/{room.code}/stage/{stage_token(room.keys, room.id)}"
    with (
        serving(data, "--no-worker", STORYHUB_DATABASE=database) as server,
        opened(browser, server.url, room, DESK) as page,
    ):
        page.clock.install()
        page.goto(link)
        expect(page.locator("#stage")).to_contain_text("Wells run dry")
        before = page.locator("#stage").inner_text()

        page.context.set_offline(True)
        page.clock.fast_forward(AWAY)
        expect(page.locator("body")).to_have_class(re.compile("is-away"))
        look.write(ana, "The bus is full")
        page.clock.fast_forward(AWAY)
        assert "Wells run dry" in page.locator("#stage").inner_text(), "the last good picture stays"
        assert before.splitlines()[0] in page.locator("#stage").inner_text()

        page.context.set_offline(False)
        page.clock.resume()
        expect(page.locator("#stage")).to_contain_text("The bus is full")
        expect(page.locator("body")).not_to_have_class(re.compile("is-away"))


def test_the_clock_of_a_step_is_right_on_phones_whose_own_is_wrong(
    browser: Browser,
    data: Path,
    database: str,
    workshop_of: Callable[..., Room],  # noqa: F811
) -> None:
    room = workshop_of(board_method(TALK | {"minutes": 12}))
    seated = room.join()
    room.advance()
    deadline = room.workshop.deadline_at
    assert deadline is not None
    with serving(data, "--no-worker", STORYHUB_DATABASE=database) as server:
        for hours in HOURS_WRONG:
            with opened(browser, server.url, room, PHONE, seated.token) as page:
                page.clock.install(time=clock.now() + timedelta(hours=hours))
                page.goto(f"/en/w/{room.code}")
                page.clock.resume()
                page.wait_for_timeout(2500)
                minutes, _colon, seconds = page.locator("#clock").inner_text().strip().partition(":")
                left = (deadline - clock.now()).total_seconds()
                assert abs(int(minutes) * 60 + int(seconds) - left) <= 3, f"{hours} hours wrong"
