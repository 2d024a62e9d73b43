"""What stands on record, a slide each or a row each: scenarios, options with their verdicts, experiments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask_babel import gettext

from storyhub.workshops.drawing import drawing_of
from storyhub.workshops.methods.words import Geometry, OutcomeKind
from storyhub.workshops.report.repeats import cards_in_front
from storyhub.workshops.report.slides import notes
from storyhub.workshops.report.slides.deck import Deck
from storyhub.workshops.report.slides.forms import sheet_pages
from storyhub.workshops.report.slides.grid import grid
from storyhub.workshops.report.slides.promises import day_in_words, stands
from storyhub.workshops.report.slides.rows import Listed, add_table
from storyhub.workshops.report.slides.wording import paged, stories_behind
from storyhub.workshops.report.values import Report, Result
from storyhub.workshops.seen import BoardView
from storyhub.workshops.wording import VERDICTS


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
    behind = [line for one in options for line in notes.of_record(one, deck.language)]
    for at, leaf in enumerate(leaves, 1):
        explained = [str(words) for words in VERDICTS.values()]
        said = [*notes.of_board(tried, deck.language), *behind] if at == 1 else []
        leaf.draw(deck.page(paged(title, at, len(leaves)), [*explained, *said]))


def add_experiments(deck: Deck, report: Report) -> None:
    for result in report.by_kind.get(OutcomeKind.EXPERIMENT, ()):
        _add_sheet(deck, result, [*result.rows, *_promised_rows(result, deck.language)])


def _add_sheet(deck: Deck, result: Result, rows: Sequence[tuple[str, str]]) -> None:
    marks = [result.card.kind_label, *stories_behind(result.card)]
    said_small = " · ".join(one for one in marks if one)
    pages = sheet_pages(result.title, rows, result.language, deck.language, said_small, result.beside)
    said = notes.of_result(result, deck.language)
    for at, page in enumerate(pages, 1):
        page.draw(deck.page(paged(result.title, at, len(pages)), [result.title, *said], result.language))


def _add_listed(deck: Deck, results: Sequence[Result]) -> None:
    if not results:
        return
    verdicts = [(str(VERDICTS.get(one.card.verdict, "")), deck.language) for one in results]
    points = [("" if one.card.votes is None else str(one.card.votes), deck.language) for one in results]
    told = [
        (name, column)
        for name, column in ((gettext("Verdict"), verdicts), (gettext("Points"), points))
        if any(words for words, _ in column)
    ]
    heads = [gettext("Option"), *(name for name, _ in told)]
    rows = [
        [(one.title, one.language), *((column[at][0] or "–", deck.language) for _, column in told)]
        for at, one in enumerate(results)
    ]
    said = [notes.of_record(one, deck.language) for one in results]
    add_table(deck, gettext("Options"), Listed(heads, rows, said))


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
        (gettext("By when"), day_in_words(promise.due_on, language)),
        (gettext("How it stands"), stands(promise)),
    ]
    return [(label, words) for label, words in rows if words]
