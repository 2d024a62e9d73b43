"""Boards as pictures: nothing is lost between the pages, the list twin says all, and no word of anybody's is markup."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask, g, render_template, render_template_string
from playwright.sync_api import Page, Route

from storyhub.workshops.drawing import drawing_of, pages_of
from storyhub.workshops.drawing.fitting import LEAST
from storyhub.workshops.drawing.heading import height_above
from storyhub.workshops.drawing.letters import kept_whole, lines_of, width_of
from storyhub.workshops.drawing.plane import RADIUS, dots_of
from storyhub.workshops.methods.schema import Geometry
from storyhub.workshops.queries.tallies import Verdict
from storyhub.workshops.seen import BoardView, CardView
from storyhub.workshops.views.clocks import Clock
from tests.support.browsing import DESK, PHONE
from tests.support.pages import words_on
from tests.support.serving import Server
from tests.workshops.board_samples import (
    HOSTILE,
    SIGNALS,
    card,
    cards_on,
    columns,
    form,
    grid,
    heap_of,
    lopsided,
    of_so_many,
    plane,
    rings,
    sample,
    spread,
)

GEOMETRIES = list(Geometry)
MOST = {
    Geometry.COLUMNS: 3,
    Geometry.PLANE: 5,
    Geometry.BANDS: 5,
    Geometry.RINGS: 5,
    Geometry.QUADRANTS: 5,
    Geometry.GRID: 6,
    Geometry.LIST: 3,
}
STAGE = {"width": 1920, "height": 1080}
WIDE_SCRIPTS = ("ka", "hy")
VIOLATIONS = "async (options) => (await axe.run(options)).violations"
DRAWN = '{% from "workshops/boards/board.html" import board %}{{ board(it, 2) }}'
LISTED = '{% from "workshops/boards/_list.html" import board_list %}{{ board_list(it, 3) }}'
ON_DESK = (
    '{% extends "layout/desk.html" %}{% block title %}Board{% endblock %}'
    '{% block styles %}{{ super() }}<link rel="stylesheet" href="{{ asset("css/cards.css") }}">{% endblock %}'
    f"{{% block main %}}<h1>Board</h1>{DRAWN}{{% endblock %}}"
)
CUT_OFF = """() => {
  const seen = ".scene, .zone, .corner, .band, .sheet, .key, .picture";
  const cut = (one) => one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2;
  return [...document.querySelectorAll(seen)].filter((one) => one.clientHeight && cut(one)).map((one) => one.className);
}"""
SMALL = """() => [...document.querySelectorAll(".stage *")].filter((one) => !one.closest("svg, .hide, .board-name")
  && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
  && parseFloat(getComputedStyle(one).fontSize) * one.currentCSSZoom < 23.9).map((one) => one.className)"""


def drawn(app: Flask, source: str, **context: Any) -> str:
    """What a template makes of it, in English."""
    with app.test_request_context("/en/"):
        g.lang, g.city = "en", None
        return render_template_string(source, **context)


@pytest.mark.parametrize("language", SIGNALS)
@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_every_card_stands_on_some_page_of_the_stage(geometry: Geometry, language: str) -> None:
    board = sample(geometry, language)
    pages = pages_of(board)
    assert [page.page for page in pages] == list(range(1, len(pages) + 1))
    assert all(page.pages == len(pages) for page in pages)
    assert {card.id for card in cards_on(board)} <= {card.id for page in pages for card in shown_on(page)}


def shown_on(page: Any) -> list[CardView]:
    found = [*page.rows, *page.board.column_cards, *(twig.card for twig in page.twigs)]
    found += [card for lane in page.overview for shelf in lane for card in shelf.rows]
    for part in page.parts:
        for item in part.items:
            found += [item] if isinstance(item, CardView) else item.cards
    return found


@pytest.mark.parametrize("geometry", Geometry)
def test_a_board_on_which_nothing_lies_is_drawn(geometry: Geometry) -> None:
    board = sample(geometry)
    bare = emptied(board)
    assert len(pages_of(bare)) == 1
    assert drawing_of(bare) is not None


def emptied(board: BoardView) -> BoardView:
    empty = [replace(zone, cards=(), clusters=(), hidden=0) for zone in board.zones]
    return replace(board, zones=empty, row_cards=(), column_cards=(), cells=(), lines=())


def test_a_full_board_turns_pages_and_counts_what_stands_elsewhere() -> None:
    pages = pages_of(columns("hy", each=14))
    assert len(pages) > 2
    first = pages[0].parts[0]
    assert 0 < len(first.items) < 14
    assert first.elsewhere == 14 - len(first.items)


def test_a_heap_is_not_said_again_by_the_card_that_it_became() -> None:
    board = columns("en")
    third = board.zones[2]
    (heap,) = third.clusters
    driver = card("en", 50, kind="driver", text=heap.name, votes=7, is_minority=True)
    heaped = replace(third, clusters=[replace(heap, card_code=driver.code)], cards=[*third.cards, driver])
    pages = pages_of(replace(board, zones=[*board.zones[:2], heaped, *board.zones[3:]]))
    drawn_heaps = [item for page in pages for item in page.parts[2].items if not isinstance(item, CardView)]
    assert {one.made.votes for one in drawn_heaps if one.made} == {7}
    assert driver not in [item for page in pages for item in page.parts[2].items]
    reworded = replace(heaped, cards=[*third.cards, replace(driver, text="Put otherwise")])
    pages = pages_of(replace(board, zones=[*board.zones[:2], reworded, *board.zones[3:]]))
    assert "Put otherwise" in [
        item.text for page in pages for item in page.parts[2].items if isinstance(item, CardView)
    ]


def test_a_wheel_shows_all_its_nodes_and_tells_them_branch_by_branch() -> None:
    pages = pages_of(rings("en", first=6, second=3, third=1))
    assert len(pages) > 1
    assert all(len(page.wheel.nodes) == 6 + 18 + 18 for page in pages if page.wheel)
    told = [twig for page in pages for twig in page.twigs]
    assert sorted(twig.number for twig in told) == list(range(1, 43))
    assert [twig.depth for twig in told[:7]] == [0, 1, 2, 1, 2, 1, 2]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Poate s-ar opri într-un loc", "Poate s-\u2060ar opri într-\u2060un loc"),
        ("какой-то Новгород-Северский", "какой-\u2060то Новгород-Северский"),
        ("a - b, 2026-11", "a - b, 2026-\u206011"),
    ],
)
def test_no_line_ends_within_a_short_word_that_hangs_on_a_hyphen(words: str, kept: str) -> None:
    assert kept_whole(words) == kept
    assert kept_whole(kept) == kept
    assert lines_of(kept, 40) == lines_of(words, 40)
    (page,) = pages_of(replace(rings("en", 1, 0, 0), centre=words))
    assert page.board.centre == kept


@pytest.mark.parametrize("geometry", [Geometry.RINGS, Geometry.PLANE])
def test_a_number_stays_with_its_card_when_others_come_and_move(geometry: Geometry) -> None:
    board = sample(geometry)
    before = drawing_of(board).numbers
    first = board.zones[0]
    parent = first.cards[0].code if geometry == Geometry.RINGS else ""
    late = card("en", 99, x=0.1, y=0.9, parent_code=parent)
    *kept, moved = first.cards
    zones = [replace(first, cards=[late, moved, *kept]), *board.zones[1:]]
    after = drawing_of(replace(board, zones=zones)).numbers
    assert {one: after[one] for one in before} == before
    assert after[late.id] == len(before) + 1


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_few_cards_stand_in_large_letters_and_many_in_the_least(geometry: Geometry) -> None:
    few, many = (pages_of(of_so_many(geometry, "en", count)) for count in (2, 60))
    least = {Geometry.LIST: 1.7, Geometry.PLANE: 1.45, Geometry.RINGS: 1.45, Geometry.BANDS: 1, Geometry.GRID: 1}
    assert len(few) == 1
    assert few[0].size >= least.get(geometry, 1.2)
    assert len(many) > 1
    if geometry not in (Geometry.FORM, Geometry.BANDS):  # Whose sheets and bands have letters of their own.
        assert {page.size for page in many} <= {1.0, LEAST}


@pytest.mark.parametrize("language", WIDE_SCRIPTS)
def test_sixty_cards_turn_few_pages(language: str) -> None:
    pages = {geometry: len(pages_of(of_so_many(geometry, language, 60))) for geometry in MOST}
    assert {geometry: count for geometry, count in pages.items() if count > MOST[geometry]} == {}


def test_the_fullest_zone_of_a_list_is_the_widest_where_that_saves_a_page() -> None:
    pages, even = pages_of(lopsided("hy")), pages_of(lopsided("hy", few=5, many=5))
    assert {page.widest for page in pages} == {2}
    assert len(pages) <= 3
    assert [page.widest for page in even] == [0]
    assert {card.id for card in cards_on(lopsided("hy"))} == {card.id for page in pages for card in shown_on(page)}


def test_rings_without_cards_make_room_for_the_many_of_the_first() -> None:
    """Numbers do not lie on each other, and the rings that wait for cards stay where they are while few lie there."""
    many, few = (pages_of(rings("ka", first=count, second=0, third=0))[0].wheel for count in (40, 4))
    assert many is not None
    assert few is not None
    assert many.radius > 21
    assert many.rings[0].radius > few.rings[0].radius
    assert [ring.radius for ring in many.rings] == sorted(ring.radius for ring in many.rings)


def test_many_rows_of_a_grid_stand_by_what_they_came_to_and_the_contested_ones_in_full_after_them() -> None:
    board = grid("hy", rows=25)
    *overviews, last = pages_of(board)
    shelves = [shelf for page in overviews for lane in page.overview for shelf in lane]
    order = [shelf.verdict for shelf in shelves]
    assert order == sorted(order, key=list(Verdict).index)
    assert [card.id for shelf in shelves for card in shelf.rows if shelf.verdict == "no_regret"] == [
        card.id for card in board.row_cards if card.verdict == "no_regret"
    ]
    assert {shelf.count for shelf in shelves if shelf.verdict == "no_regret"} == {7}
    assert last.is_contested
    objected = next(cell.row for cell in board.cells if cell.objections)
    assert last.rows[0] == objected
    apart = [
        max(one.high - one.low for cell in last.board.cells if cell.row.id == row.id for one in cell.ratings)
        for row in last.rows
    ]
    assert min(apart[1:]) >= 2
    calm = [replace(cell, ratings=(spread(0, 0, 0),), objections=0) for cell in board.cells]
    assert not any(page.rows for page in pages_of(replace(board, cells=calm)))


def test_a_stage_holds_less_below_a_long_question_and_more_on_a_taller_screen() -> None:
    board = columns("hy", each=14)
    assert height_above("A short one?", "Write.") == 0
    long = height_above(SIGNALS["hy"][1] + SIGNALS["hy"][2], SIGNALS["hy"][3] * 2)
    assert long > 2
    many, few = (sum(len(part.items) for part in pages_of(board, above)[0].parts) for above in (0, 8))
    assert many > few
    assert height_above("A short one?", "Write.", tall=51) == -13
    assert height_above("A short one?", "Write.", tall=10**9) == height_above("A short one?", "Write.", tall=52)
    assert len(pages_of(board, -13)) < len(pages_of(board))


def test_many_cards_on_bands_stand_band_by_band_after_the_picture_of_all() -> None:
    whole, *pages = pages_of(of_so_many(Geometry.BANDS, "ka", 60))
    assert {part.zone.row for part in whole.parts} == {0, 1, 2}
    assert all(len({part.zone.row for part in page.parts}) == 1 for page in pages)
    assert [page.parts[0].zone.row for page in pages] == sorted(page.parts[0].zone.row or 0 for page in pages)
    told = {card.id for page in pages for card in shown_on(page)}
    assert told == {card.id for card in cards_on(of_so_many(Geometry.BANDS, "ka", 60))}


@pytest.mark.parametrize("language", WIDE_SCRIPTS)
@pytest.mark.parametrize("count", range(4, 61, 4))
def test_no_card_of_a_wheel_lies_on_the_name_of_a_ring(count: int, language: str) -> None:
    grown = [rings(language, first, second, 1) for first, second in ((count, 0), (1, count // 2), (count // 4, 1))]
    lopsided = replace(grown[1], zones=[*grown[1].zones[:2], replace(grown[2].zones[2], cards=grown[0].zones[0].cards)])
    for board in [*grown, lopsided, replace(grown[2], centre=" ".join(SIGNALS[language]))]:
        wheel = drawing_of(board).wheel
        assert wheel is not None
        covered = [
            (ring.name, node.twig.number)
            for ring in wheel.rings
            for node in wheel.nodes
            if abs(node.x - 500) < width_of(ring.name) * 18 + wheel.radius
            and abs(node.y - (500 - ring.radius)) < 20 + wheel.radius
        ]
        assert covered == []


def test_the_middle_of_a_wheel_holds_its_words_or_their_beginning() -> None:
    said = ["Ջուր բակում", SIGNALS["hy"][0], " ".join(SIGNALS["hy"][:6])]
    wheels = [drawing_of(replace(rings("hy"), centre=words)) for words in said]
    hubs = [one.wheel.hub for one in wheels if one.wheel]
    assert [hub.is_cut for hub in hubs] == [False, False, True]
    assert hubs[0].radius < hubs[1].radius
    assert [hub.words for hub in hubs[:2]] == said[:2]
    assert hubs[2].words.endswith(" …")
    assert [one.said_in_full for one in wheels] == ["", "", said[2]]


def test_a_wheel_without_effects_shows_what_stands_in_its_middle_and_a_list_without_cards_nothing() -> None:
    bare = {geometry: emptied(sample(geometry)) for geometry in GEOMETRIES}
    assert [geometry for geometry in GEOMETRIES if not drawing_of(bare[geometry]).is_bare] == [
        Geometry.COLUMNS,
        Geometry.PLANE,
        Geometry.BANDS,
        Geometry.RINGS,
        Geometry.QUADRANTS,
    ]
    assert drawing_of(replace(bare[Geometry.RINGS], centre="")).is_bare


def test_a_card_that_hangs_on_itself_or_on_nothing_is_drawn_once() -> None:
    board = rings("en", first=1, second=2, third=0)
    inner, outer = board.zones[0], board.zones[1]
    knotted = replace(outer.cards[0], parent_code=outer.cards[0].code), replace(outer.cards[1], parent_code="gone")
    board = replace(board, zones=[inner, replace(outer, cards=list(knotted)), board.zones[2]])
    numbers = [twig.card.code for twig in drawing_of(board).twigs]
    assert sorted(numbers) == sorted({card.code for card in cards_on(board)} - {knotted[0].code}) or len(numbers) == 3


def test_dots_at_one_spot_are_pushed_apart() -> None:
    dots = dots_of([(at, card("en", at, x=1.0, y=1.0)) for at in range(9)])
    apart = [
        ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
        for at, one in enumerate(dots)
        for other in dots[at + 1 :]
    ]
    assert min(apart) >= 2 * RADIUS - 4
    assert all(0 < dot.x < 1000 and 0 < dot.y < 1000 for dot in dots)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_the_list_twin_has_the_same_cards_and_says_where_they_lie(app: Flask, geometry: Geometry) -> None:
    board = sample(geometry)
    listed = drawn(app, LISTED, it=drawing_of(board))
    for one in cards_on(board):
        assert str(one.text) in listed.replace("&#39;", "'"), one.text
    place = 0
    for zone in board.zones:
        place = listed.index(f"{zone.letter}</span> {zone.label}", place) + 1


@pytest.mark.only_on("sqlite")
def test_the_list_twin_of_a_plane_says_places_and_medians_also_within_a_heap(app: Flask) -> None:
    drawing, page = plane("en"), f"<main>{LISTED}</main>"
    first = drawing.zones[0]
    laid = card("en", 90, x=0.25, y=0.875, ratings=(spread(2, 2.5, 3, label="Impact"),))
    heaped = card("en", 91, x=1.0, y=0.0, ratings=(spread(3, 4, 5, label="Impact"),))
    heap = replace(heap_of("en", [92]), cards=[heaped])
    zones = [replace(first, cards=[laid], clusters=[heap]), *drawing.zones[1:]]
    across, up = (f"{axis.low} – {axis.high}" for axis in drawing.axes)
    listed = words_on(drawn(app, page, it=drawing_of(replace(drawing, zones=zones))))
    assert f"Impact: 2.5 {across}: 2 of 5 · {up}: 4.5 of 5" in listed
    assert f"Impact: 4 {across}: 5 of 5 · {up}: 1 of 5" in listed
    bare = [replace(axis, low="", high="") for axis in drawing.axes]
    listed = words_on(drawn(app, page, it=drawing_of(replace(drawing, zones=zones, axes=bare))))
    assert f"{drawing.axes[0].label}: 5 of 5" in listed, "an axis whose ends nobody has named yet goes by its own name"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_what_people_write_is_never_markup(app: Flask, geometry: Geometry) -> None:
    board = poisoned(sample(geometry))
    for page in [*pages_of(board), drawing_of(board)]:
        text = drawn(app, DRAWN, it=page)
        assert "<script" not in text
        assert "<img" not in text
        assert "54439" not in text


def poisoned(board: BoardView) -> BoardView:
    """The same with hostile words in every place where somebody's words can stand."""

    def bad(one: CardView) -> CardView:
        return replace(
            one, text=HOSTILE, kind_label=HOSTILE, by=HOSTILE, rows=[(HOSTILE, HOSTILE)], voices=0, votes=None
        )

    zones = [
        replace(
            zone,
            label=HOSTILE,
            hint=HOSTILE,
            cards=[bad(one) for one in zone.cards],
            clusters=[replace(heap, name=HOSTILE, cards=[bad(one) for one in heap.cards]) for heap in zone.clusters],
        )
        for zone in board.zones
    ]
    axes = [replace(axis, label=HOSTILE, low=HOSTILE, high=HOSTILE) for axis in board.axes]
    rows, across = [bad(one) for one in board.row_cards], [bad(one) for one in board.column_cards]
    return replace(
        board, label=HOSTILE, centre=HOSTILE, zones=zones, axes=axes, row_cards=rows, column_cards=across, cells=()
    )


