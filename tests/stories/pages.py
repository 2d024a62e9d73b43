"""What a test reads from a page: the stories on it, its counts and where they lead."""

import re
from html import unescape

from flask.testing import FlaskClient

CODE = re.compile(r'data-code="([^"]+)"')
COUNTED = re.compile(r'<a href="([^"]*)"([^>]*)>([^<]*?)\s*<span class="count">(\d+)</span></a>')
NEXT = re.compile(r'href="([^"]*)"[^>]* rel="next"')
SAID = re.compile(r'name="said" value="([^"]*)"')
TOTAL = re.compile(r'role="status">\s*([\d.,\s]+)')


def codes(html: str) -> list[str]:
    """The public codes of the stories, in the page's order."""
    return CODE.findall(html)


def said_on(html: str) -> str:
    """What the page of a story at the desk says was read; nothing on a page without a decision."""
    found = SAID.search(html)
    return found[1] if found else ""


def counted_links(html: str) -> list[tuple[str, str, int, bool]]:
    """(label, address, count, whether it is chosen) of every count that is a link."""
    return [
        (unescape(label).strip(), unescape(href), int(count), "aria-current" in more)
        for href, more, label, count in COUNTED.findall(html)
    ]


def total(html: str) -> int:
    """How many stories the list says it has."""
    found = TOTAL.search(html)
    assert found, "the list does not say how many stories it has"
    return int(re.sub(r"\D", "", found[1]))


def all_codes(client: FlaskClient, href: str) -> list[str]:
    """The stories of a list, page after page."""
    found: list[str] = []
    while href:
        answer = client.get(href)
        assert answer.status_code == 200, href
        found += codes(answer.text)
        following = NEXT.search(answer.text)
        href = unescape(following[1]) if following else ""
    return found
