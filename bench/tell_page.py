"""What the first visit to the tell page costs a phone: sizes, requests, and the time on a slow network.

A 320-pixel Chromium without a service worker opens the page at 100 kbit/s with 800 ms of delay, in English and in
Georgian (which brings a font). Prints how long until one can type, how far things jumped, and the ratio to the same
page with htmx added to it and everything sent uncompressed, in the same run.
"""

from __future__ import annotations

import gzip
import re
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, sync_playwright

from bench.support.installation import ROOT, TOWN, install, serving
from bench.support.slow import slow_phone
from tests.support.browsing import launch

LIMITS = {"html": 8_000, "css": 5_000, "js": 8_000}
MOST_SECONDS = 4.0
HTMX = next((ROOT / "static" / "vendor").glob("htmx-*.min.js"))

WATCH_JUMPS = """
window.jumped = 0;
new PerformanceObserver(seen => { for (const one of seen.getEntries()) window.jumped += one.value; })
  .observe({type: "layout-shift", buffered: true});
"""


@dataclass(frozen=True)
class Visit:
    """One opening of the page: seconds until one can type and until all is loaded, layout shift, what was asked for."""

    seconds: float
    loaded: float
    jumped: float
    asked: tuple[str, ...]


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read()


def sizes(address: str, path: str) -> dict[str, int]:
    """Gzipped bytes of the page, of its style sheets, and of its scripts."""
    page = fetched(address + path)
    text = page.decode()
    parts = {
        "css": re.findall(r'<link rel="stylesheet" href="([^"]+)"', text),
        "js": re.findall(r'<script src="([^"]+)"', text),
    }
    found = {kind: sum(packed(fetched(address + one)) for one in ones) for kind, ones in parts.items()}
    return {"html": packed(page), **found}


def packed(body: bytes) -> int:
    return len(gzip.compress(body, 9))


@contextmanager
def made_heavy(address: str) -> Iterator[str]:
    """The same pages as they would be without care: nothing compressed, and htmx loaded on every one."""

    class Heavy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with urllib.request.urlopen(address + self.path, timeout=30) as answer:
                body, headers = answer.read(), answer.headers
            if "text/html" in headers["Content-Type"]:
                body = body.replace(b"</body>", f'<script src="/static/vendor/{HTMX.name}"></script></body>'.encode())
            self.send_response(200)
            for name in ("Content-Type", "Content-Security-Policy", "Cache-Control"):
                self.send_header(name, headers[name])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """The bench prints its own lines."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Heavy)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def visit(browser: Browser, address: str, path: str) -> Visit:
    """Open the page with an empty cache on a slow network, type a word, and wait for everything that comes late."""
    asked: list[str] = []
    with slow_phone(browser) as page:
        page.add_init_script(WATCH_JUMPS)
        page.on("request", lambda request: asked.append(request.url))
        began = time.perf_counter()
        page.goto(address + path, wait_until="commit", timeout=60_000)
        words = page.locator("textarea[name=body]")
        words.tap(timeout=60_000)  # waits until it is drawn, stands still, and nothing lies over it
        words.press_sequentially("წ")
        seconds = time.perf_counter() - began
        if words.input_value() != "წ":
            raise SystemExit("what was typed did not arrive in the story's field")
        page.wait_for_load_state("load", timeout=60_000)
        loaded = time.perf_counter() - began
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(1000)
        jumped = page.evaluate("window.jumped")
    return Visit(seconds, loaded, jumped, tuple(asked))


def check(title: str, value: float, most: float, unit: str) -> bool:
    kept = value <= most
    print(f"  {title:34}{value:9.2f} {unit:5} at most {most:g}{'' if kept else '  BROKEN'}")
    return kept


def first_visit(browser: Browser, address: str, language: str) -> bool:
    path = f"/{language}/{TOWN}/tell"
    print(f"{path}")
    kept = [
        check(f"{kind}, gzipped", size / 1000, LIMITS[kind] / 1000, "kB") for kind, size in sizes(address, path).items()
    ]
    with made_heavy(address) as heavy:
        ours, theirs = visit(browser, address, path), visit(browser, heavy, path)
    foreign = [one for one in ours.asked if not one.startswith((address, "data:", "blob:"))]
    htmx = [one for one in ours.asked if "htmx" in one]
    kept += [
        check("until one can type", ours.seconds, MOST_SECONDS, "s"),
        check("layout shift", ours.jumped, 0, ""),
        check("requests to others, or for htmx", len(foreign) + len(htmx), 0, ""),
    ]
    print(f"  all loaded after {ours.loaded:.2f} s")
    print(
        f"  uncompressed and with htmx: {theirs.seconds:.2f} s and {theirs.loaded:.2f} s; "
        f"ratios {ours.seconds / theirs.seconds:.2f} and {ours.loaded / theirs.loaded:.2f}"
    )
    print(f"  asked for: {', '.join(Path(urlsplit(one).path).name for one in ours.asked)}")
    return all(kept)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="storyhub-bench-") as name:
        data = Path(name) / "data"
        install(data)
        with serving(data, STORYHUB_WEB_PROCESSES="1") as address, sync_playwright() as playwright:
            browser = launch(playwright)
            kept = [first_visit(browser, address, language) for language in ("en", "ka")]
            browser.close()
    print("kept" if all(kept) else "BROKEN")
    raise SystemExit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
