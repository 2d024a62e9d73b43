"""axe finds nothing after a part of a page was swapped, nor where staff and tellers come to by steps alone.

Each test is one walk with one sign-in; what axe finds on the way is gathered and told at the end.
"""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from storyhub.core import clock
from storyhub.demo.people import SECOND_MODERATOR, address
from tests.journeys.states import PICTURE, opened
from tests.journeys.test_accessibility import COLOURS, EVERYTHING, Looks, findings
from tests.journeys.walking import WORDS, Teller, Told, decide, open_my_story, open_part
from tests.support.browsing import PHONE
from tests.support.serving import Server

pytestmark = pytest.mark.browser

LOOKS: Looks = ((PHONE, "light", EVERYTHING), (PHONE, "dark", COLOURS))
"""A swap changes no layout that the page did not have: one size is enough, and at night the colours alone."""
TOWN = "/en/samtredia"
NAMED = {"title": "At the bakery", "body": "Nino sells bread at the corner, and Ninos keeps the queue in order."}
SAY_HERE = """insert into presence (story_id, person_id, at)
  select story.id, person.id, ? from story, person where story.code = ? and person.email = ?"""


class Walk:
    """What axe found at each stop of a walk."""

    def __init__(self, page: Page) -> None:
        self.page, self.found = page, list[str]()
        page.emulate_media(reduced_motion="reduce")

    def stop(self, name: str, *, shows: str) -> None:
        """Look where something has just appeared, with all disclosures open."""
        expect(self.page.locator(shows).first).to_be_attached()
        opened(self.page)
        expect(self.page.locator(shows).first).to_be_visible()
        self.found += [f"{name}: {one}" for one in findings(self.page, LOOKS)]

    def press(self, value: str, *, within: str = "main") -> None:
        """A button by what it sends, wherever it is folded away."""
        opened(self.page)
        self.page.locator(f"{within} button[value={value}]").first.click()

    def swap(self, press: Callable[[], None], *, status: int = 200) -> None:
        """Do what asks for a part of the page, and wait for its answer."""
        with self.page.expect_response(lambda one: bool(one.request.headers.get("hx-request"))) as answer:
            press()
        assert answer.value.status == status


def test_axe_finds_nothing_after_what_a_moderator_does(moderating: Page, teller: Teller, server: Server) -> None:
    page, walk = moderating, Walk(moderating)
    told, other = teller.tell(photo=PICTURE, translation="yes", **NAMED), teller.tell()
    say_that_somebody_reads(server, told)
    with page.expect_response("**/presence"):
        page.goto(told.desk_address)
    walk.stop("somebody else reads it", shows="#here .notice")
    walk.swap(lambda: walk.press("hide", within="#acts"), status=422)
    walk.stop("hidden without a reason", shows="#acts .error")
    walk.swap(lambda: walk.press("ask", within="#acts"), status=422)
    walk.stop("asked without a question", shows="#acts .error")
    for words, shown in (("Nobody", "#error-summary"), ("Nino", ".withheld")):
        open_part(page, "#exact")
        page.fill("#exact", words)
        page.locator("#mask form button").click()
        walk.stop(f"masked: {words}", shows=shown)
    page.goto(f"{told.desk_address}/translate")
    page.fill("#body", "")
    page.locator("main form button").last.click()
    walk.stop("translation without words", shows="#error-summary")
    page.goto(told.desk_address)
    page.get_by_role("link", name="Blur a part").click()
    page.check("#area-22")
    walk.press("preview")
    walk.stop("blurring, asked once more", shows="button[value=blur]")
    page.goto(told.desk_address)
    walk.press("leave_out")
    walk.stop("photograph left out", shows="button[value=put_back]")
    opened(page)
    page.fill("#question", "Which bakery is it?")
    walk.press("ask", within="#acts")
    walk.stop("asked", shows="#after")
    decide(page, told, "publish")
    walk.stop("published, to be undone", shows="#after button")
    page.locator("#after button").click()
    walk.stop("undone", shows="#acts")
    decide(page, other, "spam")
    page.goto(f"{TOWN}/desk/?state=spam")
    page.check(f"input[name=codes][value='{other.code}']")
    walk.press("delete")
    walk.stop("deleting spam, asked once more", shows="main form")
    page.goto(f"{TOWN}/desk/")
    page.get_by_role("button", name="Take next").click()
    walk.stop("the next one", shows="#acts")
    assert not walk.found


def say_that_somebody_reads(server: Server, told: Told) -> None:
    """The colleague whom the demonstration signs nobody in as."""
    with closing(sqlite3.connect(server.data / "storyhub.sqlite3")) as database, database:
        now = clock.now().strftime("%Y-%m-%d %H:%M:%S.%f")
        database.execute(SAY_HERE, (now, told.code, address(SECOND_MODERATOR)))