@pytest.mark.only_on("sqlite")
def test_marks_are_words(app: Flask) -> None:
    text = drawn(app, DRAWN, it=drawing_of(columns("en")))
    for said in ("No story yet", "7 points", "Left out", "A few insist", "6 cards lie face down", "4 cards"):
        assert said in text


@pytest.mark.browser
@pytest.mark.only_on("sqlite")
def test_nothing_is_cut_off_on_the_stage_nor_wrong_on_desk_and_phone(
    app: Flask, server: Server, open_page: Callable[..., Page]
) -> None:
    """In the two widest scripts no scene runs over and no letter is under 24 px; axe finds nothing by day and by night."""
    page = open_page(STAGE, reduced_motion="reduce")
    body = {"text": ""}

    def answer(route: Route) -> None:
        route.fulfill(body=body["text"], content_type="text/html; charset=utf-8")

    page.route("**/drawn-by-a-test", answer)
    page.route("**/poll?*", lambda route: route.fulfill(status=204))
    wrong = []
    for geometry in GEOMETRIES:
        for language in WIDE_SCRIPTS:
            full = pages_of(of_so_many(geometry, language, 60)) if language == "ka" else []
            full += pages_of(lopsided(language)) if geometry == Geometry.LIST else []
            for drawing in [*pages_of(sample(geometry, language)), *full[:2]]:
                body["text"] = staged(app, drawing, SIGNALS[language][0])
                page.goto(f"{server.url}/drawn-by-a-test")
                wrong += [(geometry, language, "cut", one) for one in page.evaluate(CUT_OFF)]
                wrong += [(geometry, language, "small", one) for one in page.evaluate(SMALL)]
        wrong += [(geometry, "stage", one) for one in axe(page)]
        body["text"] = drawn(app, ON_DESK, it=drawing_of(sample(geometry)))
        page.goto(f"{server.url}/drawn-by-a-test")
        for size in (PHONE, DESK):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            wrong += [(geometry, size["width"], "wide", wide)] if wide > 0 else []
        wrong += [(geometry, "desk", one) for one in axe(page)]
        page.set_viewport_size(STAGE)  # type: ignore[arg-type]
    assert wrong == []


