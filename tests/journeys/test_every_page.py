"""Whoever walks through the demonstration by its links, axe finds nothing on any kind of page they come to.

States that take steps (errors, previews, swaps) are in `test_accessibility`; here are the pages that links lead to.
"""

from collections import deque
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from storyhub.demo.people import PEOPLE
from tests.journeys.test_accessibility import findings
from tests.journeys.walking import sideways
from tools.crawling import kind_of, links_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STARTS = {
    "moderator": ("/en/rustavi/desk/",),
    "facilitator": ("/en/rustavi/learning/logs",),
    "lead": ("/en/rustavi/learning/logs", "/en/ashtarak/learning/review", "/en/rustavi/learning/answers"),
    "second-lead": ("/en/cahul/learning/review",),
    "host": ("/en/network",),
    "admin": ("/en/rustavi/settings",),
}
OF_STAFF = ("desk", "learning", "settings", "network", "heard", "people", "account")
"""Parts of addresses by which the pages that are walked here are known; readers' pages have their own tests."""
MOST = 40


@pytest.mark.parametrize("person", PEOPLE)
def test_axe_finds_nothing_wherever_links_lead(clean_phone: Page, person: str) -> None:
    page = clean_phone
    page.goto(f"/demo/as/{person}")
    found, seen = [], 0
    for address in pages_from(page, STARTS[person]):
        seen += 1
        wide = sideways(page)
        found += [f"{address}: {wide} pixels too wide"] if wide else []
        found += [f"{address}: {one}" for one in findings(page)]
    assert not found
    assert seen >= 3


def pages_from(page: Page, starts: tuple[str, ...]) -> Iterator[str]:
    """Opens one page of each kind that links lead to, and says where it is."""
    waiting, kinds = deque(starts), set[str]()
    while waiting and len(kinds) < MOST:
        path = waiting.popleft()
        if kind_of(path) in kinds:
            continue
        kinds.add(kind_of(path))
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        yield path
        page.set_viewport_size({"width": 320, "height": 640})
        links = links_in(page.content(), page.url)
        waiting.extend(
            link for link in links if link.startswith("/en/") and set(link.split("?")[0].split("/")) & set(OF_STAFF)
        )
