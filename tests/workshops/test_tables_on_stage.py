"""Who sits where, as the stage shows it: no table is cut off, however many there are and however long the names."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, g, render_template
from playwright.sync_api import Page

from storyhub.workshops.drawing.fitting import LEAST
from storyhub.workshops.drawing.heading import height_above
from storyhub.workshops.drawing.seating import Hall, pages_of_tables
from storyhub.workshops.views.clocks import Clock
from tests.support.serving import Server
from tests.workshops.test_board_drawing import CUT_OFF, SMALL, STAGE

NAMES = (
    "Նինո",
    "Տիգրան Հարությունյան",
    "ანა-მარიამ ჩიქოვანი",
    "Oksana",
    "Tatiana Grigorescu-Munteanu",
    "Գայանե",
    "Leyla",
)
TITLE = "Սեղաններին"


def a_table(number: int, people: int, named: bool = True, name: str = "") -> dict[str, Any]:
    said = [NAMES[at % len(NAMES)] if named else f"Համար {at + 1}" for at in range(people)]
    title = f"Սեղան {number}"
    return {
        "number": number,
        "name": name,
        "title": f"{title} · {name}" if name else title,
        "people": said,
        "has_names": named,
    }


def tables(*sizes: int, named: bool = True, name: str = "") -> list[dict[str, Any]]:
    return [a_table(number, people, named, name) for number, people in enumerate(sizes, 1)]


HALLS = {
    "two": tables(5, 4),
    "three of eight": tables(8, 8, 8),
    "five by number": tables(*[5] * 5, named=False),
    "twelve of nine": tables(*[9] * 12),
    "twelve by number": tables(*[9] * 12, named=False),
    "sixty": tables(*[5] * 60, named=False),
    "named tables": tables(6, 6, 6, 6, name="Լեփ-լեցուն գնացքներ"),
    "one of forty": tables(40, 6, named=False),
    "all at one": tables(48),
}


@pytest.mark.parametrize("hall", HALLS)
def test_every_table_has_its_place_once(hall: str) -> None:
    pages = pages_of_tables(HALLS[hall])
    assert [table["number"] for page in pages for table in page.tables] == [one["number"] for one in HALLS[hall]]


def test_few_tables_stand_large_and_many_on_few_pages() -> None:
    (few,) = pages_of_tables(HALLS["two"])
    assert few.size > 1.4
    assert len(pages_of_tables(HALLS["twelve of nine"])) <= 3
    assert [page.size for page in pages_of_tables(HALLS["twelve by number"])] == [LEAST]
    assert len(pages_of_tables([])) == 1


@pytest.mark.browser
@pytest.mark.only_on("sqlite")
def test_no_table_is_cut_off(app: Flask, server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(STAGE, reduced_motion="reduce")
    body = {"text": ""}
    page.route("**/drawn-by-a-test", lambda route: route.fulfill(body=body["text"], content_type="text/html"))
    page.route("**/poll?*", lambda route: route.fulfill(status=204))
    wrong = []
    for name, hall in HALLS.items():
        for shown in pages_of_tables(hall, height_above("?", TITLE))[:2]:
            body["text"] = staged(app, shown)
            page.goto(f"{server.url}/drawn-by-a-test")
            wrong += [(name, check, one) for check in (CUT_OFF, SMALL) for one in page.evaluate(check)]
    assert wrong == []


def staged(app: Flask, hall: Hall) -> str:
    with app.test_request_context("/hy/"):
        g.lang, g.city = "hy", None
        return render_template(
            "workshops/stage.html",
            title="Workshop",
            poll="/poll",
            seen="1",
            scene="groups",
            question="?",
            lang_of_question="hy",
            clock=Clock(431, is_paused=False),
            foot={"where": "Scan", "join_at": "storyhub.example/j", "join_code": "KRM HPT"},
            step={"title": TITLE, "prompt": ""},
            heading="",
            seating=hall.tables,
            hall=hall,
            page=1,
            pages=2,
        )