def test_axe_finds_nothing_after_what_an_author_and_a_lead_do(
    desk: Callable[..., Page], moderating: Page, teller: Teller
) -> None:
    told = teller.tell(quotation="yes", title="A bakery of swaps")
    decide(moderating, told, "publish")
    author = desk()
    author.goto("/demo/as/facilitator")
    walk, page = Walk(author), author
    page.goto(f"{TOWN}/learning/logs")
    page.get_by_role("button", name="Write an entry").click()
    walk.press("submit")
    walk.stop("submitted without words", shows="#error-summary")
    walk.swap(lambda: page.fill("#title", "What the bakery says"))
    walk.stop("saved while typing", shows="#saved .hint")
    walk.swap(lambda: page.fill("#q", "qqqwwwzz"))
    walk.stop("nothing found to cite", shows="#found .hint")
    expect(page.get_by_role("status").filter(has_text="0 stories")).to_be_visible()
    walk.swap(lambda: page.fill("#q", told.title))
    walk.stop("found to cite", shows="#found .evidence")
    expect(page.get_by_role("status").filter(has_text=re.compile("^[1-9][0-9]* stor"))).to_be_visible()
    walk.swap(lambda: page.locator(f"#found [data-code='{told.code}'] a").click())
    walk.stop("about to cite", shows="#look form")
    walk.swap(page.locator("#look form button").first.click, status=422)
    walk.stop("cited without a reason", shows="#look .error")
    page.check("#look input[name=stance][value=supports]")
    page.fill("#why", "It says who keeps the queue.")
    walk.swap(page.locator("#look form button").first.click)
    walk.stop("cited", shows="#evidence .evidence")
    for part in ("what_happened", "so_what"):
        page.fill(f"#{part}", WORDS)
    walk.press("submit")
    walk.stop("submitted", shows=".notice.ok")
    entry = page.url

    lead = desk()
    lead.goto("/demo/as/lead")
    reading = Walk(lead)
    lead.goto(entry)
    reading.press("return")
    reading.stop("returned without thanks", shows="#error-summary")
    lead.fill("#words", "Thank you. Whose voice is missing?")
    reading.press("return")
    lead.wait_for_load_state()
    page.goto(entry)
    walk.stop("returned, read by its author", shows="main .trail, main .notice")
    page.goto(f"{entry.split('?')[0]}/edit")
    walk.stop("returned, to be written on", shows=".notice.info")
    assert not walk.found + reading.found


def test_axe_finds_nothing_at_any_step_of_my_story(
    phone: Callable[..., Page], moderating: Page, teller: Teller
) -> None:
    told = teller.tell(photo=PICTURE, contact="nino@example.org", **NAMED)
    moderating.goto(told.desk_address)
    open_part(moderating, "#exact")
    moderating.fill("#exact", "Nino")
    with moderating.expect_response(lambda answer: answer.request.method == "POST"):
        moderating.locator("#mask form button").click()
    moderating.goto(told.desk_address)
    open_part(moderating, "#question")
    moderating.fill("#question", "Which bakery is it?")
    moderating.locator("#acts button[value=ask]").click()
    moderating.wait_for_url("**/desk/?after=*")

    page = phone(reduced_motion="reduce")
    walk = Walk(page)
    open_my_story(page, "en", told.receipt)
    walk.stop("asked by the team", shows="#answer")
    walk.press("answer")
    walk.stop("answered with nothing", shows="#error-summary")
    page.fill("#answer", "The one at the corner.")
    walk.press("answer")
    walk.stop("answered", shows="#done")
    for step, shown in {
        "object": "#objection",
        "words": "#body",
        "consents": "button[value=keep_consents]",
        "contact": "#contact",
        "download": "main",
        "withdraw": "button[value=withdraw_for_good]",
    }.items():
        open_my_story(page, "en", told.receipt)
        walk.press(step)
        walk.stop(step, shows=shown)
    open_my_story(page, "en", told.receipt)
    walk.press("words")
    page.fill("#body", "Short.")
    walk.press("keep_words")
    walk.stop("new words that are too few", shows="#error-summary")
    page.fill("#body", f"{WORDS} {WORDS}")
    walk.press("keep_words")
    walk.stop("new words sent", shows="#done, .notice")
    walk.press("erase_words")
    walk.stop("erasing words, asked once more", shows="main form")
    page.goto("/en/my/lost")
    page.locator("main form button").click()
    walk.stop("a lost receipt, asked for without an address", shows="#error-summary")
    assert not walk.found
