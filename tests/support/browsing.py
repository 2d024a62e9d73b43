"""`phone` and `desk`: pages of a real Chromium, 320 pixels wide or as wide as a desk, with scripts or without."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect, sync_playwright

from tests.support.serving import Server

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
MISSING = "No Chromium found. Install it (Debian: apt-get install chromium); `make test` does."
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 800}
PATIENCE = 20_000
"""Milliseconds until what a page does must be seen, on a machine that runs two browsers and a database beside it."""


def find_chromium() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise RuntimeError(MISSING)
    return found


def launch(playwright: Playwright) -> Browser:
    """The system's own Chromium; nothing is downloaded."""
    return playwright.chromium.launch(
        executable_path=find_chromium(),
        args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    )


def leave(context: BrowserContext) -> None:
    """Close it once its pages are at rest: Chromium now and then never answers when one is closed in mid-navigation."""
    for page in context.pages:
        with suppress(Error):
            page.goto("about:blank", timeout=5000)
    context.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """`open_page(viewport, javascript=True, locale="en")`: a page in a context of its own, closed afterwards."""
    with ExitStack() as stack:

        def opened(viewport: dict[str, int], *, javascript: bool = True, locale: str = "en", **more: object) -> Page:
            context = browser.new_context(
                base_url=server.url,
                viewport=viewport,  # type: ignore[arg-type]
                java_script_enabled=javascript,
                locale=locale,
                **more,  # type: ignore[arg-type]
            )
            stack.callback(leave, context)
            context.set_default_timeout(PATIENCE)
            return context.new_page()

        yield opened


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """`phone(javascript=False, locale="ka")`: 320 by 640, touched with fingers."""
    return partial(open_page, PHONE, has_touch=True)


@pytest.fixture
def desk(open_page: Callable[..., Page]) -> Callable[..., Page]:
    return partial(open_page, DESK)


@pytest.fixture(scope="session")
def kept_page(browser: Browser, server: Server) -> Iterator[Page]:
    """One page for the many tests that only look: a new context takes a second of work, as long as the look itself."""
    context = browser.new_context(base_url=server.url, viewport=PHONE, has_touch=True, locale="en")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def clean_phone(kept_page: Page, server: Server) -> Page:
    """A phone with scripts and without motion, in English, that remembers nothing of the test before."""
    page = kept_page
    page.goto(f"{server.url}/robots.txt")
    page.evaluate("sessionStorage.clear()")
    page.context.clear_cookies()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.clearDataForOrigin", {"origin": server.url, "storageTypes": "all"})
    devtools.send("Network.clearBrowserCache")
    devtools.detach()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="reduce")
    return page


@pytest.fixture
def page(phone: Callable[..., Page]) -> Page:
    """A phone with scripts, in English."""
    return phone()
