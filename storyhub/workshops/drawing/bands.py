"""Pages of bands: all as high as each other, or as high as what lies in them; where that is too much, band by band."""

from dataclasses import replace
from functools import partial

from storyhub.workshops.drawing.boxes import box_of
from storyhub.workshops.drawing.fitting import Box, Sheet, height_of, members_in
from storyhub.workshops.drawing.picture import Drawing, Part
from storyhub.workshops.drawing.trying import Leaf, Leaves, sized, with_room
from storyhub.workshops.drawing.zones import leaves_of_zones, names_and_words_fit
from storyhub.workshops.seen import BoardView

NAME_OF_BAND = 2.2
"""The line above its zones, where it stands alone."""
TIMES, AROUND = 2.2, 0.8
"""The line of times below the bands, and what is around the cards of one besides the name of their zone."""
UNBOUND = 1000.0


def leaves_of_bands(whole: Drawing, sheet: Sheet) -> Leaves:
    """Bands of the same height; or, where all then stand on one page, each as high as it needs."""
    even = leaves_of_zones(whole, sheet)
    if even[1] or len(even[0]) == 1:
        return even
    boxes = [replace(box_of(whole, part, whole.parts, sheet), height=UNBOUND) for part in whole.parts]
    rows = [
        max((_height_of_zone(whole, part, box, sheet) for part, box in _in(row, whole, boxes)), default=0)
        for row in range(len(whole.board.rows))
    ]
    head = sheet.spacing.head + AROUND
    is_whole = sum(max(one, head) + head for one in rows) <= sheet.high - TIMES
    if not is_whole or not names_and_words_fit(whole, whole.parts, boxes):
        return even
    parts = [replace(part, members=members_in(part.items, box, sheet.spacing)) for part, box in _all(whole, boxes)]
    return [{"parts": parts, "is_fitted": True}], True


def leaves_by_band(whole: Drawing, above: float) -> list[Leaf]:
    """One after the other over the whole width, in letters of its own size; zones say which time they belong to."""
    bands = [
        replace(whole, parts=[_named_by_time(whole.board, part) for part in here], is_by_band=True)
        for row in range(len(whole.board.rows))
        if (here := [part for part in whole.parts_at(row=row) if part.is_filled])
    ]

    def leaves_of(band: Drawing) -> list[Leaf]:
        return sized(lambda sheet: leaves_of_zones(band, with_room(whole, sheet, above + NAME_OF_BAND * sheet.size)))

    return [leaf | {"is_by_band": True} for band in bands for leaf in leaves_of(band)]


def _all(whole: Drawing, boxes: list[Box]) -> list[tuple[Part, Box]]:
    return list(zip(whole.parts, boxes, strict=True))


def _in(row: int, whole: Drawing, boxes: list[Box]) -> list[tuple[Part, Box]]:
    return [(part, box) for part, box in _all(whole, boxes) if part.zone.row == row]


def _height_of_zone(whole: Drawing, part: Part, box: Box, sheet: Sheet) -> float:
    """Cards that stand beside each other are as high as the highest of them."""
    height = partial(height_of, width=box.width, spacing=sheet.spacing, kind=whole.has_kinds)
    heights = [height(item) for item in part.items]
    return (
        sum(max(heights[at : at + box.lanes]) for at in range(0, len(heights), box.lanes)) + bool(part.zone.hidden) * 2
    )


def _named_by_time(board: BoardView, part: Part) -> Part:
    column = part.zone.column
    if column is None or not board.columns:
        return part
    return replace(part, zone=replace(part.zone, label=f"{part.zone.label} · {board.columns[column]}"))
