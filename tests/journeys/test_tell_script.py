"""The tell page's script in a real browser: what is typed is kept, what is sent is sent once, photographs are small."""

import io
import os
import re
import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Route, expect

from tests.support.browsing import PHONE, find_chromium
from tests.support.serving import Server

pytestmark = pytest.mark.browser

TELL = "/en/rustavi/tell"
PREVIEW = "See it before sending"
SEND = "Send my story"
DAY = 24 * 3600
NOT_SENT = "Not sent yet. Your words are kept on this phone."


@pytest.fixture
def words() -> str:
    return f"Every spring the yard floods and we lay planks to reach the door. {uuid4().hex}"


def write(page: Page, words: str) -> None:
    page.goto(TELL)
    page.get_by_label("Your story", exact=True).fill(words)
    page.get_by_label("Anyone can read it").check()
    expect(page.get_by_text("Kept on this phone")).to_be_visible()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()


def preview(page: Page) -> None:
    press(page, PREVIEW)
    expect(page.get_by_text("Nothing has been sent yet")).to_be_visible()


def write_and_preview(page: Page, words: str) -> None:
    write(page, words)
    preview(page)


def times_told(server: Server, words: str) -> int:
    database = sqlite3.connect(f"file:{server.data}/storyhub.sqlite3?mode=ro", uri=True)
    try:
        return database.execute("select count(*) from story where body = ?", (words,)).fetchone()[0]
    finally:
        database.close()


