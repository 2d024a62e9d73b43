"""Teller and moderator hold a conversation through the receipt: neither learns who the other is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.walking import Teller, Told, decide, open_my_story, open_part

pytestmark = pytest.mark.browser

QUESTION = "Which street was it, and may we name it?"
ANSWER = "Gorgasali 4. Please leave the number out."


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_teller_and_moderator_hold_a_conversation_through_the_receipt(
    moderating: Page, phone: Callable[..., Page], teller: Teller, javascript: bool
) -> None:
    told, mine = teller.tell(), phone(javascript=javascript)
    ask(moderating, told, QUESTION)

    open_my_story(mine, "en", told.receipt)
    expect(mine.locator("main")).to_contain_text(QUESTION)
    mine.fill("#answer", ANSWER)
    with mine.expect_navigation():
        mine.locator("button[value=answer]").click()
    open_part(mine, "#answering")
    expect(mine.locator("details:has(#answering)")).to_contain_text(ANSWER)

    moderating.goto(told.desk_address)
    open_part(moderating, "#question")
    expect(moderating.locator("#acts")).to_contain_text(ANSWER)
    decide(moderating, told, "publish")

    open_my_story(mine, "en", told.receipt)
    expect(mine.locator(".thread")).to_contain_text("Published")
    open_part(mine, "button[value=words]")
    mine.locator("button[value=words]").click()
    mine.fill("#body", "The water in our street comes three times a week now, and nobody carries it any more.")
    mine.locator("button[value=keep_words]").click()
    expect(mine.locator(".notice.info")).to_contain_text("wait to be read")

    decide(moderating, told, "show_version")
    mine.goto(told.address)
    expect(mine.locator("main .words")).to_contain_text("three times a week")


def ask(moderating: Page, told: Told, words: str) -> None:
    moderating.goto(told.desk_address)
    open_part(moderating, "#question")
    moderating.fill("#question", words)
    with moderating.expect_navigation():
        moderating.locator("button[value=ask]").click()
    moderating.goto(told.desk_address)
    open_part(moderating, "#question")
    expect(moderating.locator("#acts")).to_contain_text(words)


def test_the_receipt_stands_in_no_address_on_the_way(page: Page, teller: Teller) -> None:
    told = teller.tell()
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    open_my_story(page, "en", told.receipt)
    for step in ("words", "consents", "contact", "withdraw"):
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for name in (step, "show"):
            with page.expect_navigation():
                page.locator(f"button[value={name}]").click()
    assert seen
    assert not [url for url in seen if told.receipt.lower() in url.lower()]
