"""Pages of a grid: its rows in full, or where they need more than one, in short and the contested ones in full."""

from dataclasses import replace
from functools import partial

from storyhub.workshops.drawing.fitting import (
    LINE,
    Box,
    Pile,
    Sheet,
    Spacing,
    lines_of_marks,
    words_and_marks,
    words_of,
)
from storyhub.workshops.drawing.letters import BOLD, lines_of, longest_word
from storyhub.workshops.drawing.overview import contested, pages_of_rows
from storyhub.workshops.drawing.picture import Drawing
from storyhub.workshops.drawing.trying import Leaf, Leaves, on_sheet, sized
from storyhub.workshops.seen import CardView

FIRST, WIDER, FEW = 0.32, 0.42, 4
"""Of the whole width, the share of the first column; where close and few columns follow, it is wider."""
ABOUT = 1.9
"""The line that says what the rows below it are."""
OBJECTION = "10 մարդ չի կարող ապրել սրա հետ"
"""What a cell says of those, in the language that says most."""


def leaves_of_grid(whole: Drawing, sheet: Sheet) -> Leaves:
    across = whole.board.column_cards
    first = WIDER if sheet.spacing.is_close and len(across) <= FEW else FIRST
    column = sheet.wide * (1 - first) / (len(across) or 1) - 1.7
    heads = max((lines_of(one.text, column / BOLD) for one in across), default=1)
    box = Box(sheet.wide, sheet.high - heads * LINE - 1.3 - sheet.more)
    least = partial(_least_of_row, whole, sheet.spacing, column)
    height = partial(_height_of_row, width=sheet.wide * (first - 0.01) - 1.9, spacing=sheet.spacing)
    pile = Pile(whole.board.row_cards, box, lambda card: max(least(card), height(card)), words_of)
    is_wide = any(longest_word(card.text) * BOLD > column for card in across)
    is_wide |= any(longest_word(card.text) > sheet.wide * first - 3 for card in whole.board.row_cards)
    return [{"rows": page} for page in pile.pages], bool(across) and heads <= 3 and pile.is_roomy and not is_wide


def leaves_of_many_rows(whole: Drawing, above: float) -> list[Leaf]:
    """All of them in short, then as many of the contested ones in full as one page holds."""
    sheet, pages = pages_of_rows(whole.board, above)
    leaves = on_sheet(sheet, [{"rows": (), "overview": lanes} for lanes in pages])
    differing = contested(whole.board)
    if differing:
        only = replace(whole, board=replace(whole.board, row_cards=differing))
        full = sized(lambda sheet: leaves_of_grid(only, replace(sheet, above=above + ABOUT * sheet.size)))
        leaves.append(full[0] | {"is_contested": True})
    return leaves


def _least_of_row(whole: Drawing, spacing: Spacing, width: float, row: CardView) -> float:
    """What the judgements in it take: a median, below it how far people lie apart and who cannot live with it."""
    cells = [cell for cell in whole.board.cells if cell.row.id == row.id]
    is_disputed = any(one.is_disputed for cell in cells for one in cell.ratings)
    objects = max((lines_of(OBJECTION, width / BOLD) for cell in cells if cell.objections), default=0)
    return 1.85 + (is_disputed + objects) * spacing.line + (objects > 0) * 0.2 + 1


def _height_of_row(card: CardView, width: float, spacing: Spacing) -> float:
    if spacing.is_close:
        return lines_of(words_and_marks(card), width) * spacing.line + spacing.padding + 0.45
    words = lines_of(card.text, width) * spacing.line + lines_of_marks(card, width) * spacing.marks
    return max(2.9, words) + spacing.padding + spacing.gap
