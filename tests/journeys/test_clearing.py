"""A moderator clears a queue of twenty with the keyboard: takes the next, decides, and stands at the next one again."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_moderating import press
from tests.journeys.walking import Teller, expect_focus

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOWN = "charentsavan"
DESK = f"/en/{TOWN}/desk/"
DECISIONS = ("publish", "publish", "keep", "spam", "hide")


def waiting(page: Page) -> int:
    count = page.locator(f'.tabs a[href="{DESK}?state=waiting"] .count')
    return int(count.inner_text())


def decide(page: Page, act: str) -> None:
    if act == "hide":
        press(page, page.locator("#acts summary", has_text="Hide with a reason"))
        press(page, page.locator("#reason"))
        page.keyboard.press("ArrowDown")
    press(page, page.locator(f"#acts button[value={act}]"))
    page.wait_for_url("**/desk/?after=*")


def test_a_moderator_clears_a_queue_of_twenty_with_the_keyboard(moderating: Page, teller: Teller) -> None:
    page = moderating
    told = [teller.tell(TOWN, title=f"One of twenty, number {n}") for n in range(20)]
    page.goto(DESK)
    before = waiting(page)
    assert before >= 20
    take = page.get_by_role("button", name="Take next")
    press(page, take)
    expect(page.locator("#acts")).to_be_visible()
    for done in range(20):
        decide(page, DECISIONS[done % len(DECISIONS)])
        expect(page.locator("#after")).to_contain_text("Undo")
        assert waiting(page) == before - done - 1
        if waiting(page):
            expect_focus(take)
            page.keyboard.press("Enter")
            expect(page.locator("#acts")).to_be_visible()
    assert len(told) == 20

    page.goto(DESK)
    assert waiting(page) == before - 20


def test_a_slip_is_undone_with_the_keyboard(moderating: Page, teller: Teller) -> None:
    page, told = moderating, teller.tell(TOWN, title="Not meant to be hidden")
    page.goto(told.desk_address)
    decide(page, "publish")
    press(page, page.locator("#after button"))
    page.wait_for_url(f"**{told.desk_address}")
    expect(page.locator("article .tag").first).to_have_text("Waiting")
    expect(page.locator(".trail")).to_contain_text("Undone: Published")
