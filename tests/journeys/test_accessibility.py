"""axe finds nothing: every page in every state, by day and by night, on a phone and on a wide screen."""

import sqlite3

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.journeys.states import SENT_AGAIN, STATES, Stories
from tests.journeys.walking import WORDS
from tests.support.browsing import DESK, PHONE
from tests.support.serving import Server

pytestmark = pytest.mark.browser

EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
Looks = tuple[tuple[dict[str, int], str, dict[str, object]], ...]
LOOKS: Looks = (
    (PHONE, "light", EVERYTHING),
    (PHONE, "dark", COLOURS),
    (DESK, "dark", COLOURS),
    (DESK, "light", EVERYTHING),
)
"""Night changes colours alone, so at night colours alone are looked at."""
VIOLATIONS = "async (options) => (await axe.run(options)).violations"
PATIENT = 60_000
"""Milliseconds for an answer that the server gives only when it has waited in vain, more than once, for a lock."""


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(clean_phone: Page, stories: Stories, state: str) -> None:
    STATES[state](clean_phone, stories)
    assert not findings(clean_phone)


def test_axe_finds_nothing_where_no_story_has_been_told_and_none_can_be_kept(
    clean_phone: Page, empty_server: Server
) -> None:
    page = clean_phone
    for address in ("/en/", "/en/rustavi/", "/en/rustavi/stories"):
        page.goto(f"{empty_server.url}{address}")
        assert not findings(page)
    page.goto(f"{empty_server.url}/en/rustavi/tell")
    with sqlite3.connect(empty_server.data / "storyhub.sqlite3") as database:
        database.execute("begin immediate")
        with page.expect_navigation(timeout=PATIENT) as refused:
            page.evaluate(SENT_AGAIN, ["a-form-that-nobody-sent", WORDS])
        database.rollback()
    assert refused.value.status == 503
    expect(page.locator("textarea[name=body]")).to_have_value(WORDS)
    assert not findings(page)


def findings(page: Page, looks: Looks = LOOKS) -> list[str]:
    """What axe finds wrong. It is put into the page once and gives back no more than that."""
    found = []
    page.evaluate(AXE_SCRIPT)
    for size, scheme, options in looks:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for violation in page.evaluate(VIOLATIONS, options):
            places = [node["html"][:160] for node in violation["nodes"][:3]]
            found.append(f"{size['width']} {scheme} {violation['id']}: {violation['help']} {places}")
    return found
