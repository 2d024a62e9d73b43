"""Walks through a running demonstration and keeps every page it is given: followed links, filled forms, refusals."""

import re
import tempfile
from collections import Counter, deque
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from playwright.sync_api import APIRequestContext, APIResponse, Playwright
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from storyhub.app import create_app
from tests.support.settings import settings_for

MOST_ALIKE = 3
"""Pages of one kind differ in their data alone; so many of each are looked at, and one of those that ask for something."""

WORDS = "The bridge by the market has been closed since spring, and <b>nobody</b> & nothing says for how long."
STORY = {"form_key": "audit-form-key-0001", "body": WORDS, "language": "en", "audience": "public", "began": "1"}


@dataclass
class Kept:
    """Pages by the address and act that gave them, and the pictures that were served."""

    pages: dict[str, str] = field(default_factory=dict)
    feeds: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


class Walker:
    """One browser's cookies, walking through one server."""

    def __init__(self, playwright: Playwright, url: str, kept: Kept) -> None:
        self.request: APIRequestContext = playwright.request.new_context(base_url=url)
        self.url, self.kept = url, kept

    def get(self, path: str, expected: int = 200) -> str:
        return self._keep(f"GET {path}", self.request.get(path), expected)

    def post(
        self,
        path: str,
        fields: dict[str, Any],
        expected: int = 200,
        note: str = "",
        headers: dict[str, str] | None = None,
    ) -> str:
        answer = self.request.post(path, multipart=fields, headers=headers)
        return self._keep(f"POST {path} {note or fields.get('action', '')}", answer, expected)

    def _keep(self, what: str, answer: APIResponse, expected: int) -> str:
        if answer.status != expected:
            self.kept.broken.append(f"{what} answered {answer.status}, not {expected}")
        kind = answer.headers.get("content-type", "").split(";")[0]
        if kind == "image/webp":
            self.kept.pictures[urlsplit(answer.url).path] = answer.body()
            return ""
        text = answer.text()
        if kind == "text/html":
            self.kept.pages[what] = text
        elif kind.endswith("xml"):
            self.kept.feeds[what] = text
        return text

    def walk(self, start: str, inside: str) -> None:
        """Follow links from `start` that stay under `inside`, pictures too; a few of each kind."""
        seen, alike, waiting = {start}, Counter[str](), deque([start])
        while waiting:
            path = waiting.popleft()
            kind = kind_of(path)
            alike[kind] += 1
            if alike[kind] > (1 if "?" in kind else MOST_ALIKE):
                continue
            for link in links_in(self.get(path), urljoin(self.url, path)):
                if link not in seen and link.startswith((inside, "/photos/", "/sitemap", "/robots")):
                    seen.add(link)
                    waiting.append(link)


def kind_of(path: str) -> str:
    """What makes two addresses the same kind of page: the route that answers, and the one thing that is asked for."""
    parts = urlsplit(path)
    try:
        endpoint, _ = routes().match(parts.path)
    except (RequestRedirect, HTTPException):
        endpoint = parts.path
    names = sorted({name for name, _ in parse_qsl(parts.query)})
    asked = names[0] if len(names) == 1 else "several"
    return f"{endpoint}?{asked}" if names else endpoint


@cache
def routes() -> MapAdapter:
    """The routes of the application as it is composed; nothing is asked of its database."""
    with tempfile.TemporaryDirectory(prefix="storyhub-routes-") as name:
        settings = settings_for(Path(name), f"sqlite:///{name}/none.db")
        return create_app(settings).url_map.bind("127.0.0.1")


def links_in(page: str, base: str) -> list[str]:
    """Paths on the same site that a page links to or shows."""
    found = re.findall(r"(?:href|src)=\"([^\"]+)\"", page)
    found += [one.split()[0] for srcset in re.findall(r'srcset="([^"]+)"', page) for one in srcset.split(",")]
    here = urlsplit(base)
    paths = []
    for link in found:
        parts = urlsplit(urldefrag(urljoin(base, unescape(link)))[0])
        if parts.netloc == here.netloc and not parts.path.startswith("/static/"):
            paths.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return paths


