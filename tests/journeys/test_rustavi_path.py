"""The Rustavi path in real browsers: one desk, one stage, six phones in six languages, from stories to an experiment."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from storyhub.workshops.methods.library import library
from storyhub.workshops.methods.schema import Step, Verb, Who
from tests.journeys.hall import HEAP, Desk, Sitter
from tests.journeys.walking import sideways

pytestmark = pytest.mark.browser

TOWN = "/en/rustavi"
LANGUAGES = ("en", "ka", "hy", "uk", "ro", "az")
TITLE = "Rustavi after the last shift"
EXPERIMENT = "What we try first"


@pytest.fixture
def hall(desk: Callable[..., Page]) -> tuple[Desk, str, str]:
    """A workshop that a facilitator begins, lays two stories on and opens, all on pages. The desk, the join code, its address."""
    page = desk()
    page.goto("/demo/as/facilitator")
    page.goto(f"{TOWN}/workshops/new")
    page.fill("#title", TITLE)
    page.locator("input[name=path][value=rustavi]").check()
    page.locator("form#workshop button").last.click()
    expect(page.locator("main")).to_contain_text(TITLE)
    found = re.search(r"/workshops/([a-z0-9]+)", page.url)
    assert found is not None
    address = f"{TOWN}/workshops/{found[1]}"
    page.goto(f"{address}/stories")
    for laid in range(2):
        page.locator("button[value^='put:']").nth(laid).click()
        expect(page.locator("#table li, #table .evidence")).to_have_count(laid + 1)
    page.goto(f"{address}/edit")
    page.fill("#question", "How do people come home at night in 2040?")
    page.locator("form#workshop p.row button").click()
    page.locator("button[value=open]").first.click()
    page.wait_for_url(re.compile("/desk$"))
    join_code = page.locator("#r-now .room-where b").first.inner_text()
    return Desk(page), re.sub(r"[^A-Z]", "", join_code), address


@pytest.fixture
def sitters(phone: Callable[..., Page], hall: tuple[Desk, str, str]) -> list[Sitter]:
    people = [
        Sitter(phone(locale=language, reduced_motion="reduce"), number, language)
        for number, language in enumerate(LANGUAGES, 1)
    ]
    for one in people:
        one.sit_down(hall[1])
    return people


def test_a_hall_goes_from_stories_to_an_experiment(
    hall: tuple[Desk, str, str], sitters: list[Sitter], desk: Callable[..., Page]
) -> None:
    board, _code, _address = hall
    stage = desk(reduced_motion="reduce")
    stage.goto(board.page.locator(".stage-link").text_content() or "")
    expect(stage.locator("#stage")).to_be_visible()
    board.deal()

    for step, place in steps_of(board):
        if step.do == Verb.PICK:
            board.pick_all()
        if is_asking(step):
            for one in sitters:
                one.arrives(place)
            if step.do == Verb.CLUSTER:
                heap_up(sitters)
            for one in sitters:
                one.do()
            assert not any(sideways(one.page) for one in sitters), place
        expect(stage.locator("#stage h1")).to_be_visible()

    board.page.locator("#r-now a[href$='/close']").click()
    board.page.locator("main form button").first.click()
    board.page.wait_for_url(re.compile("/results"))
    results = board.page.locator("main").inner_text()
    written = [words for one in sitters for words in one.written]
    assert sum(words in results for words in written) > len(sitters)

    board.page.locator(f"xpath=//h2[.='{EXPERIMENT}']/following::a[contains(@href, '#led-title')]").first.click()
    expect(board.page.locator("main")).to_contain_text("It worked if")
    expect(board.page.locator("main")).to_contain_text("March 15, 2027")
    led = board.page.locator("#led-title ~ *")
    for earlier in ("Signal", "Driver", "Option"):
        expect(led.get_by_text(earlier, exact=True).first).to_be_attached()
    assert led.locator("a[href*='/stories/']").count(), "it leads back to the stories that lay on the table"


def steps_of(board: Desk) -> Iterator[tuple[Step, str]]:
    """Presses “next” until the end; gives each step with its place."""
    agenda = [library().methods[one.method].method for one in library().paths["rustavi"].path.exercise]
    exercise, at = "", -1
    while True:
        place = board.go_on()
        if board.is_over:
            return
        here, _, step = place.partition(".")
        at, exercise = at + (here != exercise), here
        yield next(one for one in agenda[at].step if one.id == step), place


def is_asking(step: Step) -> bool:
    """Whether people have something to do at their phones."""
    return step.who in (Who.INDIVIDUAL, Who.GROUP) and step.do not in (Verb.DISCUSS, Verb.REPORT, Verb.BRIEF)


def heap_up(sitters: list[Sitter]) -> None:
    """Whoever comes first at a table puts its cards together; the others look before they reach for one that is gone."""
    for one in sitters:
        one.page.reload()
        if one.page.locator("#task form#stack").count():
            one.heap_up(HEAP.get(one.language, HEAP["en"]))
