"""A board in the pages that a stage needs: what does not fit stands on the next one, and is counted on the others."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import ceil
from typing import Any

from storyhub.workshops.drawing.fitting import (
    GAP,
    HEAD,
    HIGH,
    LINE,
    MARKS,
    PADDING,
    WIDE,
    Box,
    Item,
    has_marks,
    height_of,
    lines_of,
    members_in,
    pages_in,
)
from storyhub.workshops.drawing.picture import HUB, Drawing, Part, cards_in, drawing_of
from storyhub.workshops.drawing.wheel import Twig
from storyhub.workshops.methods.schema import Geometry
from storyhub.workshops.seen import BoardView, CardView

ABREAST = 4
"""Zones of a list that stand beside each other."""
KEY = Box(width=35.0, height=HIGH - 0.8)
"""Beside a plane or a wheel: the words that belong to the numbers."""
WIDEST = "hy"
"""A language whose letters are the widest, for words of which nobody says the language."""
SMALL = 0.92
"""Of the letters there."""


Leaf = dict[str, Any]
"""What a page has otherwise than the whole board."""


def pages_of(board: BoardView) -> list[Drawing]:
    """The pages that a stage needs for this board; at least one."""
    whole = drawing_of(board)
    leaves: list[Leaf]
    if board.geometry == Geometry.RINGS:
        leaves = [{"twigs": page} for page in pages_in(whole.twigs, _box_of_tree(board), _height_of_twig)]
    elif board.geometry == Geometry.GRID:
        leaves = [{"rows": page} for page in pages_in(board.row_cards, _grid_box(board), _height_of_row)]
    elif board.geometry == Geometry.FORM:
        leaves = _leaves_of_form(whole)
    elif board.geometry == Geometry.PLANE:
        leaves = _leaves_of_key(whole)
    else:
        leaves = _leaves_of_zones(whole)
    paged = [leaf | {"page": number, "pages": len(leaves)} for number, leaf in enumerate(leaves, 1)]
    return [replace(whole, is_paged=True, off_board=(), **leaf) for leaf in paged]


def _leaves_of_zones(whole: Drawing) -> list[Leaf]:
    """Zones beside each other, each turning its own pages; one with a single page stays."""
    return [leaf for shown in _abreast(whole) for leaf in _leaves_of(whole, shown)] or [{}]


def _leaves_of(whole: Drawing, shown: Sequence[Part]) -> list[Leaf]:
    boxes = [_box_of(whole, part, len(shown)) for part in shown]
    paged = [_pages_of_part(part, box, whole.has_kinds) for part, box in zip(shown, boxes, strict=True)]
    most = max((len(pages) for pages in paged), default=1)
    beside = list(zip(shown, paged, boxes, strict=True))
    return [{"parts": [_part_on(part, pages, at, box) for part, pages, box in beside]} for at in range(most)]


def _abreast(whole: Drawing) -> list[list[Part]]:
    """A list shows the zones in which something lies, as many as stand beside each other; pictures show all."""
    if whole.board.geometry != Geometry.LIST:
        return [list(whole.parts)]
    parts = [part for part in whole.parts if part.is_filled]
    return [parts[at : at + ABREAST] for at in range(0, len(parts), ABREAST)]


def _pages_of_part(part: Part, box: Box, kind: bool) -> list[list[Item]]:
    members = members_in(part.items, box)
    return pages_in(part.items, box, lambda item: height_of(item, box.width, members, kind))


def _part_on(part: Part, pages: Sequence[Sequence[Item]], at: int, box: Box) -> Part:
    items = pages[at % len(pages)]
    here = sum(1 if isinstance(item, CardView) else len(item.cards) for item in items)
    return Part(part.zone, items, part.count - here, members_in(part.items, box))


def _box_of(whole: Drawing, part: Part, abreast: int) -> Box:
    """The room of a zone by the shape of its board."""
    board = whole.board
    if board.geometry == Geometry.COLUMNS:
        beside = len(board.columns) or 1
        above = len(whole.parts_at(column=part.zone.column)) or 1
        return Box((WIDE - 0.6 * (beside - 1)) / beside - 1, (HIGH - HEAD - 1.8) / above - (above > 1) * HEAD)
    if board.geometry == Geometry.BANDS:
        beside = len(board.columns) or 1
        within = len(whole.parts_at(row=part.zone.row, column=part.zone.column)) or 1
        spans = beside if part.zone.column is None else 1
        width = (WIDE - 10) / beside * spans / within - 1
        lanes = max(1, int(width // 15))
        return Box(width / lanes - 0.4, (HIGH - 2.2) / (len(board.rows) or 1) - HEAD - 1.6, lanes)
    if board.geometry == Geometry.QUADRANTS:
        return Box((WIDE - 5) / 4 - 1, (HIGH - 1 - _height_of_axes(board)) / 2 - HEAD - 1.8, 2)
    lanes = {1: 3, 2: 2}.get(abreast, 1)
    return Box((WIDE - abreast) / abreast / lanes - 0.8, HIGH - HEAD - 2, lanes)


def _height_of_axes(board: BoardView) -> float:
    """What is said at the ends: of the one axis above, of the other and below in thirds. Picked cards say it at length."""
    x, y = board.axes[0], board.axes[1]
    above = lines_of(f"{y.label} {y.high}", WIDEST, WIDE)
    below = max(lines_of(words, WIDEST, WIDE / 3 - 1) for words in (x.low, y.low, f"{x.label} {x.high}"))
    return (above + below) * LINE


def _leaves_of_key(whole: Drawing) -> list[Leaf]:
    """The words of a plane, zone after zone."""
    pairs = [(part, item) for part in whole.parts for item in cards_in(part.zone)]
    pages = pages_in(
        pairs,
        Box(KEY.width, KEY.height - HEAD * 0.75 * sum(part.is_filled for part in whole.parts)),
        lambda pair: _height_of_entry(pair[1]),
    )
    leaves: list[Leaf] = []
    for page in pages:
        here = {part.zone.id: [item for one, item in page if one is part] for part in whole.parts}
        parts = [Part(part.zone, here[part.zone.id], part.count - len(here[part.zone.id])) for part in whole.parts]
        leaves.append({"parts": parts})
    return leaves


def _height_of_entry(card: CardView, indent: float = 0) -> float:
    marks = MARKS if has_marks(card) else 0
    return (lines_of(card.text, card.language, (KEY.width - 2.6 - indent) / SMALL) * LINE + marks) * SMALL + GAP


def _box_of_tree(board: BoardView) -> Box:
    """What stands in the middle takes its lines of the key when the hub is too small for it."""
    in_hub = len(board.centre) <= HUB
    lines = 0 if in_hub else lines_of(board.centre, board.centre_language, KEY.width - 1)
    return Box(KEY.width, KEY.height - lines * LINE * 1.1 - (not in_hub))


def _height_of_twig(twig: Twig) -> float:
    return _height_of_entry(twig.card, indent=twig.depth * 1.4)


def _grid_box(board: BoardView) -> Box:
    heads = max((lines_of(one.text, one.language, 9) for one in board.column_cards), default=1)
    return Box(WIDE, HIGH - heads * LINE - 3)


def _height_of_row(card: CardView) -> float:
    marks = 1.4 if has_marks(card) else 0
    return max(2.9, lines_of(card.text, card.language, 18) * LINE + marks) + PADDING + GAP


def _leaves_of_form(whole: Drawing) -> list[Leaf]:
    """A sheet after the other, its rows in two lanes."""
    leaves: list[Leaf] = []
    box = Box(WIDE / 2 - 2, HIGH - 3.4, 2)
    for part in whole.parts:
        for card in cards_in(part.zone):
            rows = [piece for label, words in card.rows for piece in _pieces(label, words, card.language, box)]
            height = partial(_height_of_field, language=card.language, width=box.width)
            for page in pages_in(rows, box, height):
                leaves.append({"parts": [Part(part.zone, [card])], "lines": page})
    return leaves or [{}]


def _height_of_field(row: tuple[str, str], language: str, width: float) -> float:
    return lines_of(row[0], language, width) * LINE + lines_of(row[1], language, width) * LINE + GAP * 2.5


def _pieces(label: str, words: str, language: str, box: Box) -> list[tuple[str, str]]:
    """Words longer than a lane, cut between words into rows that fit one."""
    most = int((box.height - 3) / LINE)
    lines = lines_of(words, language, box.width)
    if lines <= most:
        return [(label, words)]
    parts = words.split(" ")
    size = ceil(len(parts) / ceil(lines / most * 1.1))
    return [(label, " ".join(parts[at : at + size])) for at in range(0, len(parts), size)]