def picture(width: int = 4000, height: int = 3000, orientation: int = 1) -> FilePayload:
    """A noisy photograph of twelve megapixels, as a camera writes it; its upper left corner is red."""
    image = Image.effect_noise((width, height), 40).convert("RGB")
    image.paste((220, 20, 20), (0, 0, width // 4, height // 4))
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92, exif=exif)
    return {"name": "yard.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def choose(page: Page, *pictures: FilePayload) -> None:
    page.get_by_text("Photographs", exact=True).click()
    page.get_by_label("Choose photographs").set_input_files(pictures)
    expect(page.get_by_text(f"Photographs chosen: {len(pictures)}")).to_be_visible()


def lose_answers(page: Page, times: int) -> list[int]:
    """The server receives what is sent, and the answer is lost on the way, so often. Gives the status codes of all."""
    seen: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        answer = route.fetch(max_redirects=0)
        seen.append(answer.status)
        return route.abort() if len(seen) <= times else route.fulfill(response=answer)

    page.route("**/tell", lose)
    return seen


def test_what_is_typed_comes_back_after_a_reload(page: Page, words: str) -> None:
    write(page, words)
    page.get_by_text("Title, place and time").click()
    page.get_by_label("Title").fill("Planks")
    page.wait_for_timeout(600)
    page.reload()

    expect(page.get_by_text(re.compile("Your words from .* are back"))).to_be_visible()
    expect(page.get_by_label("Your story", exact=True)).to_have_value(words)
    expect(page.get_by_label("Anyone can read it")).to_be_checked()
    expect(page.get_by_label("Title")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Planks")


def test_what_is_typed_comes_back_in_another_language_and_stays_in_its_town(page: Page, words: str) -> None:
    write(page, words)
    page.goto("/ka/rustavi/tell")
    expect(page.locator("#body")).to_have_value(words)
    page.goto("/en/cahul/tell")
    expect(page.locator("#body")).to_have_value("")


def test_what_is_typed_survives_a_browser_that_is_killed(
    browser: Browser, server: Server, tmp_path: Path, words: str
) -> None:
    def opened() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            str(tmp_path / "profile"),
            executable_path=find_chromium(),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
            base_url=server.url,
            viewport=PHONE,  # type: ignore[arg-type]
        )

    phone = opened()
    write(phone.pages[0], words)
    phone.pages[0].wait_for_timeout(600)
    with phone.expect_event("close"):
        kill_those_with(str(tmp_path / "profile"))

    phone = opened()
    phone.pages[0].goto(TELL)
    expect(phone.pages[0].get_by_label("Your story", exact=True)).to_have_value(words)
    phone.close()


def kill_those_with(argument: str) -> None:
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f"--user-data-dir={argument}" in entry.read_text():
                os.kill(int(entry.parent.name), signal.SIGKILL)
        except (OSError, UnicodeDecodeError):
            continue


def test_one_tap_clears_the_phone_and_another_takes_that_back(page: Page, words: str) -> None:
    write(page, words)
    press(page, "Clear this phone")
    expect(page.get_by_label("Your story", exact=True)).to_have_value("")
    expect(page.get_by_label("Anyone can read it")).not_to_be_checked()
    press(page, "Bring them back")
    expect(page.get_by_label("Your story", exact=True)).to_have_value(words)

    press(page, "Clear this phone")
    page.reload()
    expect(page.get_by_text("Clear this phone")).to_be_hidden()
    expect(page.get_by_label("Your story", exact=True)).to_have_value("")


def test_a_draft_of_last_month_is_dropped(page: Page, words: str) -> None:
    write(page, words)
    page.wait_for_timeout(600)
    now = time.time()
    page.clock.set_fixed_time(now + 29 * DAY)
    page.reload()
    expect(page.get_by_label("Your story", exact=True)).to_have_value(words)
    page.clock.set_fixed_time(now + 31 * DAY)
    page.reload()
    page.wait_for_timeout(300)
    expect(page.get_by_label("Your story", exact=True)).to_have_value("")


def test_errors_take_the_focus_and_what_the_server_hands_back_is_kept(page: Page) -> None:
    page.goto(TELL)
    page.get_by_label("Your story", exact=True).fill("Too short")
    press(page, PREVIEW)

    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.get_by_label("Your story", exact=True)).to_have_value("Too short")


def test_sending_gives_the_receipt_and_the_phone_forgets_the_words(page: Page, server: Server, words: str) -> None:
    write_and_preview(page, words)
    press(page, SEND)
    expect(page).to_have_url(re.compile("/tell/received$"))
    expect(page.locator("#receipt-code")).to_be_visible()
    assert times_told(server, words) == 1

    first_receipt = page.locator("#receipt-code").inner_text()
    page.go_back()
    page.goto(TELL)
    expect(page.get_by_label("Your story", exact=True)).to_have_value("")
    write_and_preview(page, f"{words} And again.")
    press(page, SEND)
    expect(page.locator("#receipt-code")).to_be_visible()
    assert page.locator("#receipt-code").inner_text() != first_receipt


def test_two_taps_send_once(page: Page, server: Server, words: str) -> None:
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    write_and_preview(page, words)
    posts.clear()
    page.get_by_role("button", name=SEND).dblclick()
    expect(page.locator("#receipt-code")).to_be_visible()
    assert len(posts) == 1
    assert times_told(server, words) == 1


def test_without_a_connection_it_is_sent_by_itself_when_there_is_one(page: Page, server: Server, words: str) -> None:
    write_and_preview(page, words)
    page.context.set_offline(True)
    press(page, SEND)
    expect(page.get_by_role("alert")).to_contain_text(NOT_SENT)
    assert times_told(server, words) == 0

    page.context.set_offline(False)
    expect(page.locator("#receipt-code")).to_be_visible()
    assert times_told(server, words) == 1


def test_a_preview_without_a_connection_loses_nothing(page: Page, words: str) -> None:
    write(page, words)
    page.context.set_offline(True)
    press(page, PREVIEW)
    expect(page.get_by_role("alert")).to_contain_text(NOT_SENT)
    expect(page.get_by_label("Your story", exact=True)).to_have_value(words)

    page.context.set_offline(False)
    preview(page)


def test_when_the_answer_is_lost_sending_again_gives_one_story(page: Page, server: Server, words: str) -> None:
    write_and_preview(page, words)
    seen = lose_answers(page, times=2)
    press(page, SEND)
    expect(page.get_by_role("alert")).to_contain_text(NOT_SENT)
    press(page, SEND)
    expect(page.get_by_role("alert")).to_contain_text(NOT_SENT)
    press(page, SEND)
    expect(page.locator("#receipt-code")).to_be_visible()
    assert seen == [303, 303, 303]
    assert times_told(server, words) == 1


def test_when_the_answer_is_lost_and_the_page_too_the_same_words_are_one_story(
    page: Page, server: Server, words: str
) -> None:
    write_and_preview(page, words)
    lose_answers(page, times=1)
    press(page, SEND)
    expect(page.get_by_role("alert")).to_contain_text(NOT_SENT)
    page.goto(TELL)
    expect(page.get_by_label("Your story", exact=True)).to_have_value(words)
    preview(page)
    press(page, SEND)
    expect(page.locator("#receipt-code")).to_be_visible()
    assert times_told(server, words) == 1


def test_a_busy_server_is_said_in_its_own_words(page: Page, words: str) -> None:
    write_and_preview(page, words)
    page.route("**/tell", lambda route: route.fulfill(status=503, body="<main id=main><h1>Too busy.</h1></main>"))
    press(page, SEND)
    expect(page.get_by_role("alert")).to_contain_text(f"Too busy. {NOT_SENT}")
    page.unroute("**/tell")
    expect(page.locator("#receipt-code")).to_be_visible(timeout=15_000)


def test_other_words_in_a_second_tab_become_a_story_of_their_own(page: Page, server: Server, words: str) -> None:
    write(page, words)
    second = page.context.new_page()
    second.goto(TELL)
    expect(second.get_by_label("Your story", exact=True)).to_have_value(words)
    preview(page)
    press(page, SEND)
    expect(page.locator("#receipt-code")).to_be_visible()

    other = f"{words} The second tab."
    second.get_by_label("Your story", exact=True).fill(other)
    preview(second)
    press(second, SEND)
    expect(second.locator("#error-summary")).to_contain_text("you can send it as a new story")
    preview(second)
    press(second, SEND)
    expect(second.locator("#receipt-code")).to_be_visible()
    assert (times_told(server, words), times_told(server, other)) == (1, 1)


def test_a_large_photograph_is_made_small_on_the_phone_and_stands_upright(page: Page, words: str) -> None:
    write(page, words)
    photo = picture(orientation=6)
    choose(page, photo)
    size, pixel = page.evaluate(
        """async () => {
            const file = document.getElementById("photos").files[0];
            const bitmap = await createImageBitmap(file);
            const canvas = document.createElement("canvas");
            canvas.width = bitmap.width; canvas.height = bitmap.height;
            const paper = canvas.getContext("2d"); paper.drawImage(bitmap, 0, 0);
            const corner = paper.getImageData(bitmap.width - 50, 50, 1, 1).data;
            return [[file.name, file.size, bitmap.width, bitmap.height], Array.from(corner)];
        }"""
    )
    assert size[0] == "yard.jpg"
    assert size[2:] == [1200, 1600]
    assert size[1] < len(photo["buffer"]) / 4
    assert pixel[0] > 150 > pixel[1]

    preview(page)
    expect(page.locator("main img")).to_have_count(1)


def test_photographs_chosen_one_after_another_are_all_kept_and_can_be_left_out(page: Page, words: str) -> None:
    write(page, words)
    small = picture(400, 300)
    choose(page, small)
    page.get_by_label("Choose photographs").set_input_files({**small, "name": "door.jpg"})
    expect(page.get_by_text("Photographs chosen: 2")).to_be_visible()
    press(page, "Leave yard.jpg out")
    expect(page.get_by_text("Photographs chosen: 1")).to_be_visible()
    expect(page.get_by_label("Choose photographs")).to_be_focused()

    press(page, "Add these photographs now")
    expect(page.get_by_label("What does photograph 1 show?")).to_be_focused()
    expect(page.get_by_label("Your story", exact=True)).to_have_value(words)


def test_photographs_that_were_chosen_come_back_after_a_reload(page: Page, words: str) -> None:
    write(page, words)
    choose(page, picture(400, 300))
    page.wait_for_timeout(600)
    page.reload()
    expect(page.get_by_role("button", name="Leave yard.jpg out")).to_be_visible()
    preview(page)
    expect(page.locator("main img")).to_have_count(1)

    page.goto(TELL)
    expect(page.get_by_label("What does photograph 1 show?")).to_be_visible()
    expect(page.get_by_role("button", name="Leave yard.jpg out")).to_be_hidden()


def test_what_is_no_photograph_is_named_and_the_words_stay(page: Page, words: str) -> None:
    write(page, words)
    choose(page, {"name": "list.jpg", "mimeType": "image/jpeg", "buffer": b"no photograph at all"})
    press(page, PREVIEW)
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#error-summary")).to_contain_text("list.jpg")
    expect(page.get_by_label("Your story", exact=True)).to_have_value(words)


def test_photographs_that_were_sent_come_back_after_a_reload(page: Page, words: str) -> None:
    write(page, words)
    choose(page, picture(400, 300))
    press(page, "Add these photographs now")
    page.get_by_label("What does photograph 1 show?").fill("The planks")
    page.wait_for_timeout(600)
    page.reload()
    expect(page.get_by_label("What does photograph 1 show?")).to_have_value("The planks")
    preview(page)
    expect(page.locator("main img")).to_have_attribute("alt", "The planks")


def test_the_way_back_from_the_preview_is_the_form(page: Page, words: str) -> None:
    write(page, words)
    choose(page, picture(400, 300))
    preview(page)
    expect(page.locator("main img")).to_have_count(1)
    page.go_back()
    expect(page.get_by_label("Your story", exact=True)).to_have_value(words)
    expect(page.get_by_label("What does photograph 1 show?")).to_be_visible()
    preview(page)
    press(page, "Change something")
    expect(page.get_by_label("Your story", exact=True)).to_have_value(words)


def test_a_slow_sending_shows_how_far_it_is(page: Page, words: str) -> None:
    write(page, words)
    choose(page, picture(1600, 1200))
    network = page.context.new_cdp_session(page)
    network.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 100, "downloadThroughput": 200_000, "uploadThroughput": 200_000},
    )
    press(page, PREVIEW)
    expect(page.get_by_text("Sending. Please keep this page open.")).to_be_visible()
    parts: list[float] = []
    while page.get_by_text("Nothing has been sent yet").is_hidden() and len(parts) < 200:
        parts.append(page.locator("#sending-bar").evaluate("bar => bar.value"))
        page.wait_for_timeout(50)
    assert len({part for part in parts if 0 < part < 100}) >= 2
    expect(page.get_by_text("Nothing has been sent yet")).to_be_visible()


