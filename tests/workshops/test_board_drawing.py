"""Boards as pictures: nothing is lost between the pages, the list twin says all, and no word of anybody's is markup."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask, g, render_template, render_template_string
from playwright.sync_api import Page, Route

from storyhub.workshops.drawing import drawing_of, pages_of
from storyhub.workshops.drawing.plane import RADIUS, dots_of
from storyhub.workshops.methods.schema import Geometry
from storyhub.workshops.seen import BoardView, CardView
from tests.support.browsing import DESK, PHONE
from tests.support.serving import Server
from tests.workshops.board_samples import HOSTILE, SIGNALS, card, cards_on, columns, rings, sample

GEOMETRIES = list(Geometry)
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
  && parseFloat(getComputedStyle(one).fontSize) < 23.9).map((one) => one.className)"""


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
    for part in page.parts:
        for item in part.items:
            found += [item] if isinstance(item, CardView) else item.cards
    return found


@pytest.mark.parametrize("geometry", Geometry)
def test_a_board_on_which_nothing_lies_is_drawn(geometry: Geometry) -> None:
    board = sample(geometry)
    empty = [replace(zone, cards=(), clusters=(), hidden=0) for zone in board.zones]
    bare = replace(board, zones=empty, row_cards=(), column_cards=(), cells=(), lines=())
    assert len(pages_of(bare)) == 1
    assert drawing_of(bare) is not None


def test_a_full_board_turns_pages_and_counts_what_stands_elsewhere() -> None:
    pages = pages_of(columns("hy", each=14))
    assert len(pages) > 2
    first = pages[0].parts[0]
    assert 0 < len(first.items) < 14
    assert first.elsewhere == 14 - len(first.items)


def test_a_wheel_shows_all_its_nodes_and_tells_them_branch_by_branch() -> None:
    pages = pages_of(rings("en", first=6, second=3, third=1))
    assert len(pages) > 1
    assert all(len(page.wheel.nodes) == 6 + 18 + 18 for page in pages if page.wheel)
    told = [twig.number for page in pages for twig in page.twigs]
    assert told == list(range(1, 43))


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
@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_what_people_write_is_never_markup(app: Flask, geometry: Geometry) -> None:
    board = poisoned(sample(geometry))
    for page in [*pages_of(board), drawing_of(board)]:
        text = drawn(app, DRAWN, it=page)
        assert "<script" not in text
        assert "<img" not in text
        assert "49" not in text


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
            for drawing in pages_of(sample(geometry, language)):
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
            top={"question": prompt, "lang": "en", "left": 431, "shown": "7:11", "is_paused": False},
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
