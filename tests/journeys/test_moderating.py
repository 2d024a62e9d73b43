"""A moderator at the desk with the keyboard alone, and what readers bring there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.walking import OUTLINED, Teller, Told, decide, expect_focus

pytestmark = pytest.mark.browser

FAR = 80
"""Presses of the Tab key after which nobody looks any further."""
FOCUSED = f"""(goal) => {{
  const one = document.activeElement;
  return [one === document.body || ({OUTLINED})(one), one === goal];
}}"""
"""Whether somebody sees where the keyboard is, and whether it is there; asked at once, because it is asked often."""


def tab_to(page: Page, place: Locator) -> None:
    """Press Tab until the place has the focus; whatever is passed on the way shows that it has it."""
    goal = place.element_handle()
    for _ in range(FAR):
        page.keyboard.press("Tab")
        shows_it, is_there = page.evaluate(FOCUSED, goal)
        assert shows_it
        if is_there:
            return
    raise AssertionError(f"the keyboard does not reach {place}")


def press(page: Page, place: Locator) -> None:
    tab_to(page, place)
    page.keyboard.press("Enter")


def test_a_moderator_decides_with_the_keyboard_alone(moderating: Page, teller: Teller, photographs: list[Path]) -> None:
    page = moderating
    fit, inner, advert = (teller.tell(photo=photo) for photo in (photographs[1], None, None))

    page.goto("/en/samtredia/desk/")
    open_from_queue(page, fit)
    press(page, page.locator("button[value=leave_out]"))
    expect(page.locator("button[value=put_back]")).to_be_visible()
    page.keyboard.press("Tab")
    expect_focus(page.locator("button[value=put_back]"))
    page.goto(fit.desk_address)
    press(page, page.locator("button[value=publish]"))
    expect(page.locator("#queue")).to_be_visible()

    open_from_queue(page, inner)
    press(page, page.locator("button[value=keep]"))
    expect(page.locator("#queue")).to_be_visible()

    open_from_queue(page, advert)
    press(page, page.locator("#acts summary", has_text="Hide with a reason"))
    press(page, page.locator("button[value=hide]"))
    expect_focus(page.locator("#error-summary"))
    press(page, page.locator("#error-summary a"))
    expect_focus(page.locator("#reason"))
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#reason").input_value()
    press(page, page.locator("button[value=hide]"))
    expect(page.locator("#queue")).to_be_visible()

    assert chosen
    states = [state_of(page, one.desk_address) for one in (fit, inner, advert)]
    assert states == ["Published", "Kept for the team", "Hidden"]
    page.goto(fit.address)
    expect(page.locator(".words")).to_be_visible()
    expect(page.locator("article:not(.card) > .photo img")).to_have_count(0)


def open_from_queue(page: Page, told: Told) -> None:
    press(page, page.get_by_role("link", name=told.title, exact=True))
    expect(page.locator("#acts")).to_be_visible()


def state_of(page: Page, address: str) -> str:
    page.goto(address)
    return page.locator("article .tag").first.inner_text()


def test_the_first_stop_of_the_keyboard_leads_past_the_masthead(moderating: Page) -> None:
    moderating.goto("/en/samtredia/desk/")
    moderating.keyboard.press("Tab")
    expect_focus(moderating.locator(".skip"))
    expect(moderating.locator(".skip")).to_be_in_viewport()
    moderating.keyboard.press("Enter")
    expect(moderating.locator("#main")).to_be_focused()


def test_what_a_reader_says_is_wrong_is_seen_to(moderating: Page, teller: Teller, phone: Callable[..., Page]) -> None:
    told = teller.tell()
    decide(moderating, told, "publish")
    reader = phone(javascript=False)
    reader.goto(told.address)
    reader.locator("#report summary").click()
    reader.locator("#report form button").click()
    expect_focus(reader.locator("#error-summary"))
    reader.check("input[name=reason][value=names_someone]")
    reader.fill("#text", "The man with the ladder is my uncle.")
    reader.locator("#report form button").click()
    reader.wait_for_url("**/reported")

    moderating.goto("/en/samtredia/desk/")
    moderating.get_by_role("link", name="Reported by readers").click()
    moderating.get_by_role("link", name=told.title, exact=True).click()
    brought = moderating.locator("#acts section").filter(has_text="The man with the ladder")
    brought.get_by_role("textbox").fill("His name is withheld now.")
    brought.get_by_role("button").click()
    expect(brought).to_have_count(0)
    expect(moderating.locator(".trail")).to_contain_text("Saw to what a reader reported")


def test_what_is_typed_in_one_form_of_the_desk_stays_when_another_is_sent(moderating: Page, teller: Teller) -> None:
    page, told = moderating, teller.tell()
    page.goto(told.desk_address)
    page.locator("#acts summary", has_text="Ask the teller").click()
    page.fill("#question", "Which bridge do you mean?")
    page.fill("#remark", "I know this yard.")
    page.get_by_role("button", name="Leave the remark").click()
    expect(page.get_by_text("I know this yard.")).to_be_visible()
    expect(page.locator("#question")).to_have_value("Which bridge do you mean?")
    expect(page.locator("#question")).to_be_visible()
    expect(page.locator("#remark")).to_have_value("")
    page.reload()
    expect(page.locator("#question")).to_have_value("")
