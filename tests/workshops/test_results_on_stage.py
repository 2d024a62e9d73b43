"""What people judged, as the stage shows it: as many rows as are read from afar, and no word of it broken."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, g, render_template
from playwright.sync_api import Page

from storyhub.workshops.seen import Spread
from storyhub.workshops.views.clocks import Clock
from storyhub.workshops.views.scored import pages_of_results
from tests.support.serving import Server
from tests.workshops.board_samples import card
from tests.workshops.boards import shipped
from tests.workshops.test_board_drawing import CUT_OFF, SMALL, STAGE

BROKEN = """() => [...document.querySelectorAll(".results thead :is(.value, .ends span)")].filter((one) => {
  const words = document.createRange();
  words.selectNodeContents(one);
  return new Set([...words.getClientRects()].map((box) => box.top)).size > 1 || one.scrollWidth > one.clientWidth + 1;
}).map((one) => one.textContent)"""


def judged(app: Flask, language: str, count: int) -> list[dict[str, Any]]:
    """The pages of so many drivers, by how much they would change."""
    said = [Spread("impact", "", 18, 5 - at % 5, 1, 5, is_disputed=at % 3 == 0) for at in range(count)]
    cards = [card(language, at, kind="driver", ratings=[one]) for at, one in enumerate(said)]
    method = shipped("driver-map")
    with app.test_request_context(f"/{language}/"):
        g.lang, g.city = language, None
        return pages_of_results(method, next(one for one in method.step if one.id == "judge"), cards)


def staged(app: Flask, language: str, results: dict[str, Any]) -> str:
    with app.test_request_context(f"/{language}/"):
        g.lang, g.city = language, None
        return render_template(
            "workshops/stage.html",
            title="Workshop",
            poll="/poll",
            seen="1",
            scene="results",
            question="?",
            lang_of_question=language,
            clock=Clock(431, is_paused=False),
            foot={"where": "Scan", "join_at": "storyhub.example/j", "join_code": "KRM HPT"},
            step={"title": "Judge", "prompt": "Judge"},
            results=results,
            drawing=None,
            page=1,
            pages=1,
        )


@pytest.mark.only_on("sqlite")
def test_few_rows_stand_large_and_many_close_to_each_other_on_few_pages(app: Flask) -> None:
    few, many = judged(app, "hy", 4), judged(app, "hy", 45)
    assert [page["size"] > 1 for page in few] == [True]
    assert len(many) <= 5
    assert all(page["is_close"] for page in many)
    assert sum(len(page["rows"]) for page in many) == 45


@pytest.mark.browser
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("language", ["ka", "hy"])
def test_neither_few_results_nor_many_are_cut_or_broken(
    app: Flask, server: Server, open_page: Callable[..., Page], language: str
) -> None:
    page = open_page(STAGE, reduced_motion="reduce")
    body = {"text": ""}
    page.route("**/drawn-by-a-test", lambda route: route.fulfill(body=body["text"], content_type="text/html"))
    page.route("**/poll?*", lambda route: route.fulfill(status=204))
    wrong = []
    for count in (2, 4, 6, 9, 45):
        body["text"] = staged(app, language, judged(app, language, count)[0])
        page.goto(f"{server.url}/drawn-by-a-test")
        wrong += [(count, check, one) for check in (CUT_OFF, SMALL, BROKEN) for one in page.evaluate(check)]
    assert wrong == []
