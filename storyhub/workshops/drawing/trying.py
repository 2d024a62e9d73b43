"""Which sheets of the stage are tried for a board, and which is taken."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from storyhub.workshops.drawing.fitting import LEAST, SIZES, Sheet
from storyhub.workshops.drawing.picture import Drawing

Leaf = dict[str, Any]
"""What a page has otherwise than the whole board."""
Leaves = tuple[list[Leaf], bool]
"""Those of a board on one kind of sheet, and whether everything stands on one of them, a form on each, with room to spare."""
CLOSE_FROM = 1.2
"""In larger letters there is room for marks in words."""
WHOLE = [
    Sheet(size, is_close, is_turned=False) for size in SIZES for is_close in (False, True)[: 1 + (size <= CLOSE_FROM)]
]
SMALLEST = Sheet(LEAST, is_close=True, is_turned=False)
TOLD = 1.45
"""The line below a board that says how many of its cards rest on stories."""
TURNED = [Sheet(), Sheet(is_close=True), replace(SMALLEST, is_turned=True)]
"""In the order in which they are tried."""


def with_room(whole: Drawing, sheet: Sheet, above: float) -> Sheet:
    """The sheet below what stands `above` the board, and above what is said once of its cards."""
    below = TOLD if whole.tells_on(sheet.is_close) else 0
    return replace(sheet, above=above + below, is_counted=whole.are_many_bare)


def sized(leaves_on: Callable[[Sheet], Leaves]) -> list[Leaf]:
    """In the largest letters in which everything stands on one page; where there are none, in those that need fewest."""
    for sheet in WHOLE:
        leaves, is_roomy = leaves_on(sheet)
        if is_roomy:
            return on_sheet(sheet, leaves)
    fewest = min((on_sheet(sheet, leaves_on(sheet)[0]) for sheet in TURNED), key=len)
    least, is_roomy = leaves_on(SMALLEST)
    return on_sheet(SMALLEST, least) if is_roomy and len(least) < len(fewest) else fewest


def on_sheet(sheet: Sheet, leaves: list[Leaf]) -> list[Leaf]:
    """What stands on leaves that were laid on such a sheet is drawn like it."""
    return [leaf | {"size": sheet.size, "is_close": sheet.is_close} for leaf in leaves]