def staged(app: Flask, drawing: Any, prompt: str) -> str:
    with app.test_request_context("/en/"):
        g.lang, g.city = "en", None
        return render_template(
            "workshops/stage.html",
            title="Workshop",
            poll="/poll",
            seen="1",
            scene="board",
            question=prompt,
            lang_of_question="en",
            clock=Clock(431, is_paused=False),
            foot={"where": "Scan", "join_at": "storyhub.example/j", "join_code": "KRM HPT"},
            step={"title": "Collect", "prompt": prompt},
            heading="",
            drawing=drawing,
            page=drawing.page,
            pages=drawing.pages,
        )


def axe(page: Page) -> list[str]:
    """By day everything, by night the colours alone."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for scheme, more in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        violations = page.evaluate(VIOLATIONS, {"resultTypes": ["violations"]} | more)
        found += [f"{scheme} {one['id']} {one['nodes'][0]['html'][:120]}" for one in violations]
    page.emulate_media(color_scheme="light")
    return found


@pytest.mark.parametrize("above", [0, 6, 14])
@pytest.mark.parametrize("words", [3, 40])
def test_a_sheet_under_a_long_name_is_drawn_at_any_height(above: float, words: int) -> None:
    said = form("ka")
    (lying,) = cards_on(said)
    named = replace(lying, text="ქალაქი " * words, rows=[(label, "სიტყვა " * 80) for label, _words in lying.rows])
    pages = pages_of(replace(said, zones=[replace(said.zones[0], cards=[named])]), above)
    written = " ".join(row for page in pages for _label, row in page.lines)
    assert written.split().count("სიტყვა") == 80 * len(lying.rows), "nothing of it is left out"
