"""Small screens, long words, large letters, few colours, paper: nothing is cut off and nothing runs out at the side."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from storyhub.core.languages import LANGUAGES
from tests.journeys.states import Stories
from tests.journeys.walking import Told, sideways

pytestmark = pytest.mark.browser

PUBLIC = (
    "/{lang}/",
    "/{lang}/samtredia/",
    "/{lang}/samtredia/tell",
    "/{lang}/samtredia/stories",
    "/{lang}/stories",
    "/{lang}/samtredia/stories/{code}",
    "/{lang}/samtredia/stories/{code}/print",
    "/{lang}/samtredia/about/privacy",
    "/{lang}/samtredia/about/help",
    "/{lang}/samtredia/tell/thanks",
    "/{lang}/my",
    "/{lang}/sign-in",
    "/{lang}/no-such-page",
)
STAFF = (
    "/{lang}/samtredia/desk/",
    "/{lang}/samtredia/desk/{code}",
    "/{lang}/account",
    "/styleguide",
)


@pytest.fixture
def long_words(stories: Stories) -> Told:
    """A published story whose title, place and name hold words that do not fit."""
    return stories["long words"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_runs_out_at_the_side_of_a_small_phone(clean_phone: Page, long_words: Told, lang: str) -> None:
    page = clean_phone
    wider = {address: too_wide(page, address, lang, long_words) for address in PUBLIC}
    page.goto("/demo/as/moderator")
    wider |= {address: too_wide(page, address, lang, long_words) for address in STAFF}
    assert not {address: pixels for address, pixels in wider.items() if pixels}


def too_wide(page: Page, address: str, lang: str, told: Told) -> int:
    """With everything opened that can be opened, the menu of languages too."""
    page.goto(address.format(lang=lang, code=told.code))
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    return sideways(page)


@pytest.mark.parametrize("address", [PUBLIC[1], PUBLIC[2], PUBLIC[5], PUBLIC[10]])
def test_letters_twice_as_large_fit(phone: Callable[..., Page], long_words: Told, address: str) -> None:
    page = phone()
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    assert too_wide(page, address, "ka", long_words) == 0
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 30


def test_with_few_colours_every_control_has_its_edge(phone: Callable[..., Page]) -> None:
    page = phone(forced_colors="active")
    page.goto("/ka/samtredia/tell")
    widths = page.evaluate(
        """[...document.querySelectorAll(".button, .input, .choices .choice")]
          .map((one) => parseFloat(getComputedStyle(one).borderTopWidth))"""
    )
    assert widths
    assert min(widths) >= 1
    chosen = page.locator(".choices .choice:has(:checked)").first
    assert chosen.evaluate("(one) => getComputedStyle(one).outlineStyle") == "solid"


def test_paper_has_the_words_and_not_the_way_around(clean_phone: Page, long_words: Told) -> None:
    page = clean_phone
    page.emulate_media(media="print")
    page.goto(long_words.address)
    expect(page.locator(".words")).to_be_visible()
    for gone in (".nav", ".menu", ".footer", "#report"):
        expect(page.locator(gone)).to_be_hidden()
    page.goto(f"{long_words.address}/print")
    expect(page.locator(".words")).to_be_visible()


def test_who_wants_no_motion_gets_none(clean_phone: Page) -> None:
    page = clean_phone
    page.goto("/ka/samtredia/")
    moving = page.evaluate(
        """[...document.querySelectorAll("*")].map((one) => getComputedStyle(one))
          .filter((style) => parseFloat(style.transitionDuration) || parseFloat(style.animationDuration)).length"""
    )
    assert moving == 0
