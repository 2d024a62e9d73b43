"""What journeys start from: photographs as a phone takes them, a moderator at the desk, stories that have been told."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.journeys.states import Stories
from tests.journeys.walking import Teller, decide, open_my_story, withdraw
from tests.support.serving import Server, serving
from tests.support.settings import environment_for

PICTURES = Path(__file__).parents[2] / "storyhub" / "demo" / "pictures"
UPRIGHT_WHEN_TURNED = 6
LONG_GEORGIAN = "გადმოსაკონტრრევოლუციონერებლებისნაირებისათვისაცკიგადმოსაკონტრ"
LONG_ARMENIAN = "Հակահեղափոխականություններիցանհամեմատելիորենբարձրագույնններին"
LONG_WORDS = {
    "title": LONG_GEORGIAN,
    "body": f"{LONG_GEORGIAN} {LONG_ARMENIAN}",
    "place": LONG_ARMENIAN,
    "name_shown": "nickname",
    "name": LONG_GEORGIAN,
    "language": "ka",
}
"""Sixty letters without a place to break."""

GPS = {1: "N", 2: (41.0, 33.0, 0.0), 3: "E", 4: (45.0, 0.0, 0.0)}


@pytest.fixture
def photographs(tmp_path: Path) -> list[Path]:
    """Two JPEGs as phones write them; the first lies on its side and says where it was taken."""
    turned, plain = tmp_path / "IMG_0001.jpg", tmp_path / "IMG_0002.jpg"
    exif = Image.Exif()
    exif[0x0112] = UPRIGHT_WHEN_TURNED
    exif[0x010F] = "Phone"
    exif.get_ifd(0x8825).update(GPS)
    Image.open(PICTURES / "02-autumn-hills-1600.webp").convert("RGB").save(turned, quality=90, exif=exif)
    Image.open(PICTURES / "22-yard-tap-1600.webp").convert("RGB").save(plain, quality=90)
    return [turned, plain]


@pytest.fixture
def moderating(desk: Callable[..., Page]) -> Page:
    """A wide screen at which a moderator of all towns has signed in."""
    page = desk()
    page.goto("/demo/as/moderator")
    return page


@pytest.fixture
def teller(page: Page, server: Server) -> Teller:
    """Somebody who tells stories without a browser, where a test is about what comes after."""
    return Teller(page.request, server)


@pytest.fixture(scope="session")
def stories(browser: Browser, server: Server) -> Iterator[Stories]:
    """A story in each state that a page can show."""
    context = browser.new_context(base_url=server.url)
    page, teller = context.new_page(), Teller(context.request, server)
    page.goto("/demo/as/moderator")
    told = {state: teller.tell() for state in ("waiting", "published", "hidden", "withdrawn", "sensitive", "answered")}
    told["with photo"] = teller.tell(photo=PICTURES / "22-yard-tap-1600.webp")
    told["long words"] = teller.tell(**LONG_WORDS)
    for state in ("published", "withdrawn", "sensitive", "answered", "with photo", "long words"):
        decide(page, told[state], "publish")
    decide(page, told["hidden"], "hide")
    decide(page, told["sensitive"], "mark_sensitive")
    decide(page, teller.tell(answers=told["answered"].code), "publish")
    open_my_story(page, "en", told["withdrawn"].receipt)
    withdraw(page)
    yield told
    context.close()


@pytest.fixture
def empty_server(tmp_path: Path) -> Iterator[Server]:
    """A server whose towns have no stories yet."""
    data = tmp_path / "data"
    subprocess.run(
        [sys.executable, "-m", "storyhub", "demo", "--empty"],
        env=os.environ | environment_for(data),
        check=True,
        capture_output=True,
    )
    with serving(data) as running:
        yield running
