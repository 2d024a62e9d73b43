"""A table of words: its head on every page, its rows on as many as they need."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from storyhub.workshops.report.slides.blocks import small
from storyhub.workshops.report.slides.deck import Deck
from storyhub.workshops.report.slides.drawing import CELL, Said, Slot
from storyhub.workshops.report.slides.letters import height_of, pieces
from storyhub.workshops.report.slides.look import BODY, CARD, PAPER
from storyhub.workshops.report.slides.sheet import Sheet
from storyhub.workshops.report.slides.wording import paged

Row = Sequence[tuple[str, str]]
"""Words with their language, by column."""
SIZES = (20, 18, 16, 14)


@dataclass(frozen=True)
class Line:
    """A row, or a part of one that is higher than a page, where it stands; `number` counts whole rows."""

    number: int
    height: float
    row: Row


@dataclass(frozen=True)
class Listed:
    """Rows under their heads, with what a speaker may want to say of each."""

    heads: Sequence[str]
    rows: Sequence[Row]
    said: Sequence[Sequence[str]]

    @property
    def is_short(self) -> bool:
        """Whether one slide holds them."""
        return len(_cut(self.rows, self.widths, SIZES[-1])) == 1

    @property
    def widths(self) -> Sequence[float]:
        """As wide as the words of a column ask for."""
        weights = [sqrt(max(len(words) for words, _ in column)) + 5 for column in zip(*self.rows, strict=True)]
        return [BODY.width * weight / sum(weights) for weight in weights]

    def first(self, most: int) -> "Listed":
        """So many of them, or as many as one slide holds."""
        found = Listed(self.heads, self.rows[:most], self.said[:most])
        return found if most == 1 or found.is_short else self.first(most - 1)


def add_table(deck: Deck, title: str, listed: Listed) -> Sheet:
    """Rows that find no room stand on the next slide. Gives the last."""
    widths = listed.widths
    size = next((one for one in SIZES if len(_cut(listed.rows, widths, one)) == 1), SIZES[-1])
    pages = _cut(listed.rows, widths, size)
    head = [Slot([[Said(words, deck.language, small(size), bold=True)]], PAPER) for words in listed.heads]
    top = _head_height(listed.heads, widths, size)
    for at, page in enumerate(pages, 1):
        body = [(one.height, [Slot([[Said(words, lang, size)]], CARD) for words, lang in one.row]) for one in page]
        said = [line for number in dict.fromkeys(one.number for one in page) for line in listed.said[number]]
        sheet = deck.page(paged(title, at, len(pages)), said)
        sheet.table(BODY, widths, [(top, head), *body], title)
    return sheet


def _cut(rows: Sequence[Row], widths: Sequence[float], size: float) -> list[list[Line]]:
    most = BODY.height - 48
    pages: list[list[Line]] = [[]]
    used = 0.0
    for number, row in [(at, part) for at, whole in enumerate(rows) for part in _parts(whole, widths, size, most)]:
        cells = zip(row, widths, strict=True)
        height = max(height_of(words, size, width - 2 * CELL[0]) for (words, _), width in cells) + 12
        if used and used + height > most:
            pages.append([])
            used = 0.0
        pages[-1].append(Line(number, height, row))
        used += height
    return pages


def _parts(row: Row, widths: Sequence[float], size: float, most: float) -> list[Row]:
    """A row whose words are higher than a page goes on in the next."""
    cells = zip(row, widths, strict=True)
    cut = [pieces(words, size, (width - 2 * CELL[0]) / 1.05, most - 20) for (words, _), width in cells]
    return [
        [(one[at] if at < len(one) else "", language) for one, (_, language) in zip(cut, row, strict=True)]
        for at in range(max(len(one) for one in cut))
    ]


def _head_height(heads: Sequence[str], widths: Sequence[float], size: float) -> float:
    named = zip(heads, widths, strict=True)
    return max(height_of(head, small(size), width - 2 * CELL[0], bold=True) for head, width in named) + 12
