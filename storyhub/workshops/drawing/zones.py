"""Pages of boards whose zones hold cards: columns, lists, bands, quadrants."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from storyhub.workshops.drawing.boxes import ABREAST, box_of, labels_of, lanes_of, names_fit
from storyhub.workshops.drawing.fitting import (
    LINE,
    WIDE,
    Box,
    Item,
    Pile,
    Sheet,
    Spacing,
    height_of,
    members_in,
    words_of,
)
from storyhub.workshops.drawing.letters import BOLD, lines_of, longest_word
from storyhub.workshops.drawing.picture import Drawing, Part
from storyhub.workshops.drawing.trying import Leaf, Leaves
from storyhub.workshops.methods.schema import Geometry
from storyhub.workshops.seen import CardView

BETWEEN, NARROW = 0.6, 9.2
"""Between two lanes of columns, and the least that one is wide."""
STILL_EMPTY = "Դեռ դատարկ է՝ xx"
"""What stands before the names of zones without a place, in the language that says most."""


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


def _above_bare(bare: Sequence[Part], sheet: Sheet) -> Sheet:
    """The sheet without the lines that name the zones in which nothing lies."""
    said = "".join(f"{part.zone.label} · " for part in bare)
    below = lines_of(STILL_EMPTY + said, sheet.wide) * LINE + 0.75 if bare else 0
    return replace(sheet, above=sheet.above + below * sheet.size)


def _are_words_whole(whole: Drawing, width: float) -> bool:
    """Whether no word of a card or of a name is wider than such a lane."""
    said = [words for part in whole.parts for item in part.items for words in words_of(item)]
    names = [longest_word(label) * BOLD for label in labels_of(whole.board)]
    return width >= NARROW and max([*map(longest_word, said), *names]) <= width - 1.8


def leaves_of_list(whole: Drawing, sheet: Sheet) -> Leaves:
    """Zones as wide as each other; or, where that needs fewer pages, the fullest wider than the others."""
    sheet = _above_bare([part for part in whole.parts if not part.is_filled], sheet)
    even, filled = leaves_of_zones(whole, sheet), [part for part in whole.parts if part.is_filled]
    if even[1] or not 1 < len(filled) < ABREAST:
        return even
    fullest = max(range(len(filled)), key=lambda at: filled[at].count)
    leaning = leaves_of_zones(replace(whole, widest=fullest + 1), sheet)
    return leaning if leaning[1] or len(leaning[0]) < len(even[0]) else even


def leaves_of_columns(whole: Drawing, sheet: Sheet) -> Leaves:
    """Columns as wide as each other; or, where that needs fewer pages, full ones over several lanes.

    Where pages are turned all the same, columns in which nothing lies give their room to the others.
    """
    even = leaves_of_zones(whole, sheet)
    counts = [sum(part.count for part in whole.parts_at(column=at)) for at in range(len(whole.board.columns))]
    if even[1] or not sheet.is_close or any(len(whole.parts_at(column=at)) != 1 for at in range(len(counts))):
        return even
    tried = [even]
    for least in (1, 0) if sheet.is_turned or sheet.size < 1 else (1,):
        spans = [1 if whole.parts_at(column=at)[0].is_filled else least for at in range(len(counts))]
        while any(counts) and _are_words_whole(whole, (sheet.wide + BETWEEN) / (sum(spans) + 1) - BETWEEN):
            fullest = max(range(len(spans)), key=lambda at: counts[at] / spans[at] if spans[at] else -1)
            spans[fullest] += 1
            tried.append(_leaves_spanning(replace(whole, spans=tuple(spans)), sheet))
    return min(tried, key=lambda laid: (not laid[1], len(laid[0])))


def _leaves_spanning(whole: Drawing, sheet: Sheet) -> Leaves:
    """With the names of the columns that have no lane in a line below."""
    shown = replace(whole, parts=[part for part in whole.parts if whole.spans[part.zone.column or 0]])
    bare = [part for part in whole.parts if not whole.spans[part.zone.column or 0]]
    leaves, is_roomy = leaves_of_zones(shown, _above_bare(bare, sheet))
    return [leaf | {"parts": [*leaf["parts"], *bare], "spans": whole.spans} for leaf in leaves], is_roomy


def leaves_of_quadrants(whole: Drawing, sheet: Sheet) -> Leaves:
    """Cards in two lanes; in one, where their words need less height so."""
    two, one = (leaves_of_zones(replace(whole, lanes=lanes), sheet) for lanes in (2, 1))
    return one if len(one[0]) < len(two[0]) else two


def _names_fit(whole: Drawing, shown: Sequence[Part], boxes: Sequence[Box]) -> bool:
    narrow = min((box.width * box.lanes for box in boxes), default=WIDE) - 2.6
    if any(longest_word(label) * BOLD > narrow for label in labels_of(whole.board)):
        return False
    return all(names_fit(part, box) for part, box in zip(shown, boxes, strict=True))


def names_and_words_fit(whole: Drawing, shown: Sequence[Part], boxes: Sequence[Box]) -> bool:
    """Whether no word is wider than its place, where every box is as high as it needs to be."""
    words = [
        (longest_word(one), box)
        for part, box in zip(shown, boxes, strict=True)
        for item in part.items
        for one in words_of(item)
    ]
    return all(width <= box.width - 2 for width, box in words) and _names_fit(whole, shown, boxes)


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
