"""A board in the pages that a stage needs: what does not fit stands on the next one, and is counted on the others.

Where few cards lie the letters grow until they fill the stage. Where many lie, pages are turned; then everything stands as
close and in as small letters as one still reads from afar, if that saves a page.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from math import ceil
from typing import Any

from storyhub.workshops.drawing.boxes import box_of, key_box, labels_of, lanes_of, names_fit
from storyhub.workshops.drawing.fitting import (
    CLOSE,
    LINE,
    SIZES,
    WIDE,
    Box,
    Item,
    Pile,
    Sheet,
    Spacing,
    has_marks,
    height_of,
    members_in,
    words_and_marks,
    words_of,
)
from storyhub.workshops.drawing.joined import heaps_joined
from storyhub.workshops.drawing.letters import BOLD, kept_whole, lines_of, longest_word
from storyhub.workshops.drawing.picture import Drawing, Part, cards_in, drawing_of
from storyhub.workshops.drawing.wheel import Twig
from storyhub.workshops.methods.schema import Geometry
from storyhub.workshops.seen import BoardView, CardView

ABREAST = 4
"""Zones of a list that stand beside each other."""
NAME_OF_SHEET = 1.5
"""How many times as large as its words the name of a sheet is."""
FIRST, WIDER, FEW = 0.32, 0.42, 4
"""Of a grid, the share of its first column; where close and few columns follow, it is wider."""
OBJECTION = "00 cannot live with it, ever"
"""As long as what a cell says of those."""


Leaf = dict[str, Any]
"""What a page has otherwise than the whole board."""
Leaves = tuple[list[Leaf], bool]
"""Those of a board at one size of letters, and whether everything stands on one of them with room to spare."""


def pages_of(board: BoardView) -> list[Drawing]:
    """The pages that a stage needs for this board; at least one."""
    is_of_numbers = board.geometry in (Geometry.RINGS, Geometry.PLANE)
    whole = drawing_of(_kept_whole(board if is_of_numbers else heaps_joined(board)))
    make = {
        Geometry.RINGS: _leaves_of_tree,
        Geometry.GRID: _leaves_of_grid,
        Geometry.FORM: _leaves_of_form,
        Geometry.PLANE: _leaves_of_key,
        Geometry.BANDS: _leaves_of_bands,
        Geometry.QUADRANTS: _leaves_of_quadrants,
    }.get(board.geometry, _leaves_of_zones)
    size, leaves = _sized(lambda size: make(whole, Sheet(size)))
    paged = [leaf | {"page": number, "pages": len(leaves), "size": size} for number, leaf in enumerate(leaves, 1)]
    return [replace(whole, is_paged=True, off_board=(), **leaf) for leaf in paged]


def _sized(leaves_at: Callable[[float], Leaves]) -> tuple[float, list[Leaf]]:
    """The largest letters in which everything stands on one page; where there are none, those that need fewer pages."""
    leaves: list[Leaf] = []
    for size in SIZES:
        leaves, is_roomy = leaves_at(size)
        if is_roomy:
            return size, leaves
    closer, _ = leaves_at(CLOSE)
    return (CLOSE, closer) if len(closer) < len(leaves) else (SIZES[-1], leaves)


def _kept_whole(board: BoardView) -> BoardView:
    """The board with words that no line breaks at a hyphen; the rest of it as it is."""

    def kept(card: CardView) -> CardView:
        return replace(card, text=kept_whole(card.text)) if "-" in card.text else card

    zones = [
        replace(
            zone,
            cards=[kept(card) for card in zone.cards],
            clusters=[
                replace(heap, name=kept_whole(heap.name), cards=[kept(card) for card in heap.cards])
                for heap in zone.clusters
            ],
        )
        for zone in board.zones
    ]
    return replace(board, zones=zones, centre=kept_whole(board.centre))


def _leaves_of_zones(whole: Drawing, sheet: Sheet) -> Leaves:
    """Zones beside each other, each turning its own pages; one with a single page stays."""
    leaves: list[Leaf] = []
    is_roomy = True
    for shown in _abreast(whole):
        boxes = [box_of(whole, part, shown, sheet) for part in shown]
        piles = [
            _pile_of_part(part, box, sheet.spacing, whole.has_kinds) for part, box in zip(shown, boxes, strict=True)
        ]
        beside = [(part, pile.pages, box) for part, pile, box in zip(shown, piles, boxes, strict=True)]
        most = max((len(pages) for _, pages, _ in beside), default=1)
        leaves += [
            {
                "parts": [_part_on(part, pages, at, box, sheet.spacing) for part, pages, box in beside],
                "lanes": lanes_of(whole, shown),
            }
            for at in range(most)
        ]
        is_roomy &= all(pile.is_roomy for pile in piles) and _names_fit(whole, shown, boxes)
        is_roomy &= all(members_in(part.items, box, sheet.spacing) for part, box in zip(shown, boxes, strict=True))
    return leaves or [{}], is_roomy and len(leaves) <= 1


def _leaves_of_bands(whole: Drawing, sheet: Sheet) -> Leaves:
    """All bands on each page, or one after the other where that needs fewer pages."""
    together, is_roomy = _leaves_of_zones(whole, sheet)
    alone: list[Leaf] = []
    one_by_one = replace(whole, is_by_band=True)
    for row in range(len(whole.board.rows)):
        here = whole.parts_at(row=row)
        if any(part.is_filled for part in here):
            leaves, _ = _leaves_of_zones(replace(one_by_one, parts=here), sheet)
            alone += [leaf | {"is_by_band": True} for leaf in leaves]
    return (alone, False) if 0 < len(alone) < len(together) else (together, is_roomy)


def _leaves_of_quadrants(whole: Drawing, sheet: Sheet) -> Leaves:
    """Cards in two lanes; in one, where their words need less height so."""
    two, one = (_leaves_of_zones(replace(whole, lanes=lanes), sheet) for lanes in (2, 1))
    return one if len(one[0]) < len(two[0]) else two


def _names_fit(whole: Drawing, shown: Sequence[Part], boxes: Sequence[Box]) -> bool:
    narrow = min((box.width * box.lanes for box in boxes), default=WIDE) - 2.6
    if any(longest_word(label) * BOLD > narrow for label in labels_of(whole.board)):
        return False
    return all(names_fit(part, box) for part, box in zip(shown, boxes, strict=True))


def _abreast(whole: Drawing) -> list[list[Part]]:
    """A list shows the zones in which something lies, as many as stand beside each other; pictures show all."""
    if whole.board.geometry != Geometry.LIST:
        return [list(whole.parts)]
    parts = [part for part in whole.parts if part.is_filled]
    return [parts[at : at + ABREAST] for at in range(0, len(parts), ABREAST)]


def _pile_of_part(part: Part, box: Box, spacing: Spacing, kind: bool) -> Pile[Item]:
    members = members_in(part.items, box, spacing)
    height = partial(height_of, width=box.width, spacing=spacing, members=members, kind=kind)
    return Pile(part.items, box, height, words_of)


def _part_on(part: Part, pages: Sequence[Sequence[Item]], at: int, box: Box, spacing: Spacing) -> Part:
    items = pages[at % len(pages)]
    here = sum(1 if isinstance(item, CardView) else len(item.cards) for item in items)
    return Part(part.zone, items, part.count - here, members_in(part.items, box, spacing))


def _leaves_of_key(whole: Drawing, sheet: Sheet) -> Leaves:
    """The words of a plane, zone after zone."""
    box, heads = key_box(whole, sheet), sheet.spacing.name * sum(part.is_filled for part in whole.parts)
    pile = Pile(
        [(part, item) for part in whole.parts for item in cards_in(part.zone)],
        Box(box.width, box.height - heads - sheet.spacing.more),
        lambda pair: _height_of_entry(pair[1], box.width, sheet.spacing),
        lambda pair: words_of(pair[1]),
    )
    leaves: list[Leaf] = []
    for page in pile.pages:
        here = {part.zone.id: [item for one, item in page if one is part] for part in whole.parts}
        parts = [Part(part.zone, here[part.zone.id], part.count - len(here[part.zone.id])) for part in whole.parts]
        leaves.append({"parts": parts})
    return leaves, pile.is_roomy


def _height_of_entry(card: CardView, width: float, spacing: Spacing, indent: float = 0) -> float:
    inner = (width - 2.6 - indent) / spacing.small
    if spacing.is_close:
        return lines_of(words_and_marks(card), inner) * spacing.line + spacing.gap
    marks = spacing.marks if has_marks(card) else 0
    return (lines_of(card.text, inner) * spacing.line + marks) * spacing.small + spacing.gap


def _leaves_of_tree(whole: Drawing, sheet: Sheet) -> Leaves:
    """What is too long for the middle takes its lines of the key."""
    box = key_box(whole, sheet)
    said = whole.said_in_full
    above = lines_of(said, box.width - 1) * LINE * 1.1 + 1 if said else 0
    pile = Pile(
        whole.twigs,
        Box(box.width, box.height - above),
        partial(_height_of_twig, width=box.width, spacing=sheet.spacing),
        _words_of_twig,
    )
    return [{"twigs": page} for page in pile.pages], pile.is_roomy


def _height_of_twig(twig: Twig, width: float, spacing: Spacing) -> float:
    return _height_of_entry(twig.card, width, spacing, indent=twig.depth * 1.4)


def _words_of_twig(twig: Twig) -> list[str]:
    return words_of(twig.card)


def _leaves_of_grid(whole: Drawing, sheet: Sheet) -> Leaves:
    across = whole.board.column_cards
    first = WIDER if sheet.spacing.is_close and len(across) <= FEW else FIRST
    column = sheet.wide * (1 - first) / (len(across) or 1) - 1.7
    heads = max((lines_of(one.text, column / BOLD) for one in across), default=1)
    box = Box(sheet.wide, sheet.high - heads * LINE - 2.4)
    least = partial(_least_of_row, whole, sheet.spacing, column)
    height = partial(_height_of_row, width=sheet.wide * (first - 0.01) - 1.9, spacing=sheet.spacing)
    pile = Pile(whole.board.row_cards, box, lambda card: max(least(card), height(card)), words_of)
    is_wide = any(longest_word(card.text) * BOLD > column for card in across)
    is_wide |= any(longest_word(card.text) > sheet.wide * first - 3 for card in whole.board.row_cards)
    return [{"rows": page} for page in pile.pages], bool(across) and heads <= 3 and pile.is_roomy and not is_wide


def _least_of_row(whole: Drawing, spacing: Spacing, width: float, row: CardView) -> float:
    """What the judgements in it take: a median, below it how far people lie apart and who cannot live with it."""
    cells = [cell for cell in whole.board.cells if cell.row.id == row.id]
    is_disputed = any(one.is_disputed for cell in cells for one in cell.ratings)
    objects = max((lines_of(OBJECTION, width / BOLD) for cell in cells if cell.objections), default=0)
    return 1.85 + (is_disputed + objects) * spacing.line + (objects > 0) * 0.2 + 1


def _height_of_row(card: CardView, width: float, spacing: Spacing) -> float:
    if spacing.is_close:
        return lines_of(words_and_marks(card), width) * spacing.line + spacing.padding + 0.45
    marks = 1.4 if has_marks(card) else 0
    return max(2.9, lines_of(card.text, width) * spacing.line + marks) + spacing.padding + spacing.gap


def _leaves_of_form(whole: Drawing, sheet: Sheet) -> Leaves:
    """A sheet after the other, its rows in two lanes."""
    leaves: list[Leaf] = []
    is_roomy = True
    for part in whole.parts:
        for card in cards_in(part.zone):
            name = lines_of(card.text or part.zone.label, (sheet.wide - 3) / NAME_OF_SHEET)
            box = Box(sheet.wide / 2 - 2, sheet.high - 1.4 - name * NAME_OF_SHEET * LINE, 2)
            rows = [piece for label, words in card.rows for piece in _pieces(label, words, box)]
            pile: Pile[tuple[str, str]] = Pile(rows, box, partial(_height_of_field, width=box.width), lambda row: row)
            leaves += [{"parts": [Part(part.zone, [card])], "lines": page} for page in pile.pages]
            is_roomy &= pile.is_roomy and len(rows) == len(card.rows) and name <= 2
    return leaves or [{}], is_roomy and len(leaves) == 1


def _height_of_field(row: tuple[str, str], width: float) -> float:
    return lines_of(row[0], width) * LINE + lines_of(row[1], width) * LINE + 1


def _pieces(label: str, words: str, box: Box) -> list[tuple[str, str]]:
    """Words longer than a lane, cut between words into rows that fit one."""
    most = int((box.height - 3) / LINE)
    lines = lines_of(words, box.width)
    if lines <= most:
        return [(label, words)]
    parts = words.split(" ")
    size = ceil(len(parts) / ceil(lines / most * 1.1))
    return [(label, " ".join(parts[at : at + size])) for at in range(0, len(parts), size)]
