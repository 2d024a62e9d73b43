"""Pages of boards whose zones hold cards: columns, lists, bands, quadrants."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from storyhub.workshops.drawing.boxes import ABREAST, box_of, labels_of, lanes_of, names_fit
from storyhub.workshops.drawing.fitting import WIDE, Box, Item, Pile, Sheet, Spacing, height_of, members_in, words_of
from storyhub.workshops.drawing.letters import BOLD, longest_word
from storyhub.workshops.drawing.picture import Drawing, Part
from storyhub.workshops.drawing.trying import Leaf, Leaves, sized
from storyhub.workshops.methods.schema import Geometry
from storyhub.workshops.seen import BoardView, CardView

NAME_OF_BAND = 2.2
"""The line above its zones, where it stands alone."""


def leaves_of_zones(whole: Drawing, sheet: Sheet) -> Leaves:
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
                "widest": whole.widest,
            }
            for at in range(most)
        ]
        is_roomy &= all(pile.is_roomy for pile in piles) and _names_fit(whole, shown, boxes)
        is_roomy &= all(members_in(part.items, box, sheet.spacing) for part, box in zip(shown, boxes, strict=True))
    return leaves or [{}], is_roomy and len(leaves) <= 1


def leaves_of_list(whole: Drawing, sheet: Sheet) -> Leaves:
    """Zones as wide as each other; or, where that needs fewer pages, the fullest wider than the others."""
    even, filled = leaves_of_zones(whole, sheet), [part for part in whole.parts if part.is_filled]
    if even[1] or not 1 < len(filled) < ABREAST:
        return even
    fullest = max(range(len(filled)), key=lambda at: filled[at].count)
    leaning = leaves_of_zones(replace(whole, widest=fullest + 1), sheet)
    return leaning if leaning[1] or len(leaning[0]) < len(even[0]) else even


def leaves_of_quadrants(whole: Drawing, sheet: Sheet) -> Leaves:
    """Cards in two lanes; in one, where their words need less height so."""
    two, one = (leaves_of_zones(replace(whole, lanes=lanes), sheet) for lanes in (2, 1))
    return one if len(one[0]) < len(two[0]) else two


def leaves_by_band(whole: Drawing, above: float) -> list[Leaf]:
    """One after the other over the whole width, in letters of its own size; zones say which time they belong to."""
    bands = [
        replace(whole, parts=[_named_by_time(whole.board, part) for part in here], is_by_band=True)
        for row in range(len(whole.board.rows))
        if (here := [part for part in whole.parts_at(row=row) if part.is_filled])
    ]

    def leaves_of(band: Drawing) -> list[Leaf]:
        return sized(lambda sheet: leaves_of_zones(band, replace(sheet, above=above + NAME_OF_BAND * sheet.size)))

    return [leaf | {"is_by_band": True} for band in bands for leaf in leaves_of(band)]


def _named_by_time(board: BoardView, part: Part) -> Part:
    column = part.zone.column
    if column is None or not board.columns:
        return part
    return replace(part, zone=replace(part.zone, label=f"{part.zone.label} · {board.columns[column]}"))


def _names_fit(whole: Drawing, shown: Sequence[Part], boxes: Sequence[Box]) -> bool:
    narrow = min((box.width * box.lanes for box in boxes), default=WIDE) - 2.6
    if any(longest_word(label) * BOLD > narrow for label in labels_of(whole.board)):
        return False
    return all(names_fit(part, box) for part, box in zip(shown, boxes, strict=True))


def _abreast(whole: Drawing) -> list[list[Part]]:
    """A list shows the zones in which something lies, as many as stand beside each other; pictures show all."""
    if whole.board.geometry != Geometry.LIST and not whole.is_by_band:
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
