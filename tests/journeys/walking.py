"""Steps that several journeys take, found by the names and values that forms send: they hold in every language."""

import re
import sqlite3
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import APIRequestContext, Locator, Page, expect

from tests.support.serving import Server

WORDS = "The water in our yard comes twice a week, and we carry it up four floors in buckets."

_numbers = count(1)


@dataclass(frozen=True)
class Told:
    """A story that was sent: how the desk and how its teller find it."""

    town: str
    code: str
    receipt: str
    title: str
    form_key: str

    @property
    def address(self) -> str:
        return f"/en/{self.town}/stories/{self.code}"

    @property
    def desk_address(self) -> str:
        return f"/en/{self.town}/desk/{self.code}"


@dataclass(frozen=True)
class Teller:
    """Sends the form as a browser does."""

    request: APIRequestContext
    server: Server

    def tell(self, town: str = "samtredia", *, photo: Path | None = None, **said: str) -> Told:
        number = next(_numbers)
        fields: dict[str, Any] = {"title": f"Buckets {number}", "body": WORDS, "audience": "public", **said}
        form_key = f"a-journey-of-its-own-{number:06}"
        fields |= {"form_key": form_key, "action": "send"}
        if photo is not None:
            fields["photos"] = {"name": photo.name, "mimeType": "image/*", "buffer": photo.read_bytes()}
        answer = self.request.post(f"{self.server.url}/en/{town}/tell", multipart=fields)
        assert answer.url.endswith("/tell/received"), answer.text()
        shown = re.search(r'id="receipt-code"[^>]*>(.*?)</p>', answer.text(), re.DOTALL)
        assert shown is not None
        receipt = re.sub(r"<[^>]+>|\s", "", shown[1])
        return Told(town, code_of(self.server, fields["title"]), receipt, fields["title"], form_key)


def code_of(server: Server, title: str) -> str:
    return row(server, "select code from story where title = ? order by told_at desc", title)[0]


def row(server: Server, question: str, *values: str) -> Any:
    """The first row of an answer from the server's own database."""
    database = sqlite3.connect(f"file:{server.data}/storyhub.sqlite3?mode=ro", uri=True)
    try:
        return database.execute(question, values).fetchone()
    finally:
        database.close()


def open_part(page: Page, inside: str) -> None:
    """Open the disclosure that holds something, unless it stands open."""
    part = page.locator(f"details:has({inside})")
    if part.get_attribute("open") is None:
        part.locator("> summary").click()


def preview(page: Page) -> None:
    page.locator("button[value=preview]").first.click()
    expect(page.locator("button[value=send]")).to_be_visible()


def send(page: Page) -> str:
    """Send from the preview; gives the receipt."""
    page.locator("button[value=send]").click()
    page.wait_for_url("**/tell/received")
    return re.sub(r"\s", "", page.locator("#receipt-code").inner_text())


def open_my_story(page: Page, language: str, receipt: str) -> None:
    page.goto(f"/{language}/my")
    page.fill("#receipt", receipt)
    page.locator("main form button").click()
    expect(page.locator(".thread")).to_be_visible()


def withdraw(page: Page) -> None:
    """From my story: taken back, asked once more."""
    page.locator("button[value=withdraw]").click()
    page.locator("button[value=withdraw_for_good]").click()
    expect(page.locator("button[value=withdraw]")).to_have_count(0)


def decide(moderating: Page, told: Told, act: str) -> None:
    """What a moderator's press of a button does: publish, keep, hide, mark_sensitive."""
    moderating.goto(told.desk_address)
    if act == "hide":
        open_part(moderating, "#reason")
        moderating.select_option("#reason", "other")
    with moderating.expect_navigation():
        moderating.locator(f"#acts button[value={act}]").click()


def sideways(page: Page) -> int:
    """How many pixels the page is wider than its screen."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def expect_focus(place: Locator) -> None:
    """Somebody who looks at the screen sees that the keyboard is here."""
    expect(place).to_be_focused()
    assert place.evaluate(OUTLINED), f"{place} has the focus and does not show it"


OUTLINED = """(one) => [one, one.closest(".choice, .chip")]
  .some((shown) => shown && getComputedStyle(shown).outlineStyle !== "none")"""
