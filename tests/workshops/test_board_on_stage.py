"""Boards on the stage, measured in a browser: letters that are read from afar, nothing on another thing, nothing cut off."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, Route

from storyhub.workshops.drawing import Drawing, drawing_of, pages_of
from storyhub.workshops.drawing.heading import height_above
from storyhub.workshops.methods.schema import Evidence, Geometry
from storyhub.workshops.seen import BoardView, CardView
from tests.support.pages import words_on
from tests.support.serving import Server
from tests.workshops.board_samples import (
    LABELS,
    SIGNALS,
    board,
    cards,
    cards_on,
    grid,
    of_so_many,
    plane,
    zone,
)
from tests.workshops.test_board_drawing import STAGE, drawn, shown_on, staged

WIDE_SCRIPTS = ("ka", "hy")
LAPTOP = {"width": 1280, "height": 720}
ON_STAGE = '{% from "workshops/boards/board.html" import board %}{{ board(it, 2, twin=False) }}'
ON_DESK = '{% from "workshops/boards/board.html" import board %}{{ board(it, 2) }}'
WRONG = """() => {
  const found = [];
  const things = [...document.querySelectorAll(`.picture :is(.note, .heap, .entry, th, td, .plane, .wheel, .zone-name, .band-name,
    .lane-name, .times, .axis-top, .axis-foot), .still-empty, .elsewhere, .told, .stage-foot`)]
    .filter((one) => !one.closest(".hide"));
  const box = (one) => one.getBoundingClientRect();
  const scene = box(document.querySelector(".scene"));
  for (const one of things) {
    const cut = box(one).bottom > scene.bottom + 1 || box(one).right > scene.right + 1;
    if (cut && !one.matches(".stage-foot")) found.push(`cut off: ${one.className} ${one.textContent.trim()}`);
  }
  things.forEach((one, at) => things.slice(at + 1).forEach((other) => {
    if (one.contains(other) || other.contains(one)) return;
    const a = box(one), b = box(other);
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 2) found.push(`${one.className} lies on ${other.className}`);
  }));
  for (const one of document.querySelectorAll(".note, .entry")) {
    for (const words of one.querySelectorAll(".note-words, .marks > li:not(.hide)")) {
      const sticks = [...words.getClientRects()].some((line) => line.right > box(one).right + 2);
      if (sticks) found.push(`beside itself: ${words.textContent}`);
    }
  }
  for (const one of document.querySelectorAll(".stage *")) {
    const says = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!says || one.closest("svg, .hide, .board-name")) continue;
    const share = parseFloat(getComputedStyle(one).fontSize) * one.currentCSSZoom / innerHeight;
    if (share < 23.9 / 1080) found.push(`small: ${one.className} ${(share * 1080).toFixed(1)}`);
  }
  return found;
}"""
LETTERS = """() => [...document.querySelectorAll(".picture .note-words")]
  .map((one) => parseFloat(getComputedStyle(one).fontSize) * one.currentCSSZoom / innerHeight * 1080)"""
FILLED = """() => document.querySelector("table.meeting").getBoundingClientRect().height
  / document.querySelector(".picture").getBoundingClientRect().height"""


@pytest.fixture
def shown(app: Flask, server: Server, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """`shown(drawing, words, size=STAGE)`: the page of a stage in a browser, below these words."""
    page = open_page(STAGE, reduced_motion="reduce")
    body = {"text": ""}
    page.route("**/drawn-by-a-test", lambda route: _answer(route, body["text"]))
    page.route("**/poll?*", lambda route: route.fulfill(status=204))

    def open_drawing(drawing: Drawing, words: str, size: dict[str, int] = STAGE) -> Page:
        body["text"] = staged(app, drawing, words)
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.goto(f"{server.url}/drawn-by-a-test")
        return page

    return open_drawing


def _answer(route: Route, text: str) -> None:
    route.fulfill(body=text, content_type="text/html; charset=utf-8")


def pages_below(given: BoardView, language: str) -> list[Drawing]:
    words = SIGNALS[language][0]
    return pages_of(given, height_above(words, words))


def one_full_column(language: str, many: int, few: int = 1) -> BoardView:
    """Signs of change of which nearly all lie in the second column, and none in the fourth."""
    said, zones, at = LABELS[language], [], 0
    for place, label in enumerate(said["columns"]):
        count = {1: many, 3: 0}.get(place, few)
        zones.append(zone(f"column{place}", label, cards(language, range(at, at + count)), place, column=place))
        at += count
    return board(language, Geometry.COLUMNS, zones, columns=said["columns"])


def in_short(given: BoardView) -> BoardView:
    """The same with the first words of each card, as drivers are put."""

    def cut(one: CardView) -> CardView:
        return replace(one, text=" ".join(one.text.split()[:4]))

    return replace(given, zones=[replace(each, cards=[cut(one) for one in each.cards]) for each in given.zones])


def asking_for_stories(given: BoardView, bare: Sequence[int] = ()) -> BoardView:
    """The same in which every card needs stories; those at these places, if any are given, are the ones that have none."""

    def asked(one: CardView, at: int) -> CardView:
        voices = one.voices if not bare else 0 if at in bare else 2
        return replace(one, evidence=Evidence.REQUIRED, voices=voices)

    zones, at = [], 0
    for each in given.zones:
        zones.append(replace(each, cards=[asked(one, at + place) for place, one in enumerate(each.cards)]))
        at += len(each.cards)
    return replace(given, zones=zones)


CLOSE = {
    "one row": lambda language: grid(language, 1),
    "two rows": lambda language: grid(language, 2),
    "three rows": lambda language: grid(language, 3),
    "contested rows": lambda language: grid(language, 8),
    "a full column": lambda language: one_full_column(language, 8),
    "a fuller column": lambda language: one_full_column(language, 58),
    "a plane of words in short": lambda language: in_short(plane(language, 60)),
    "a plane of sentences": lambda language: plane(language, 60),
    "a plane of which nobody was heard": lambda language: asking_for_stories(plane(language, 20), range(20)),
    "a wheel of words in short": lambda language: in_short(of_so_many(Geometry.RINGS, language, 60)),
    "uneven bands": lambda language: of_so_many(Geometry.BANDS, language, 8),
    "quadrants": lambda language: asking_for_stories(of_so_many(Geometry.QUADRANTS, language, 60)),
    "a form": lambda language: of_so_many(Geometry.FORM, language, 1),
    "a list with empty zones": lambda language: with_a_bare_zone(of_so_many(Geometry.LIST, language, 40)),
}


def with_a_bare_zone(given: BoardView) -> BoardView:
    *kept, last = given.zones
    return replace(given, zones=[*kept, replace(last, cards=())])


@pytest.mark.browser
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("language", SIGNALS)
def test_what_is_close_lies_on_nothing_and_is_neither_cut_nor_small(shown: Callable[..., Page], language: str) -> None:
    wrong = []
    for name, make in CLOSE.items():
        pages = pages_below(make(language), language)
        for drawing in {1: pages[0], len(pages): pages[-1]}.values():
            found = shown(drawing, SIGNALS[language][0]).evaluate(WRONG)
            wrong += [(name, drawing.page, one) for one in found]
    assert wrong == []


@pytest.mark.browser
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("language", WIDE_SCRIPTS)
def test_few_rows_of_a_grid_fill_the_stage_and_one_is_said_in_large_letters(
    shown: Callable[..., Page], language: str
) -> None:
    for rows, least in ((1, 47), (2, 27.9), (3, 27.9)):
        (drawing,) = pages_below(grid(language, rows), language)
        for size in (STAGE, LAPTOP):
            page = shown(drawing, SIGNALS[language][0], size)
            assert min(page.evaluate(LETTERS)) >= least, (rows, size)
            assert page.evaluate(FILLED) > 0.95
            assert page.evaluate(WRONG) == []


@pytest.mark.only_on("sqlite")
def test_words_above_their_judgements_head_them_for_who_listens(app: Flask) -> None:
    (drawing,) = pages_of(grid("en", 1))
    assert drawing.is_above
    table = drawn(app, ON_STAGE, it=drawing)
    assert re.search(r'<th scope="rowgroup" colspan="4">\s*<div class="note', table)
    assert table.count('<th scope="col"') == 4
    assert len(re.findall("<td>", table)) == 4


@pytest.mark.parametrize("language", SIGNALS)
@pytest.mark.parametrize(("many", "most"), [(8, 1), (20, 3), (40, 6), (58, 8)])
def test_a_full_column_goes_on_over_several_lanes(language: str, many: int, most: int) -> None:
    given = one_full_column(language, many)
    pages = pages_of(given)
    assert len(pages) <= most
    assert {page.spans[1] for page in pages} <= {2, 3, 4}
    assert all(page.spans[place] == 1 for page in pages for place in (0, 2, 4))
    assert {card.id for card in cards_on(given)} == {card.id for page in pages for card in shown_on(page)}


def test_columns_that_are_as_full_as_each_other_stay_as_wide() -> None:
    assert {page.spans for page in pages_of(of_so_many(Geometry.COLUMNS, "ka", 60))} == {()}
    assert pages_of(of_so_many(Geometry.COLUMNS, "uk", 8))[0].spans == ()


@pytest.mark.only_on("sqlite")
def test_a_column_without_a_lane_is_named_below_the_others(app: Flask) -> None:
    named = [page for page in pages_of(one_full_column("hy", 58)) if 0 in page.spans]
    assert named
    assert f"Still empty: {LABELS['hy']['columns'][3]}" in words_on(f"<main>{drawn(app, ON_STAGE, it=named[0])}</main>")


@pytest.mark.parametrize("language", SIGNALS)
def test_a_plane_of_sixty_turns_fewer_pages_the_shorter_its_words_are(language: str) -> None:
    assert len(pages_of(plane(language, 60))) <= 5
    short = pages_of(in_short(plane(language, 60)))
    assert len(short) <= 3
    assert {page.lanes for page in short} == {2}
    told = [item.id for page in short for part in page.parts for item in part.items]
    assert sorted(told) == sorted(card.id for card in cards_on(plane(language, 60)))


@pytest.mark.only_on("sqlite")
def test_a_zone_of_a_plane_is_named_on_every_page_and_counts_what_stands_on_others(app: Flask) -> None:
    for page in pages_of(plane("en", 60)):
        text = words_on(f"<main>{drawn(app, ON_STAGE, it=page)}</main>")
        assert all(label in text for label in LABELS["en"]["quadrants"])
        for part in page.parts:
            assert part.elsewhere in (0, part.count) or f"+{part.elsewhere} more" in text


def test_bands_with_more_cards_are_higher_where_all_then_stand_on_one_page() -> None:
    (page,) = pages_of(of_so_many(Geometry.BANDS, "hy", 8))
    assert page.is_fitted
    assert [len(part.items) for part in page.parts] == [2, 2, 1, 1, 1, 1]


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("geometry", [Geometry.COLUMNS, Geometry.PLANE, Geometry.QUADRANTS, Geometry.LIST])
def test_it_is_said_once_how_many_cards_rest_on_stories_and_of_each_for_who_listens(
    app: Flask, geometry: Geometry
) -> None:
    given = asking_for_stories(of_so_many(geometry, "en", 60))
    pages = [drawn(app, ON_STAGE, it=page) for page in pages_of(given)]
    backed = sum(card.voices > 0 for card in cards_on(given))
    for page in pages:
        assert page.count(f"{backed} of 60 cards rest on residents’ stories") == 1
    whole = "".join(pages)
    assert whole.count('<li class="mark-bare hide">No story yet</li>') >= 60 - backed
    assert '<li class="mark-bare">' not in whole
    assert '<span class="hide">4 stories</span>' in whole


@pytest.mark.only_on("sqlite")
def test_of_a_few_cards_without_a_story_each_says_so(app: Flask) -> None:
    few = drawn(app, ON_STAGE, it=pages_of(asking_for_stories(of_so_many(Geometry.LIST, "en", 8), bare=(0, 3, 7)))[0])
    assert few.count('<li class="mark-bare">No story yet</li>') == 3
    assert "rest on residents" not in few
    more = drawn(
        app, ON_STAGE, it=pages_of(asking_for_stories(of_so_many(Geometry.LIST, "en", 8), bare=(0, 3, 4, 7)))[0]
    )
    assert '<li class="mark-bare">' not in more
    assert "4 of 8 cards rest on residents’ stories" in more


@pytest.mark.only_on("sqlite")
def test_desk_and_phone_say_of_every_card_that_no_story_is_behind_it(app: Flask) -> None:
    given = asking_for_stories(of_so_many(Geometry.PLANE, "en", 20), bare=range(20))
    page = drawn(app, ON_DESK, it=drawing_of(given))
    assert page.count('<li class="mark-bare">No story yet</li>') == 2 * 20
    assert "rest on residents" not in page


OUTSIDE = """() => {
  const hub = document.querySelector("circle.hub").getBoundingClientRect();
  const [x, y, r] = [hub.x + hub.width / 2, hub.y + hub.height / 2, hub.width / 2];
  const words = document.createRange();
  words.selectNodeContents(document.querySelector(".hub-words span"));
  const far = (line) => Math.max(...[line.left, line.right].flatMap((across) =>
    [line.top + line.height / 5, line.bottom - line.height / 5].map((down) => Math.hypot(across - x, down - y))));
  return [...words.getClientRects()].filter((line) => far(line) > r).length;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ka", "hy"])
def test_the_words_in_the_middle_of_a_wheel_stay_within_it(shown: Callable[..., Page], language: str) -> None:
    said = " · ".join(SIGNALS[language][:3])
    wheel = of_so_many(Geometry.RINGS, language, 4)
    for words in (said[:18], said[:40], said[:60], said[:80], said):
        (first, *_more) = pages_below(replace(wheel, centre=words), language)
        for size in (STAGE, {"width": 1024, "height": 768}):
            assert shown(first, "?", size).evaluate(OUTSIDE) == 0, words


def test_what_stands_alone_in_a_wheel_is_said_in_large_letters() -> None:
    wheel = of_so_many(Geometry.RINGS, "en", 4)
    alone = replace(wheel, zones=[replace(zone, cards=()) for zone in wheel.zones], lines=())
    assert [pages_of(one)[0].said_in_full for one in (wheel, alone)] == ["", wheel.centre]
