"""A teller's whole way, from a small phone to taking the story back; without scripts, and on a phone that goes off."""

import io
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.walking import code_of, open_my_story, open_part, preview, row, send, withdraw
from tests.support.browsing import PHONE, find_chromium
from tests.support.serving import Server

pytestmark = pytest.mark.browser

TELL = "/ka/samtredia/tell"
WORDS = "დღეს დილით წყალი ისევ არ მოვიდა და მეზობელმა ორი ვედრო გაგვიზიარა. ასე ვცხოვრობთ მეოთხე თვეა."


def test_a_teller_without_scripts_tells_comes_back_and_withdraws(
    phone: Callable[..., Page], moderating: Page, server: Server, photographs: list[Path]
) -> None:
    page, title = phone(javascript=False, locale="ka-GE"), "ორი ვედრო"
    page.goto(TELL)
    page.fill("#body", WORDS)
    page.check("input[name=audience][value=public]")
    open_part(page, "#title")
    page.fill("#title", title)
    page.select_option("#district", index=1)
    open_part(page, "#photos")
    page.set_input_files("#photos", photographs)
    open_part(page, "input[name=themes]")
    page.check("input[name=themes][value=water]")
    preview(page)
    expect(page.locator("article .words")).to_have_text(WORDS)
    expect(page.locator("article:not(.card) > .photo img")).to_have_count(2)

    page.locator("button[value=edit]").click()
    page.fill("#description-1", "მთები შემოდგომაზე")
    preview(page)
    receipt = send(page)
    page.locator("form[action$='/tell/kept'] button").first.click()
    page.wait_for_url("**/tell/thanks")
    address = publish(moderating, server, title)

    reader = phone()
    reader.goto(address)
    expect(reader.locator(".words[lang=ka]")).to_have_text(WORDS)
    expect(reader.get_by_alt_text("მთები შემოდგომაზე")).to_be_visible()
    pictures = [str(one.get_attribute("src")) for one in reader.locator("article:not(.card) > .photo img").all()]
    assert_is_clean_and_upright(reader.request.get(server.url + pictures[0]).body())

    open_my_story(page, "ka", receipt)
    expect(page.locator(".thread li")).to_have_count(2)
    withdraw(page)
    assert reader.goto(address).status == 410  # type: ignore[union-attr]
    assert [reader.request.get(server.url + one).status for one in pictures] == [410, 410]
    assert_is_erased(server, code := address.rsplit("/", 1)[1])
    reader.goto("/ka/samtredia/stories")
    expect(reader.locator(f"[data-code='{code}']")).to_have_count(0)


def test_a_teller_whose_phone_goes_off_halfway_sends_once(
    browser: Browser, server: Server, moderating: Page, photographs: list[Path], tmp_path: Path
) -> None:
    title = "ბატარეა დაჯდა"
    with phone_of_its_own(browser, server, tmp_path) as phone:
        page = phone.pages[0]
        page.goto(TELL)
        page.fill("#body", WORDS)
        page.check("input[name=audience][value=public]")
        open_part(page, "#title")
        page.fill("#title", title)
        page.wait_for_timeout(800)
        with phone.expect_event("close"):
            switch_off(tmp_path)

    with phone_of_its_own(browser, server, tmp_path) as phone:
        page = phone.pages[0]
        page.goto(TELL)
        expect(page.locator("#body")).to_have_value(WORDS)
        expect(page.locator("#title")).to_have_value(title)
        expect(page.locator("input[name=audience][value=public]")).to_be_checked()
        open_part(page, "#photos")
        page.set_input_files("#photos", photographs)
        expect(page.locator("#photos-chosen li")).to_have_count(2)
        preview(page)
        receipt = send(page)
        page.goto(TELL)
        expect(page.locator("#body")).to_have_value("")
        assert row(server, "select count(*) from story where title = ?", title) == (1,)
        address = publish(moderating, server, title)
        page.goto(address)
        expect(page.locator("article:not(.card) > .photo img")).to_have_count(2)
        open_my_story(page, "ka", receipt)
        withdraw(page)
        assert page.goto(address).status == 410  # type: ignore[union-attr]


def publish(moderating: Page, server: Server, title: str) -> str:
    """The moderator finds the story in the queue and publishes it; gives its address."""
    moderating.goto("/en/samtredia/desk/")
    moderating.get_by_role("link", name=title, exact=True).click()
    moderating.locator("#acts button[value=publish]").click()
    moderating.wait_for_url(re.compile(r"/desk/(\?.*)?$"))
    expect(moderating.locator(".queue").get_by_role("link", name=title, exact=True)).to_have_count(0)
    return f"/en/samtredia/stories/{code_of(server, title)}"


def assert_is_clean_and_upright(picture: bytes) -> None:
    """The first photograph lay on its side and said where it was taken."""
    opened = Image.open(io.BytesIO(picture))
    assert opened.height > opened.width
    assert not opened.getexif()
    assert not {"exif", "xmp", "icc_profile"} & set(opened.info)


def assert_is_erased(server: Server, code: str) -> None:
    """The worker leaves an empty marker."""
    until = time.monotonic() + 20
    while row(server, "select erased_at from story where code = ?", code) == (None,) and time.monotonic() < until:
        time.sleep(0.2)
    left = row(server, "select title, body, erased_at is not null, state from story where code = ?", code)
    assert left == ("", "", 1, "withdrawn")
    question = "select count(*) from photo join story on story.id = photo.story_id where story.code = ?"
    assert row(server, question, code) == (0,)


@contextmanager
def phone_of_its_own(browser: Browser, server: Server, folder: Path) -> Iterator[BrowserContext]:
    """A browser whose memory stays in a folder when it dies."""
    context = browser.browser_type.launch_persistent_context(
        str(folder / "profile"),
        executable_path=find_chromium(),
        args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        base_url=server.url,
        viewport=PHONE,  # type: ignore[arg-type]
        locale="ka-GE",
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


def switch_off(folder: Path) -> None:
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f"--user-data-dir={folder / 'profile'}" in entry.read_text():
                os.kill(int(entry.parent.name), signal.SIGKILL)
        except (OSError, UnicodeDecodeError):
            continue
