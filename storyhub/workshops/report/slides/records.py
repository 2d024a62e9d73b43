"""What stands on record, a slide each or a row each: scenarios, options with their verdicts, experiments, promises."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from babel.dates import format_date
from flask_babel import gettext

from storyhub.workshops.drawing import drawing_of
from storyhub.workshops.methods.words import Geometry, OutcomeKind
from storyhub.workshops.report.promises import differ
from storyhub.workshops.report.repeats import cards_in_front
from storyhub.workshops.report.slides import notes
from storyhub.workshops.report.slides.deck import Deck
from storyhub.workshops.report.slides.forms import sheet_pages
from storyhub.workshops.report.slides.grid import grid
from storyhub.workshops.report.slides.rows import add_table
from storyhub.workshops.report.slides.wording import paged, stories_behind, verdict_word
from storyhub.workshops.report.values import Report, Result
from storyhub.workshops.seen import BoardView
from storyhub.workshops.wording import VERDICTS

PROMISED = (OutcomeKind.EXPERIMENT, OutcomeKind.COMMITMENT)


@dataclass(frozen=True)
class Told:
    """What stands before the exercises and is not said again among them."""

    table: BoardView | None
    """On which options were tried."""
    sheets: frozenset[UUID]
    """Cards of which everything stands there."""


def told_in_front(report: Report) -> Told:
    return Told(_tried(report), cards_in_front(report))


def add_scenarios(deck: Deck, report: Report) -> None:
    for result in report.by_kind.get(OutcomeKind.SCENARIO, ()):
        _add_sheet(deck, result, result.rows)


def add_options(deck: Deck, report: Report) -> None:
    """Against the worlds in which they were tried; as a list where they were tried in none."""
    title = gettext("Options tested against the futures")
    tried, options = _tried(report), report.by_kind.get(OutcomeKind.OPTION, ())
    if tried is None:
        _add_listed(deck, options)
        return
    leaves = grid(drawing_of(replace(tried, label="")), deck.language)
    behind = [line for one in options for line in (f"• {one.title}", *notes.of_result(one, deck.language))]
    for at, leaf in enumerate(leaves, 1):
        explained = [f"{verdict_word(key)}: {words}" for key, words in VERDICTS.items()]
        said = [*notes.of_board(tried, deck.language), *behind] if at == 1 else []
        leaf.draw(deck.page(paged(title, at, len(leaves)), [*explained, *said]))


def add_experiments(deck: Deck, report: Report) -> None:
    for result in report.by_kind.get(OutcomeKind.EXPERIMENT, ()):
        _add_sheet(deck, result, [*result.rows, *_promised_rows(result, deck.language)])


def add_promises(deck: Deck, report: Report) -> None:
    """Who does what by when, in one table."""
    promised = [one for kind in PROMISED for one in report.by_kind.get(kind, ()) if one.promise]
    if not promised:
        return
    columns = [gettext("What"), gettext("Who"), gettext("By when"), gettext("How it stands")]
    table = [_promise_row(one, deck.language) for one in promised]
    with_owners = report.with_owners or any(one.promise and one.promise.owner for one in promised)
    kept = [0, *([1] if with_owners else []), 2, *([3] if differ(promised) else [])]
    heads, rows = [columns[at] for at in kept], [[row[at] for at in kept] for row in table]
    said = [line for one in promised for line in (f"• {one.title}", *notes.of_result(one, deck.language))]
    add_table(deck, gettext("Promises"), heads, rows, said)


def _add_sheet(deck: Deck, result: Result, rows: Sequence[tuple[str, str]]) -> None:
    marks = [result.card.kind_label, *stories_behind(result.card)]
    pages = sheet_pages(result.title, rows, result.language, deck.language, " · ".join(one for one in marks if one))
    said = notes.of_result(result, deck.language)
    for at, page in enumerate(pages, 1):
        page.draw(deck.page(paged(result.title, at, len(pages)), [result.title, *said], result.language))


def _add_listed(deck: Deck, results: Sequence[Result]) -> None:
    if not results:
        return
    heads = [gettext("Option"), gettext("Verdict")]
    rows = [[(one.title, one.language), (str(VERDICTS.get(one.card.verdict, "–")), deck.language)] for one in results]
    said = [line for one in results for line in (f"• {one.title}", *notes.of_result(one, deck.language))]
    add_table(deck, gettext("Options"), heads, rows, said)


def _tried(report: Report) -> BoardView | None:
    """The last board on which options met worlds, with nothing but those that were judged."""
    boards = [board for one in report.exercises for board in one.boards if board.geometry == Geometry.GRID]
    judged = [board for board in boards if board.column_cards and any(card.verdict for card in board.row_cards)]
    return judged[-1] if judged else None


def _promised_rows(result: Result, language: str) -> list[tuple[str, str]]:
    promise = result.promise
    if promise is None:
        return []
    rows = [
        (gettext("Who"), promise.owner),
        (gettext("By when"), _day(promise.due_on, language)),
        (gettext("How it stands"), " – ".join(one for one in (promise.state, promise.result) if one)),
    ]
    return [(label, words) for label, words in rows if words]


def _promise_row(result: Result, language: str) -> list[tuple[str, str]]:
    promise = result.promise
    if promise is None:
        return []
    stands = " – ".join(one for one in (promise.state, promise.result) if one)
    return [
        (result.title, result.language),
        (promise.owner or "–", result.language),
        (_day(promise.due_on, language) or "–", language),
        (stands, language),
    ]


def _day(day: date | None, language: str) -> str:
    return str(format_date(day, "long", locale=language)) if day else ""
