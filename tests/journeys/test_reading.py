"""A reader's ways: choosing a language, narrowing the list, answering a story with one's own."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.walking import WORDS, Teller, code_of, decide, expect_focus, open_part, preview, send

pytestmark = pytest.mark.browser

LIST = "/en/tskaltubo/stories"


def test_the_first_visit_speaks_the_browsers_language(phone: Callable[..., Page]) -> None:
    page = phone(locale="hy-AM")
    page.goto("/")
    expect(page).to_have_url(re.compile("/hy/$"))
    expect(page.locator("html")).to_have_attribute("lang", "hy")


def test_another_language_keeps_the_page_and_is_remembered(phone: Callable[..., Page]) -> None:
    page = phone(javascript=False, locale="hy-AM")
    page.goto("/hy/rustavi/stories?theme=trust")
    page.locator(".menu summary").click()
    page.locator(".menu").get_by_role("link", name="ქართული").click()
    expect(page).to_have_url(re.compile(r"/ka/rustavi/stories\?theme=trust$"))
    expect(page.locator(".menu summary")).to_contain_text("ქართული")
    page.goto("/")
    expect(page).to_have_url(re.compile("/ka/$"))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_count_leads_to_as_many_stories_and_back(phone: Callable[..., Page], *, javascript: bool) -> None:
    page = phone(javascript=javascript)
    page.goto(LIST)
    everything = page.locator("#results article").count()
    follow(page, "theme=culture")
    follow(page, "place=sanatoriums")
    expect(page).to_have_url(re.compile("theme=culture.*place=sanatoriums"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?theme=culture$"))
    expect(page.locator(".masthead")).to_be_visible()
    chosen = page.locator("#results [role=group] a.chip")
    expect(chosen).to_have_count(1)
    chosen.click()
    expect(page).to_have_url(re.compile(f"{LIST}$"))
    expect(page.locator("#results article")).to_have_count(everything)


def test_after_narrowing_the_focus_is_on_what_was_found(desk: Callable[..., Page]) -> None:
    page = desk()
    page.goto(LIST)
    page.locator(".facets a[href*='theme=culture']").focus()
    page.keyboard.press("Enter")
    expect_focus(page.locator("#found"))


def follow(page: Page, query: str) -> None:
    """Follow a filter; the list has as many stories as it promised."""
    open_part(page, ".facets")
    link = page.locator(f".facets a[href*='{query}']")
    promised = int(link.locator(".count").inner_text())
    link.click()
    expect(page).to_have_url(re.compile(query))
    expect(page.locator("#results article")).to_have_count(promised)


def test_a_story_is_answered_with_a_story(phone: Callable[..., Page], moderating: Page, teller: Teller) -> None:
    first = teller.tell()
    decide(moderating, first, "publish")
    page, title = phone(javascript=False), "Buckets, and then a rope"
    page.goto(first.address)
    page.locator("aside a[href*='answers=']").click()
    expect(page.locator("main")).to_contain_text(first.title)
    page.fill("#body", f"{WORDS} We had a rope.")
    page.check("input[name=audience][value=public]")
    open_part(page, "#title")
    page.fill("#title", title)
    preview(page)
    send(page)
    second = f"/en/samtredia/stories/{code_of(teller.server, title)}"
    moderating.goto(second.replace("/stories/", "/desk/"))
    with moderating.expect_navigation():
        moderating.locator("#acts button[value=publish]").click()

    page.goto(first.address)
    page.locator("#answers").get_by_role("link", name=title).click()
    expect(page).to_have_url(re.compile(f"{second}$"))
    page.locator("article").get_by_role("link", name=first.title).click()
    expect(page).to_have_url(re.compile(f"{first.address}$"))
