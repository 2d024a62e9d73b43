"""A reader on a phone finds a story: by half a word, in Latin letters, with a filter, through suggestions."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.walking import expect_focus, open_part, sideways

pytestmark = pytest.mark.browser

WORDS = {"ka": ("სახ", "saxli"), "hy": ("ջր", "jur"), "uk": ("вод", "voda"), "ru": ("двор", "dvor")}
"""Half a word, and a word as a Latin keyboard writes it."""


@pytest.mark.parametrize(("language", "javascript"), [("ka", True), ("hy", True), ("uk", False), ("ru", True)])
def test_a_reader_finds_narrows_widens_and_reads_on(
    phone: Callable[..., Page], language: str, *, javascript: bool
) -> None:
    half, latin = WORDS[language]
    page = phone(javascript=javascript)
    page.goto(f"/{language}/stories")
    look_for(page, half)
    expect(page.locator("#results article mark").first).to_be_visible()
    look_for(page, latin)
    found = page.locator("#results article").count()
    assert found

    open_part(page, ".facets")
    theme = page.locator(".facets a[href*='theme=']").first
    promised = int(theme.locator(".count").inner_text())
    theme.click()
    expect(page).to_have_url(re.compile("q=.*theme="))
    expect(page.locator("#results article")).to_have_count(promised)
    assert sideways(page) <= 0

    page.locator("#results [role=group] a.chip:not([href*='theme='])").last.click()
    expect(page).not_to_have_url(re.compile("theme="))
    expect(page.locator("#results article")).to_have_count(found)

    page.locator("#results article a").first.click()
    page.wait_for_url(re.compile(r"/stories/\w+$"))
    expect(page.locator("section[aria-labelledby=alike] article").first).to_be_visible()


def test_the_ways_to_narrow_stay_open_on_a_phone_for_the_next_choice(phone: Callable[..., Page]) -> None:
    page = phone()
    page.goto("/en/stories")
    open_part(page, ".facets")
    page.locator(".facets a[href*='theme=']").first.click()
    expect(page).to_have_url(re.compile("theme="))
    expect(page.locator(".facets a[href*='lang=']").first).to_be_visible()


def look_for(page: Page, words: str) -> None:
    page.locator("#q").fill(words)
    page.locator("form[role=search] button").click()
    expect(page).to_have_url(re.compile(f"q={quote(words)}$"))
    expect(page.locator("#q")).to_have_value(words)
    expect(page.locator("#found")).to_be_visible()


def test_suggestions_are_chosen_with_the_keyboard_alone(phone: Callable[..., Page]) -> None:
    page = phone()
    page.goto("/en/rustavi/stories")
    field = page.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    suggestions = typed(page, field, "hou")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(suggestions.first).to_have_attribute("aria-selected", "true")
    first = suggestions.first.get_attribute("id") or ""
    expect(field).to_have_attribute("aria-activedescendant", first)
    expect_focus(field)

    page.keyboard.press("Escape")
    expect(suggestions).to_have_count(0)
    expect(field).to_have_value("hou")

    typed(page, field, "s")
    page.keyboard.press("ArrowUp")
    expect(suggestions.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(suggestions).to_have_count(0)

    field.focus()
    typed(page, field, "i")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/rustavi/stories\?theme=housing$"))


def test_the_browser_complains_of_nothing_while_a_reader_looks_around(desk: Callable[..., Page]) -> None:
    page, said = desk(), list[str]()
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/ka/rustavi/stories")
    typed(page, page.get_by_role("combobox"), "წყ")
    page.keyboard.press("Escape")
    page.locator("#narrow a[href*='theme=']").first.click()
    expect(page.locator("#results [role=group] a.chip[href]")).to_have_count(1)
    page.locator("#narrow .bars a").last.click()
    expect(page.locator("#results [role=group] a.chip[href]")).to_have_count(2)
    page.go_back()
    expect(page.locator("#results [role=group] a.chip[href]")).to_have_count(1)
    assert said == []


def typed(page: Page, field: Locator, letters: str) -> Locator:
    field.press_sequentially(letters)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    return options