def test_questions_that_hang_on_an_answer_wait_for_it(page: Page) -> None:
    page.goto(TELL)
    page.get_by_text("Title, place and time").click()
    expect(page.get_by_label("The date")).to_be_hidden()
    page.get_by_label("When was it?").select_option("date")
    expect(page.get_by_label("The date")).to_be_visible()
    page.get_by_text("If you are young, or write for someone else").click()
    expect(page.get_by_label("How did they agree?")).to_be_hidden()
    page.get_by_label("Are you writing for someone else?").fill("My neighbour")
    expect(page.get_by_label("How did they agree?")).to_be_visible()


def test_a_story_is_told_with_the_keyboard_alone(page: Page, server: Server, words: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(TELL)
    page.get_by_label("Your story", exact=True).focus()
    page.keyboard.type(words)
    press_tab_until(page, "audience")
    page.keyboard.press("Space")
    press_tab_until(page, "action", value="preview")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_be_focused()
    press_tab_until(page, "action", value="send")
    page.keyboard.press("Enter")
    expect(page.locator("#receipt-code")).to_be_visible()
    assert times_told(server, words) == 1


def press_tab_until(page: Page, name: str, value: str | None = None) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        here = page.evaluate("[document.activeElement.name, document.activeElement.value]")
        if here[0] == name and value in (None, here[1]):
            return
    pytest.fail(f"the keyboard does not reach {name}")


def test_the_receipt_is_copied_and_comes_from_its_picture_into_the_field(
    phone: Callable[..., Page], words: str
) -> None:
    page = phone(permissions=["clipboard-read", "clipboard-write"])
    write_and_preview(page, words)
    press(page, SEND)
    press(page, "Copy the code")
    expect(page.get_by_text("Copied")).to_be_visible()
    code = page.evaluate("navigator.clipboard.readText()")
    assert len(code.replace(" ", "")) == 24

    page.goto(f"/en/my#{code.replace(' ', '')}")
    expect(page.locator("#receipt")).to_have_value(code.replace(" ", ""))
    expect(page).to_have_url(re.compile("/en/my$"))
