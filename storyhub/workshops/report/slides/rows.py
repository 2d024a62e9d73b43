"""A table of words: its head on every page, its rows on as many as they need."""

from collections.abc import Sequence
from math import sqrt

from storyhub.workshops.report.slides.blocks import small
from storyhub.workshops.report.slides.deck import Deck
from storyhub.workshops.report.slides.drawing import CELL, Said, Slot
from storyhub.workshops.report.slides.letters import height_of, pieces
from storyhub.workshops.report.slides.look import BODY, CARD, PAPER
from storyhub.workshops.report.slides.wording import paged

Row = Sequence[tuple[str, str]]
"""Words with their language, by column."""
SIZES = (20, 18, 16, 14)


def add_table(deck: Deck, title: str, heads: Sequence[str], rows: Sequence[Row], said: Sequence[str]) -> None:
    """Its columns as wide as their words ask for; rows that find no room stand on the next slide."""
    weights = [sqrt(max(len(words) for words, _ in column)) + 5 for column in zip(*rows, strict=True)]
    widths = [BODY.width * weight / sum(weights) for weight in weights]
    size = next((one for one in SIZES if len(_cut(rows, widths, one)) == 1), SIZES[-1])
    pages = _cut(rows, widths, size)
    head = [Slot([[Said(words, deck.language, small(size), bold=True)]], PAPER) for words in heads]
    top = _head_height(heads, widths, size)
    for at, page in enumerate(pages, 1):
        body = [(height, [Slot([[Said(words, lang, size)]], CARD) for words, lang in row]) for height, row in page]
        sheet = deck.page(paged(title, at, len(pages)), said if at == 1 else [title])
        sheet.table(BODY, widths, [(top, head), *body], title)


def _cut(rows: Sequence[Row], widths: Sequence[float], size: float) -> list[list[tuple[float, Row]]]:
    most = BODY.height - 48
    pages: list[list[tuple[float, Row]]] = [[]]
    used = 0.0
    for row in [part for whole in rows for part in _parts(whole, widths, size, most)]:
        cells = zip(row, widths, strict=True)
        height = max(height_of(words, size, width - 2 * CELL[0]) for (words, _), width in cells) + 12
        if used and used + height > most:
            pages.append([])
            used = 0.0
        pages[-1].append((height, row))
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
