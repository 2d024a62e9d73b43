"""The desk with its script: what is typed, opened or has the focus outlives what the room does meanwhile."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from storyhub.app import create_app
from storyhub.cities.queries import city_by_slug
from storyhub.core.permissions import Role, Viewer
from storyhub.demo.people import person_id
from tests.journeys.test_accessibility import findings
from tests.support.browsing import PHONE
from tests.support.serving import Server
from tests.support.settings import settings_for
from tests.workshops.room import Room, drafted
from tests.workshops.test_stage import a_board

SLOW_TO_SEND = """const real = window.fetch; window.fetch = async (...asked) => {
  if (asked[1]?.method === "POST") await new Promise((go) => setTimeout(go, 800));
  return real(...asked);
};"""


@pytest.mark.browser
@pytest.mark.only_on("sqlite")
def test_what_is_pressed_while_the_press_before_is_on_its_way_goes_out_after_it(
    server: Server, open_page: Callable[..., Page], open_room: str
) -> None:
    page = open_page(PHONE, reduced_motion="reduce")
    page.add_init_script(SLOW_TO_SEND)
    page.goto("/demo/as/facilitator")
    page.goto(f"/en/rustavi/workshops/{open_room}/desk")
    page.get_by_role("button", name="Question", exact=True).click()
    page.get_by_role("button", name=re.compile("^Begin")).dblclick()
    expect(page.get_by_role("button", name="Question", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name=re.compile("^Next"))).to_be_visible()
    expect(page.locator("#r-now")).to_contain_text("step 1 of")


@pytest.mark.browser
@pytest.mark.only_on("sqlite")
def test_typing_outlives_polls_and_next_stays_under_the_thumb(
    server: Server, open_page: Callable[..., Page], open_room: str
) -> None:
    page = open_page(PHONE, has_touch=True)
    page.goto("/demo/as/facilitator")
    page.goto(f"/en/rustavi/workshops/{open_room}/desk")
    button = page.get_by_role("button", name=re.compile("^Begin"))
    expect(button).to_be_in_viewport()
    button.tap()
    following = page.get_by_role("button", name=re.compile("^Next"))
    expect(following).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    page.mouse.wheel(0, 4000)
    expect(following).to_be_in_viewport()
    expect(page.locator("#clock")).to_be_in_viewport(ratio=1)
    page.locator("#r-adding summary").first.click()
    field = page.locator("#r-adding input.input, #r-adding textarea").first
    field.fill("Half a thought")
    elsewhere = open_page(PHONE, reduced_motion="reduce")
    elsewhere.goto("/demo/as/facilitator")
    elsewhere.goto(f"/en/rustavi/workshops/{open_room}/desk")
    before = elsewhere.locator("#now-title").inner_text()
    elsewhere.get_by_role("button", name=re.compile("^Next")).click()
    expect(page.locator("#now-title")).not_to_have_text(before)
    expect(field).to_have_value("Half a thought")
    assert findings(elsewhere) == []
    stage = open_page({"width": 1280, "height": 720})
    stage.goto("/demo/as/facilitator")
    stage.goto(f"/en/rustavi/workshops/{open_room}/stage")
    shown = stage.locator(".scene").inner_text()
    stage.context.set_offline(True)
    expect(stage.locator(".away")).to_be_visible()
    elsewhere.get_by_role("button", name=re.compile("^Next")).click()
    assert stage.locator(".scene").inner_text() == shown
    stage.context.set_offline(False)
    expect(stage.locator(".away")).to_be_hidden()
    expect(stage.locator(".scene")).not_to_have_text(shown)
    stage.keyboard.press("b")
    expect(stage.locator(".scene")).to_be_hidden()
    stage.keyboard.press("b")
    expect(stage.locator(".scene")).to_be_visible()
    letters = re.search(r"\b([B-Z]{3})\s([B-Z]{3})\b", stage.locator("body").inner_text())
    assert letters is not None
    for number in (1, 2):
        _sit_down(open_page, f"{letters[1]}{letters[2]}")
        expect(elsewhere.locator("#r-tables .sitter")).to_have_count(number, timeout=15_000)


@pytest.mark.browser
@pytest.mark.only_on("sqlite")
def test_an_open_drawer_and_the_focus_stay_where_they_were_when_people_come(
    server: Server, open_page: Callable[..., Page], open_room: str
) -> None:
    page, join_code = _desk_with_one_person(open_page, open_room)
    sitters = page.locator("#r-tables .sitter")
    expect(sitters).to_have_count(1, timeout=15_000)
    page.locator("#r-tables summary", has_text="Deal and name tables").click()
    sitters.first.locator("summary").click()
    first = sitters.first.locator("details").get_attribute("id")
    leaving = page.locator(f"#{first} form.act-free button")
    leaving.focus()
    _sit_down(open_page, join_code)
    expect(sitters).to_have_count(2, timeout=15_000)
    expect(page.locator("form.act-deal button")).to_be_visible()
    expect(page.locator(f"#{first}")).to_have_attribute("open", "")
    expect(leaving).to_be_focused()
    others = page.locator(f"#r-tables .sitter details:not(#{first})")
    expect(others).not_to_have_attribute("open", "")


@pytest.mark.browser
@pytest.mark.only_on("sqlite")
def test_what_stands_in_other_forms_outlives_a_press_and_a_refusal_keeps_its_own(
    server: Server, open_page: Callable[..., Page], open_room: str
) -> None:
    page, _join_code = _desk_with_one_person(open_page, open_room)
    page.locator("#r-tables summary", has_text="Deal and name tables").click()
    names, more = page.get_by_label(re.compile("^Name of table")), page.get_by_role("button", name="One more table")
    more.click()
    expect(names).to_have_count(1)
    names.fill("The well")
    page.get_by_label("Mix everybody anew").check()
    more.click()
    expect(names).to_have_count(2)
    expect(names.first).to_have_value("The well")
    expect(page.get_by_label("Mix everybody anew")).to_be_checked()
    names.last.fill("The oak")
    page.locator(".act-name_table button").first.click()
    expect(page.locator("#r-news")).to_contain_text("Name it")
    expect(names.first).to_have_attribute("value", "The well")
    expect(names.last).to_have_value("The oak")
    page.get_by_label(re.compile("^How many tables")).fill("900")
    page.get_by_role("button", name="Deal the tables").click()
    expect(page.locator("#r-problem")).not_to_be_empty()
    expect(page.get_by_label(re.compile("^How many tables"))).to_have_value("900")
    expect(names.last).to_have_value("The oak")


def _desk_with_one_person(open_page: Callable[..., Page], open_room: str) -> tuple[Page, str]:
    """The desk before the first step, and the letters that it tells."""
    page = open_page({"width": 1280, "height": 800}, reduced_motion="reduce")
    page.goto("/demo/as/facilitator")
    page.goto(f"/en/rustavi/workshops/{open_room}/desk")
    letters = re.search(r"\b([B-Z]{3})\s?([B-Z]{3})\b", page.locator("#r-now").inner_text())
    assert letters is not None
    _sit_down(open_page, letters[1] + letters[2])
    return page, letters[1] + letters[2]


def _sit_down(open_page: Callable[..., Page], code: str) -> None:
    page = open_page(PHONE)
    page.goto(f"/en/j/{code}")
    page.get_by_role("button", name="I agree: take my seat").click()


@pytest.mark.browser
@pytest.mark.only_on("sqlite")
def test_what_was_done_on_the_page_before_is_gone_once_the_next_thing_is_done(
    draft: Room, open_page: Callable[..., Page]
) -> None:
    page = open_page(PHONE, reduced_motion="reduce")
    page.goto("/demo/as/facilitator")
    page.goto(f"/en/rustavi/workshops/{draft.code}/edit")
    with page.expect_navigation():
        page.get_by_role("button", name="Open it now").click()
    said = page.locator("main .notice.ok", has_text="Open: people can sit down")
    expect(said).to_be_visible()
    page.get_by_role("button", name=re.compile("^Begin")).click()
    expect(page.get_by_role("button", name=re.compile("^Next"))).to_be_visible()
    expect(said).to_have_count(0)


@pytest.fixture
def open_room(draft: Room) -> str:
    """The code of a workshop open on the running server, for the facilitator of the demonstration."""
    draft.open()
    return draft.code


@pytest.fixture
def draft(server: Server) -> Room:
    """The same, before it is opened."""
    app = create_app(settings_for(server.data, f"sqlite:///{server.data}/storyhub.sqlite3"))
    with app.app_context():
        roles = {city_by_slug("rustavi").id: frozenset({Role.FACILITATOR})}
        runs_it = Viewer(person_id=person_id("facilitator"), roles=roles)
    return drafted(app, runs_it, a_board("live"))