def tell_and_take_back(walker: Walker, lang: str, photo: Path) -> None:
    """A teller's whole way, with its slips: every page of it."""
    town = f"/{lang}/rustavi"
    story = STORY | {"form_key": f"audit-form-key-{lang}"}
    picture = {"name": "bridge.jpg", "mimeType": "image/jpeg", "buffer": photo.read_bytes()}
    broken = {"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"no picture at all"}
    walker.post(f"{town}/tell", {"action": "send", "form_key": "x", "when": "date"}, 422, "everything missing")
    walker.post(f"{town}/tell", story | {"action": "preview", "photos": broken}, 422, "a broken picture")
    walker.post(f"{town}/tell", story | {"action": "edit", "photos": picture}, 200, "a picture")
    walker.post(f"{town}/tell", story | {"action": "preview", "description-1": 'The bridge "today"'})
    received = walker.post(f"{town}/tell", story | {"action": "send"})
    walker.post(
        f"{town}/tell", story | {"action": "send", "body": WORDS + " Again."}, 409, "the same form, other words"
    )
    walker.get(f"{town}/tell/thanks")
    walker.post(f"/{lang}/my", {"receipt": "0000 0000"}, 422, "a wrong receipt")
    receipt = re.search(r'id="receipt-code"[^>]*>(.*?)</p>', received, re.DOTALL)
    if receipt is None:
        walker.kept.broken.append("the page after sending shows no receipt")
        return
    code = re.sub(r"<[^>]+>|\s", "", receipt[1])
    for action in ("", "withdraw", "withdraw_for_good"):
        walker.post(f"/{lang}/my", {"receipt": code, "action": action}, 200, action or "open")


def be_refused(walker: Walker, lang: str) -> None:
    """Pages that say no."""
    town = f"/{lang}/rustavi"
    walker.get(f"{town}/stories/zzzzzzzz", 404)
    walker.get(f"/{lang}/no-such-town/", 404)
    walker.get(f"/{lang}/sign-in/link/no-such-token")  # asks for a click first, whatever the token
    walker.post(f"{town}/stories", {"x": "y"}, 405)
    elsewhere = {"Origin": "https://evil.example"}
    walker.post(f"{town}/tell", STORY, 403, "from another site", elsewhere)
    # The last one: the server hangs up on a body that it will not read.
    walker.post(f"/{lang}/my", {"receipt": "x" * 1_200_000}, 413, "too large")


def sit_in_a_workshop(seat: Walker, desk: Walker, lang: str) -> None:
    """A room from its lobby to its fourth step: desk, stage and seat at each."""
    town = f"/{lang}/cahul/workshops/"
    code = re.search(rf'href="{town}([0-9a-z]{{8}})"', desk.get(town))
    page = desk.get(f"{town}{code[1]}/desk") if code else ""
    stage = re.search(r"/stage/[0-9a-z]+", page)
    joining = re.search(r">([B-Z]{3})\s([B-Z]{3})<", seat.get(f"{town}{code[1]}{stage[0]}")) if code and stage else None
    if code is None or joining is None:
        seat.kept.broken.append("no open workshop, or a stage that does not say how to join")
        return
    seat.post(f"/{lang}/j/{joining[1]}{joining[2]}", {"key": f"audit-seat-{lang}"})
    for _ in range(5):
        seat.get(f"/{lang}/w/{code[1]}")
        seat.get(f"{town}{code[1]}/stage")
        form = page.split("act-next", 1)[1].split("</form>", 1)[0]
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        page = desk.post(unescape(form.split('action="', 1)[1].split('"', 1)[0]), fields)
    seat.walk(f"/{lang}/w/{code[1]}", f"/{lang}/w/")
