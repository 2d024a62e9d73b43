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
from storyhub.workshops.drawing.trying import Leaf, Leaves, on_sheet, sized, with_room
from storyhub.workshops.seen import CardView

FIRST, WIDER, FEW = 0.32, 0.42, 4
"""Of the whole width, the share of the first column; where few columns follow, it may be wider."""
FEW_ROWS, LARGER, LARGER_BESIDE = 3, 2.6, 0.9
"""Rows whose judgements are larger, and whose words may stand above these: what they are higher so, with what is between."""
ABOUT = 1.9
"""The line that says what the rows below it are."""
OBJECTION = "10 մարդ չի կարող ապրել սրա հետ"
"""What a cell says of those, in the language that says most."""


def leaves_of_grid(whole: Drawing, sheet: Sheet) -> Leaves:
    """Each row beside its judgements; where there are few and its words have no room there in such letters, above them."""
    few = len(whole.board.column_cards) <= FEW
    shares = (WIDER,) if sheet.is_close and few else (FIRST, WIDER) if few else (FIRST,)
    tried = [_leaves_beside(whole, sheet, share) for share in shares]
    beside = min(tried, key=lambda laid: (not laid[1], len(laid[0])))
    if beside[1] or len(whole.board.row_cards) > FEW_ROWS or sheet.is_close:
        return beside
    above = _leaves_above(whole, sheet)
    return above if above[1] else beside


def _leaves_above(whole: Drawing, sheet: Sheet) -> Leaves:
    across = whole.board.column_cards
    column = (sheet.wide - 0.3) / (len(across) or 1) - 1
    heads = max((lines_of(one.text, column / BOLD) for one in across), default=1)
    box = Box(sheet.wide - 2.4, sheet.high - heads * LINE - 1.3)
    words = partial(_height_of_words, width=box.width, spacing=sheet.spacing)
    judged = partial(_least_of_row, whole, sheet.spacing, column)
    pile = Pile(whole.board.row_cards, box, lambda card: words(card) + judged(card) + LARGER, words_of)
    is_wide = any(longest_word(card.text) * BOLD > column for card in across)
    leaves: list[Leaf] = [{"rows": page, "is_above": True} for page in pile.pages]
    return leaves, bool(across) and heads <= 3 and pile.is_roomy and not is_wide


def _leaves_beside(whole: Drawing, sheet: Sheet, first: float) -> Leaves:
    """`first`: the share of the whole width that the words take."""
    across = whole.board.column_cards
    column = sheet.wide * (1 - first) / (len(across) or 1) - 1.7
    heads = max((lines_of(one.text, column / BOLD) for one in across), default=1)
    box = Box(sheet.wide, sheet.high - heads * LINE - 1.3 - sheet.more)
    larger = LARGER_BESIDE if len(whole.board.row_cards) <= FEW_ROWS and not sheet.is_close else 0
    least = partial(_least_of_row, whole, sheet.spacing, column)
    height = partial(_height_of_row, width=sheet.wide * (first - 0.01) - 1.9, spacing=sheet.spacing)
    pile = Pile(whole.board.row_cards, box, lambda card: max(least(card) + larger, height(card)), words_of)
    is_wide = any(longest_word(card.text) * BOLD > column for card in across)
    is_wide |= any(longest_word(card.text) > sheet.wide * first - 3 for card in whole.board.row_cards)
    leaves: list[Leaf] = [{"rows": page, "is_wide": first == WIDER} for page in pile.pages]
    return leaves, bool(across) and heads <= 3 and pile.is_roomy and not is_wide


def leaves_of_many_rows(whole: Drawing, above: float) -> list[Leaf]:
    """All of them in short, then as many of the contested ones in full as one page holds."""
    sheet, pages = pages_of_rows(whole.board, above)
    leaves = on_sheet(sheet, [{"rows": (), "overview": lanes} for lanes in pages])
    differing = contested(whole.board)
    if differing:
        only = replace(whole, board=replace(whole.board, row_cards=differing))
        full = sized(lambda sheet: leaves_of_grid(only, with_room(whole, sheet, above + ABOUT * sheet.size)))
        leaves.append(full[0] | {"is_contested": True})
    return leaves


def _least_of_row(whole: Drawing, spacing: Spacing, width: float, row: CardView) -> float:
    """What the judgements in it take: a median, below it how far people lie apart and who cannot live with it."""
    cells = whole.cells_in(row)
    is_disputed = any(one.is_disputed for cell in cells for one in cell.ratings)
    objects = max((lines_of(OBJECTION, width / BOLD) for cell in cells if cell.objections), default=0)
    return 1.85 + (is_disputed + objects) * spacing.line + (objects > 0) * 0.2 + 1


def _height_of_row(card: CardView, width: float, spacing: Spacing) -> float:
    if spacing.is_close:
        return lines_of(words_and_marks(card), width) * spacing.line + spacing.padding + 0.45
    return max(2.9, _lines_of_row(card, width, spacing)) + spacing.padding + spacing.gap


def _height_of_words(card: CardView, width: float, spacing: Spacing) -> float:
    return _lines_of_row(card, width, spacing) + spacing.padding + spacing.gap


def _lines_of_row(card: CardView, width: float, spacing: Spacing) -> float:
    return lines_of(card.text, width) * spacing.line + lines_of_marks(card, width, spacing) * spacing.marks
