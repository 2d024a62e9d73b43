"""Pages of forms: a sheet after the other, its rows in two lanes."""

from functools import partial
from math import ceil

from storyhub.workshops.drawing.fitting import LINE, Box, Pile, Sheet, lines_of_marks
from storyhub.workshops.drawing.letters import lines_of
from storyhub.workshops.drawing.picture import Drawing, Part, cards_in
from storyhub.workshops.drawing.trying import Leaf, Leaves

NAME_OF_SHEET = 1.5
"""How many times as large as its words the name of a sheet is."""
AROUND = 2.2
"""Within a sheet, above its name, below its rows and between the two."""


def leaves_of_form(whole: Drawing, sheet: Sheet) -> Leaves:
    """A sheet after the other, its rows in two lanes."""
    leaves: list[Leaf] = []
    is_roomy = True
    for part in whole.parts:
        for card in cards_in(part.zone):
            name = lines_of(card.text or part.zone.label, (sheet.wide - 3) / NAME_OF_SHEET)
            marks = lines_of_marks(card, sheet.wide - 3, sheet.spacing) * sheet.spacing.marks
            box = Box(sheet.wide / 2 - 2, sheet.high - AROUND - name * NAME_OF_SHEET * LINE - marks, 2)
            rows = [piece for label, words in card.rows for piece in _pieces(label, words, box)]
            pile: Pile[tuple[str, str]] = Pile(rows, box, partial(_height_of_field, width=box.width), lambda row: row)
            leaves += [{"parts": [Part(part.zone, [card])], "lines": page} for page in pile.pages]
            is_roomy &= pile.is_roomy and len(rows) == len(card.rows) and name <= 2
    return leaves or [{}], is_roomy and bool(leaves)


def _height_of_field(row: tuple[str, str], width: float) -> float:
    return lines_of(row[0], width) * LINE + lines_of(row[1], width) * LINE + 1


def _pieces(label: str, words: str, box: Box) -> list[tuple[str, str]]:
    """Words longer than a lane, cut between words into rows that fit one; of which nothing is left where the name takes all."""
    most = max(1, int((box.height - 3) / LINE))
    lines = lines_of(words, box.width)
    if lines <= most:
        return [(label, words)]
    parts = words.split(" ")
    size = ceil(len(parts) / ceil(lines / most * 1.1))
    return [(label, " ".join(parts[at : at + size])) for at in range(0, len(parts), size)]
