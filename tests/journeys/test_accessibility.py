"""axe finds nothing: every page in every state, by day and by night, on a phone and on a wide screen."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.states import PICTURE, STATES, Stories
from tests.journeys.walking import Teller, decide, open_my_story, withdraw
from tests.support.browsing import DESK, PHONE
from tests.support.serving import Server

pytestmark = pytest.mark.browser

EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
LOOKS = ((PHONE, "light", EVERYTHING), (PHONE, "dark", COLOURS), (DESK, "dark", COLOURS), (DESK, "light", EVERYTHING))
"""Night changes colours alone, so at night colours alone are looked at."""


@pytest.fixture(scope="session")
def stories(browser: Browser, server: Server) -> Iterator[Stories]:
    """A story in each state that a page can show."""
    context = browser.new_context(base_url=server.url)
    page, teller = context.new_page(), Teller(context.request, server)
    page.goto("/demo/as/moderator")
    told = {state: teller.tell() for state in ("waiting", "published", "hidden", "withdrawn", "sensitive", "answered")}
    told["with photo"] = teller.tell(photo=PICTURE)
    for state in ("published", "withdrawn", "sensitive", "answered", "with photo"):
        decide(page, told[state], "publish")
    decide(page, told["hidden"], "hide")
    decide(page, told["sensitive"], "mark_sensitive")
    decide(page, teller.tell(answers=told["answered"].code), "publish")
    open_my_story(page, "en", told["withdrawn"].receipt)
    withdraw(page)
    yield told
    context.close()


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(phone: Callable[..., Page], stories: Stories, state: str) -> None:
    page = phone(reduced_motion="reduce")
    STATES[state](page, stories)
    assert not findings(page)


def findings(page: Page) -> list[str]:
    found = []
    for size, scheme, options in LOOKS:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for violation in Axe().run(page, options=options).response["violations"]:
            places = [node["html"][:160] for node in violation["nodes"][:3]]
            found.append(f"{size['width']} {scheme} {violation['id']}: {violation['help']} {places}")
    return found
