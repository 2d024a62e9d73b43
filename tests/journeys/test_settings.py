"""The settings pages in a real browser: axe finds nothing, and nothing runs out of a narrow screen."""

import pytest
from playwright.sync_api import Page

from tests.journeys.test_accessibility import findings
from tests.journeys.walking import sideways

pytestmark = pytest.mark.browser

PATHS = (
    "",
    "/welcome",
    "/districts",
    "/shapes",
    "/prompts/new",
    "/languages",
    "/moderation",
    "/help-lines",
    "/page-privacy",
    "/wording",
    "/wording/ka",
    "/missing",
    "/history",
    "/pause",
)


@pytest.fixture
def admin(clean_phone: Page) -> Page:
    clean_phone.goto("/demo/as/admin")
    return clean_phone


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_on_a_page_of_the_settings(admin: Page, path: str) -> None:
    admin.goto(f"/en/alaverdi/settings{path}")
    assert sideways(admin) == 0
    assert not findings(admin)


def test_axe_finds_nothing_in_what_the_settings_answer(admin: Page) -> None:
    """A refusal, a preview, what was published, and its place in the history."""
    admin.goto("/en/alaverdi/settings/prompts/new")
    with admin.expect_navigation():
        admin.locator("button[value=preview]").click()
    assert not findings(admin)
    admin.fill("#question", "What grows in your yard?")
    with admin.expect_navigation():
        admin.locator("button[value=preview]").click()
    assert not findings(admin)
    with admin.expect_navigation():
        admin.locator("button[value=publish]").click()
    assert not findings(admin)
    admin.goto("/en/alaverdi/settings/history")
    with admin.expect_navigation():
        admin.locator("main ol a").first.click()
    assert not findings(admin)
    assert sideways(admin) == 0
