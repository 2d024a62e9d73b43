"""A phone on a slow network: 100 kbit/s, 800 ms for each question, nothing kept from before."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.support.browsing import PHONE

SLOW = {"offline": False, "latency": 800, "downloadThroughput": 100_000 / 8, "uploadThroughput": 100_000 / 8}


@contextmanager
def slow_phone(browser: Browser, *, takes_packed: bool = True) -> Iterator[Page]:
    """A page of 320 pixels without a service worker. `takes_packed=False`: it asks for everything uncompressed."""
    context = browser.new_context(viewport=PHONE, has_touch=True, service_workers="block")  # type: ignore[arg-type]
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)
    if not takes_packed:
        page.set_extra_http_headers({"Accept-Encoding": "identity"})
    yield page
    context.close()
