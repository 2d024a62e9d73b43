"""Pictures of the main pages for docs/screens/, phone and wide, in four languages, from a fresh demonstration.

Those of workshops are taken by room_screens.py, on the same server.
"""

import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.progress import track

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.browsing import launch
from tests.support.serving import serving
from tests.support.settings import environment_for
from tools.room_screens import PICTURES_OF_ROOM, take_room

TARGET = ROOT / "docs" / "screens"
DEMO = files("storyhub.demo")
TOWNS = {"en": "tskaltubo", "ka": "rustavi", "hy": "ashtarak", "uk": "cahul"}
TOLD = {"en": "demo-en-07", "ka": "demo-ka-08", "hy": "demo-hy-08", "uk": "demo-uk-02"}
"""The stories whose words are told again before the camera."""

SCREENS = {"phone": {"width": 390, "height": 844}, "wide": {"width": 1280, "height": 900}}
TALLEST = 2000
COLOURS = 128
LONGER_THAN_A_ROBOT = 4500
"""Milliseconds; what is told faster is marked at the desk as looking automatic."""

HEAVIEST = 250_000

PICTURES_SHOWN = """Promise.all([...document.images]
  .filter((one) => one.getBoundingClientRect().top < innerHeight)
  .map((one) => one.decode().catch(() => {})))"""
"""Those below the edge are lazy: they would be waited for without end."""


def main(target: Path, scheme: str) -> None:
    """Take every picture anew; those of pages that are no more go."""
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="storyhub-screens-") as folder, sync_playwright() as playwright:
        data = Path(folder) / "data"
        demo = [sys.executable, "-m", "storyhub", "demo"]
        subprocess.run(demo, env=os.environ | environment_for(data), check=True, capture_output=True)
        with serving(data) as server:
            browser = launch(playwright)
            for language in track(TOWNS, description="Taking pictures", console=Console(stderr=True)):
                for page, name in walk(open_page(browser, server.url, language, scheme), language):
                    take(page, name, language, target)
            room = take_room(
                browser, server, lambda png, name: save(png, target / name, Image.Quantize.MAXCOVERAGE), scheme
            )
            deque(
                track(room, description="In the room", total=PICTURES_OF_ROOM, console=Console(stderr=True)), maxlen=0
            )
            browser.close()


def open_page(browser: Browser, url: str, language: str, scheme: str) -> Page:
    context = browser.new_context(
        base_url=url,
        viewport=SCREENS["phone"],  # type: ignore[arg-type]
        locale=language,
        reduced_motion="reduce",
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    return context.new_page()


def walk(page: Page, language: str) -> Iterator[tuple[Page, str]]:
    """The ways of a reader, a teller and those who work there; each stop is a picture."""
    town = f"/{language}/{TOWNS[language]}"
    for name, address in (("network", f"/{language}/"), ("town", f"{town}/"), ("list", f"{town}/stories")):
        page.goto(address)
        yield page, name
    page.goto(f"{town}/stories?lang={language}")
    page.locator(".card:has(img) h2 a").first.click()
    page.wait_for_url("**/stories/*")
    yield page, "story"
    yield from tell(page, town, language)
    page.goto("/demo/as/moderator")
    page.goto(f"{town}/desk/")
    yield page, "desk"
    page.goto(f"{town}/desk/{page.locator('.queue > li').last.get_attribute('data-code')}")
    yield page, "desk-story"
    yield from learn(page, language)
    page.context.close()


def learn(page: Page, language: str) -> Iterator[tuple[Page, str]]:
    """The ways of a learning lead, a city admin and a network's host, where the demonstration has something for each."""
    page.goto(f"/{language}/rustavi/heard")
    yield page, "heard"
    page.goto("/demo/as/lead")
    page.goto(f"/{language}/rustavi/learning/logs")
    page.locator("main a[href*='/learning/logs/']").first.click()
    page.wait_for_url("**/learning/logs/*")
    yield page, "entry"
    page.goto("/demo/as/admin")
    page.goto(f"/{language}/rustavi/settings")
    yield page, "settings"
    page.goto("/demo/as/host")
    page.goto(f"/{language}/network")
    yield page, "host"


def tell(page: Page, town: str, language: str) -> Iterator[tuple[Page, str]]:
    page.goto(f"{town}/tell")
    yield page, "tell"
    story = story_told(language)
    page.fill("#body", story["body"])
    page.locator("details:has(#title) > summary").click()
    page.fill("#title", story["title"])
    page.check("#audience")
    page.set_input_files("#photos", str(DEMO / "pictures" / "22-yard-tap-1600.webp"))
    page.locator("#photos-chosen img").wait_for(state="attached")
    page.wait_for_timeout(LONGER_THAN_A_ROBOT)
    page.locator("button[value=preview]").first.click()
    page.locator("button[value=send]").wait_for()
    yield page, "preview"
    page.locator("button[value=send]").click()
    page.wait_for_url("**/tell/received")
    yield page, "received"
    receipt = re.sub(r"\s", "", page.locator("#receipt-code").inner_text())
    page.goto(f"/{language}/my")
    page.fill("#receipt", receipt)
    page.keyboard.press("Enter")
    page.locator(".thread").wait_for()
    yield page, "my-story"


def story_told(language: str) -> dict[str, str]:
    rows = map(json.loads, (DEMO / "stories" / f"{language}.jsonl").read_text(encoding="utf-8").splitlines())
    return next(row for row in rows if row["ref"] == TOLD[language])


def take(page: Page, name: str, language: str, target: Path) -> None:
    """One page on both screens."""
    for screen, size in SCREENS.items():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.evaluate("document.fonts.ready.then(() => window.scrollTo(0, 0))")
        tall = page.evaluate("document.documentElement.scrollHeight")
        height = min(max(tall, size["height"]), TALLEST) if screen == "phone" else size["height"]
        page.set_viewport_size({"width": size["width"], "height": height})
        page.evaluate(PICTURES_SHOWN)
        save(page.screenshot(animations="disabled"), target / f"{name}-{language}-{screen}.png")
    page.set_viewport_size(SCREENS["phone"])  # type: ignore[arg-type]


def save(png: bytes, path: Path, method: Image.Quantize = Image.Quantize.MEDIANCUT) -> None:
    """As few colours as the eye allows, and no more bytes than a page of documentation can bear.

    Photographs need the median cut; where there are none, the widest cover keeps the small bright marks.
    """
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (COLOURS, COLOURS // 2, COLOURS // 4):
        few = picture.quantize(colours, method=method, kmeans=2, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
        if path.stat().st_size < HEAVIEST:
            return
    raise RuntimeError(f"{path.name} has {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET, sys.argv[2] if len(sys.argv) > 2 else "light")
