"""A learning lead on a laptop asks the archive: every number leads to its rows, and what was found goes along as a file."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

TOWN = "/en/rustavi"


@pytest.fixture
def lead(desk: Callable[..., Page]) -> Page:
    page = desk()
    page.goto("/demo/as/lead")
    return page


def test_every_number_on_the_way_leads_to_as_many_stories(lead: Page) -> None:
    lead.goto(f"{TOWN}/numbers")
    numbers = [lead.locator("figure.chart").nth(at).locator("svg a[aria-label*='stor']").first for at in range(4)]
    lead.goto(f"{TOWN}/themes/together")
    cell = lead.locator("table.matrix td:not(.own) a").first
    promises = [promise(cell)]
    lead.goto(f"{TOWN}/numbers")
    promises += [promise(one) for one in numbers]
    for address, promised in promises:
        lead.goto(address)
        expect(lead.locator("#results")).to_contain_text(re.compile(rf"(?<!\d){promised}(?!\d)"))


def test_a_question_is_narrowed_cited_from_and_taken_along(lead: Page, tmp_path: Path) -> None:
    lead.goto(f"{TOWN}/stories")
    lead.locator("#q").fill("ბავშვები OR дети OR children")
    lead.locator("form[role=search] button").click()
    expect(lead).to_have_url(re.compile("q="))
    expect(lead.locator("#results article mark").first).to_be_visible()
    theme = lead.locator(".facets a[href*='theme=']").first
    promised = number_in(theme.locator(".count"))
    theme.click()
    expect(lead).to_have_url(re.compile("theme="))
    expect(lead.locator("#results article")).to_have_count(promised)
    titles = {one.inner_text() for one in lead.locator("#results article h2").all()}

    lead.locator("a[href*='/stories/export']").first.click()
    lead.locator("input[value=csv]").check()
    lead.locator("main form button").last.click()
    ready = lead.locator("a[href$='.zip']")
    expect(ready).to_be_visible(timeout=30_000)
    with lead.expect_download() as fetched:
        ready.click()
    kept = tmp_path / "stories.zip"
    fetched.value.save_as(kept)
    assert {row["title"] for row in rows_in(kept)} == titles


def promise(link: Locator) -> tuple[str, int]:
    """Where a number leads, and how many stories it says there are."""
    said = link.get_attribute("aria-label") or link.inner_text()
    return link.get_attribute("href") or "", int(re.findall(r"\d+", said)[-1])


def number_in(place: Locator) -> int:
    return int(re.sub(r"\D", "", place.inner_text()))


def rows_in(archive: Path) -> list[dict[str, str]]:
    with zipfile.ZipFile(archive) as files:
        table = next(name for name in files.namelist() if name.endswith("stories.csv"))
        return list(csv.DictReader(io.StringIO(files.read(table).decode("utf-8-sig"))))
