"""Where rows and columns meet: a table, its rows on as many pages as they need."""

from collections.abc import Sequence
from functools import partial

from flask_babel import gettext

from storyhub.workshops.drawing import Drawing
from storyhub.workshops.drawing.letters import BOLD, longest_word
from storyhub.workshops.methods.words import Colour
from storyhub.workshops.report.slides.blocks import small
from storyhub.workshops.report.slides.drawing import CELL, Said, Slot
from storyhub.workshops.report.slides.leaves import Leaf
from storyhub.workshops.report.slides.letters import height_of, pieces
from storyhub.workshops.report.slides.look import BODY, CARD, ERROR, MUTED, PAPER, TONES
from storyhub.workshops.report.slides.sheet import Sheet
from storyhub.workshops.report.slides.wording import figure, marks_of, objected, range_of
from storyhub.workshops.seen import CardView, Cell

SIZES = (18, 16, 14, 13, 12)
ABREAST = 6
"""Columns of a page."""
FIRST = 0.3
"""Of the width, for what stands at the left."""


def grid(whole: Drawing, language: str) -> list[Leaf]:
    board = whole.board
    columns = list(board.column_cards)
    found = []
    for at in range(0, len(columns) or 1, ABREAST):
        shown = columns[at : at + ABREAST]
        sizes = [one for one in SIZES if not _breaks_a_word(shown, one)] or SIZES[-1:]
        size = next((one for one in sizes if len(_pages(whole, shown, one)) == 1), sizes[-1])
        for rows in _pages(whole, shown, size):
            draw = partial(_draw, whole=whole, rows=rows, columns=shown, size=size, language=language)
            found.append(Leaf(draw, [*rows, *shown]))
    return found


def _breaks_a_word(columns: Sequence[CardView], size: float) -> bool:
    """Whether a name at the head of a column is wider than the column; letters of another make are wider still."""
    named = zip(columns, _widths(columns)[1:], strict=True)
    return any(longest_word(one.text) * size * BOLD * 1.08 > width - 2 * CELL[0] for one, width in named)


def _widths(columns: Sequence[CardView]) -> list[float]:
    if not columns:
        return [BODY.width]
    first = BODY.width * FIRST
    return [first, *((BODY.width - first) / len(columns) for _ in columns)]


def _pages(whole: Drawing, columns: Sequence[CardView], size: float) -> list[list[CardView]]:
    most = BODY.height - _head_height(columns, size)
    pages: list[list[CardView]] = [[]]
    used = 0.0
    for row in whole.board.row_cards:
        height = _height(whole, row, columns, size)
        if used and used + height > most:
            pages.append([])
            used = 0.0
        pages[-1].append(row)
        used += height
    return pages


def _head_height(columns: Sequence[CardView], size: float) -> float:
    named = zip(columns, _widths(columns)[1:], strict=True)
    heights = [height_of(_head_words(one, size, width), size, width - 2 * CELL[0], bold=True) for one, width in named]
    return max([size, *heights]) + 2 * CELL[1] + 2


def _head_words(card: CardView, size: float, width: float) -> str:
    """No name takes more than a third of the page; all of it stands in the notes."""
    return _at_most(card.text or "–", size, width, BODY.height / 3)


def _row_words(card: CardView, size: float, width: float) -> str:
    return _at_most(card.text or "–", size, width, BODY.height / 2 - 60)


def _at_most(words: str, size: float, width: float, height: float) -> str:
    found = pieces(words, size, (width - 2 * CELL[0]) / 1.08, height)
    return words if len(found) == 1 else f"{found[0]}…"


def _height(whole: Drawing, row: CardView, columns: Sequence[CardView], size: float) -> float:
    first, *rest = _widths(columns)
    inner = first - 2 * CELL[0]
    marks = " · ".join(marks_of(row))
    name = height_of(_row_words(row, size, first), size, inner) + (height_of(marks, small(size), inner) if marks else 0)
    cells = [_cell_height(whole.cell(row, column), size, width) for column, width in zip(columns, rest, strict=True)]
    return max([name, *cells]) + 2 * CELL[1] + 2


def _cell_height(cell: Cell | None, size: float, width: float) -> float:
    if cell is None:
        return size
    inner = width - 2 * CELL[0]
    below = [range_of(one, "en") for one in cell.ratings if one.is_disputed]
    below += [objected(cell.objections)] if cell.objections else []
    figures = len([one for one in cell.ratings if one.median is not None])
    return figures * size * 1.3 + sum(height_of(words, small(size), inner, bold=True) for words in below)


def _draw(
    sheet: Sheet, whole: Drawing, rows: Sequence[CardView], columns: Sequence[CardView], size: float, language: str
) -> None:
    widths = _widths(columns)
    body = []
    for row in rows:
        slots = [
            _name(row, size, widths[0], language),
            *(_slot(whole.cell(row, one), size, language) for one in columns),
        ]
        body.append((_height(whole, row, columns, size), slots))
    descr = gettext("What was judged where each row meets each column: a table.")
    head = _head(whole, columns, size, language)
    sheet.table(BODY, widths, [(_head_height(columns, size), head), *body], descr)


def _head(whole: Drawing, columns: Sequence[CardView], size: float, language: str) -> list[Slot]:
    kind = next((one.kind_label for one in whole.board.row_cards), "")
    found = [Slot([[Said(kind, language, size, colour=MUTED)]], PAPER, anchor="b")]
    for card, width in zip(columns, _widths(columns)[1:], strict=True):
        said = Said(_head_words(card, size, width), card.language, size, bold=True)
        found.append(Slot([[said]], PAPER, anchor="b"))
    return found


def _name(row: CardView, size: float, width: float, language: str) -> Slot:
    name = [[Said(_row_words(row, size, width), row.language, size)]]
    marks = " · ".join(marks_of(row))
    if marks:
        name.append([Said(marks, language, small(size), bold=bool(row.verdict), colour=MUTED)])
    # Without the colour of its card: green would say that it does well.
    return Slot(name, PAPER)


def _slot(cell: Cell | None, size: float, language: str) -> Slot:
    if cell is None:
        return Slot([], CARD)
    said = []
    for one in cell.ratings:
        if one.median is not None:
            said.append([Said(figure(one.median, language, True), language, size, bold=True)])
        if one.median is not None and one.is_disputed:
            said.append([Said(f"↔ {range_of(one, language)}", language, small(size), colour=MUTED)])
    if cell.objections:
        said.append([Said(objected(cell.objections), language, small(size), bold=True, colour=ERROR)])
    return Slot(said or [[Said("–", language, size, colour=MUTED)]], _lean(cell), align="ctr")


def _lean(cell: Cell) -> str:
    """Towards good or bad, as the board tints it; the sign before the figure says the same."""
    medians = [one.median for one in cell.ratings if one.median is not None]
    if medians and min(medians) <= -1:
        return TONES[Colour.CLAY].fill
    return TONES[Colour.LEAF].fill if medians and min(medians) >= 1 else CARD
