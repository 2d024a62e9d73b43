"""Author, lead, answer, teller: an entry cites three stories, one teller takes theirs back, the other two are answered."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.walking import Teller, Told, decide, open_my_story, withdraw

pytestmark = pytest.mark.browser

TOWN = "/en/samtredia"
HEARD = "Water comes at hours that nobody is told."
DID = "The utility prints its hours at every door."


@pytest.mark.parametrize("javascript", [True, False])
def test_the_tellers_of_an_entry_are_answered_and_the_one_who_left_is_not(
    desk: Callable[..., Page], phone: Callable[..., Page], moderating: Page, teller: Teller, javascript: bool
) -> None:
    told = [teller.tell(quotation="yes") for _ in range(3)]
    for one in told:
        decide(moderating, one, "publish")
    author = staff(desk, "facilitator", javascript)
    entry = write_entry(author, told)
    lead = staff(desk, "lead", javascript)
    accept(lead, entry)
    draft = write_answer(lead, entry)

    leaving = phone(javascript=javascript)
    open_my_story(leaving, "en", told[1].receipt)
    withdraw(leaving)

    lead.goto(draft)
    expect(lead.locator("main")).to_contain_text("It goes to 2 tellers")
    lead.locator("#send button").click()
    expect(lead.locator(".notice.ok")).to_contain_text("It reached 2 tellers")

    reader = phone(javascript=javascript)
    with lead.expect_navigation():
        lead.get_by_role("link", name="See it as readers do").click()
    reader.goto(lead.url)
    expect(reader.locator("main")).to_contain_text(DID)
    expect(reader.locator("main .thread")).to_contain_text(told[0].title)
    expect(reader.locator("main")).not_to_contain_text(told[1].title)
    reader.get_by_role("link", name=told[0].title).click()
    expect(reader.locator(".thread")).to_contain_text("Water in the yards")

    answered = phone(javascript=javascript)
    open_my_story(answered, "en", told[0].receipt)
    expect(answered.locator("main")).to_contain_text(HEARD)
    answered.locator("button[name=useful][value=yes]").click()
    expect(answered.locator("main")).to_contain_text("You said: it was useful.")
    open_my_story(leaving, "en", told[1].receipt)
    expect(leaving.locator("main")).not_to_contain_text(HEARD)

    lead.goto(draft)
    expect(lead.locator(".notice.ok")).to_contain_text("1 found it useful")
    author.goto(entry)
    expect(author.locator(".evidence.marked")).to_have_count(1)
    expect(author.locator("main")).not_to_contain_text(told[1].title)


def staff(desk: Callable[..., Page], person: str, javascript: bool) -> Page:
    page = desk(javascript=javascript)
    page.goto(f"/demo/as/{person}")
    return page


def write_entry(author: Page, told: list[Told]) -> str:
    """An entry that cites the stories, submitted; gives its address."""
    author.goto(f"{TOWN}/learning/logs")
    author.get_by_role("button", name="Write an entry").click()
    expect(author.locator("form#entry")).to_be_visible()
    entry = author.url.split("?")[0].removesuffix("/edit")
    for part, words in (
        ("title", "Hours of water"),
        ("what_happened", "We read three stories."),
        ("so_what", "It costs."),
    ):
        author.fill(f"#{part}", words)
    author.locator("button[value=save]").click()
    for one in told:
        author.goto(f"{entry}/evidence/{one.code}")
        author.check("input[name=stance][value=supports]")
        author.fill("#why", "It says when the water comes.")
        author.get_by_role("button", name="Cite it").click()
        expect(author.locator(".evidence", has_text=one.title).first).to_be_visible()
    author.goto(f"{entry}/edit")
    author.locator("button[value=submit]").click()
    expect(author.locator("form#entry")).to_have_count(0)
    return entry


def accept(lead: Page, entry: str) -> None:
    lead.goto(entry)
    lead.fill("#words", "Thank you for listening.")
    with lead.expect_navigation():
        lead.locator("button[value=accept]").click()


def write_answer(lead: Page, entry: str) -> str:
    """The draft of an answer in English, looked at; gives the address of that page."""
    lead.goto(entry)
    lead.get_by_role("button", name="Answer the tellers").click()
    for part, words in (
        ("title", "Water in the yards"),
        ("heard", HEARD),
        ("did", DID),
        ("did_not", "No new pipe yet."),
    ):
        lead.fill(f"#{part}", words)
    lead.locator("button[value=preview]").click()
    expect(lead.locator("main")).to_contain_text("It goes to 3 tellers")
    return lead.url
