"""From the code on the wall to one's first task: how long a phone takes to join a workshop on a slow network.

A 320-pixel Chromium at 100 kbit/s with 800 ms of delay opens the address of the QR code, agrees, passes its four words
and stands before its task; a second one types the six letters instead. Nobody reads in it: it is the time that the
network and the pages take of the fifteen seconds, beside that of the same pages uncompressed in the same run.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, Page, sync_playwright

from bench.support.installation import TOWN, environment, install, serving
from bench.support.slow import slow_phone
from storyhub.app import create_app
from storyhub.config import read_settings
from storyhub.core.permissions import Role
from tests.support.browsing import launch
from tests.support.staff import new_person
from tests.workshops.room import drafted

MOST_SECONDS = 15.0
WAIT = 60_000


def open_workshop(data: Path) -> str:
    """Its six letters; the first step runs."""
    app = create_app(read_settings(environment(data)))
    room = drafted(app, new_person(app, Role.FACILITATOR, TOWN), "street")
    room.open()
    room.advance()
    return room.join_code


def by_qr(page: Page, address: str, letters: str) -> None:
    page.goto(f"{address}/j/{letters}", wait_until="commit", timeout=WAIT)


def by_letters(page: Page, address: str, letters: str) -> None:
    page.goto(f"{address}/j", wait_until="commit", timeout=WAIT)
    field = page.locator("#code")
    field.fill(letters.lower(), timeout=WAIT)
    field.press("Enter")


WAYS = {"by QR code": by_qr, "by six letters": by_letters}


def joined(browser: Browser, address: str, letters: str, way: str, *, takes_packed: bool = True) -> float:
    """Seconds from the first question until the task can be read."""
    with slow_phone(browser, takes_packed=takes_packed) as page:
        began = time.perf_counter()
        WAYS[way](page, address, letters)
        page.locator(f"form[action$='/j/{letters}'] button").tap(timeout=WAIT)
        page.locator("main a.button").first.tap(timeout=WAIT)
        page.locator("#task").wait_for(timeout=WAIT)
        return time.perf_counter() - began


def main() -> None:
    kept = []
    with tempfile.TemporaryDirectory(prefix="storyhub-bench-") as name:
        data = Path(name) / "data"
        install(data)
        letters = open_workshop(data)
        with serving(data, STORYHUB_WEB_PROCESSES="1") as url, sync_playwright() as playwright:
            browser = launch(playwright)
            for language in ("en", "ka"):
                for way in WAYS:
                    ours = joined(browser, f"{url}/{language}", letters, way)
                    plain = joined(browser, f"{url}/{language}", letters, way, takes_packed=False)
                    kept.append(ours <= MOST_SECONDS)
                    print(f"{language}, {way:16}{ours:6.1f} s, at most {MOST_SECONDS:g}; ", end="")
                    print(f"uncompressed {plain:.1f} s, ratio {ours / plain:.2f}{'' if kept[-1] else '  BROKEN'}")
            browser.close()
    print("kept" if all(kept) else "BROKEN")
    raise SystemExit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
