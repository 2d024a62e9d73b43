"""A board in the pages that a stage needs: what does not fit stands on the next one, and is counted on the others.

Where few cards lie the letters grow until they fill the stage; rather than that they shrink things stand closer. Where many
lie, pages are turned; then everything stands in as small letters as one still reads from afar, if that saves a page.
"""

from dataclasses import replace

from storyhub.workshops.drawing.bands import leaves_by_band, leaves_of_bands
from storyhub.workshops.drawing.forms import leaves_of_form
from storyhub.workshops.drawing.grid import leaves_of_grid, leaves_of_many_rows
from storyhub.workshops.drawing.joined import heaps_joined
from storyhub.workshops.drawing.keyed import leaves_of_key, leaves_of_tree
from storyhub.workshops.drawing.letters import kept_whole
from storyhub.workshops.drawing.picture import Drawing, drawing_of
from storyhub.workshops.drawing.trying import sized, with_room
from storyhub.workshops.drawing.zones import leaves_of_columns, leaves_of_list, leaves_of_quadrants, leaves_of_zones
from storyhub.workshops.methods.schema import Geometry
from storyhub.workshops.seen import BoardView, CardView


def pages_of(board: BoardView, above: float = 0) -> list[Drawing]:
    """The pages that a stage needs for this board; at least one. `above`: what the words over it take (heading.py)."""
    is_of_numbers = board.geometry in (Geometry.RINGS, Geometry.PLANE)
    whole = drawing_of(_kept_whole(board if is_of_numbers else heaps_joined(board)))
    make = {
        Geometry.RINGS: leaves_of_tree,
        Geometry.GRID: leaves_of_grid,
        Geometry.FORM: leaves_of_form,
        Geometry.PLANE: leaves_of_key,
        Geometry.QUADRANTS: leaves_of_quadrants,
        Geometry.LIST: leaves_of_list,
        Geometry.COLUMNS: leaves_of_columns,
        Geometry.BANDS: leaves_of_bands,
    }.get(board.geometry, leaves_of_zones)
    leaves = sized(lambda sheet: make(whole, with_room(whole, sheet, above)))
    if len(leaves) > 1 and board.geometry == Geometry.GRID:
        leaves = leaves_of_many_rows(whole, above)
    if len(leaves) > 1 and board.geometry == Geometry.BANDS:
        alone = leaves_by_band(whole, above)
        leaves = [leaves[0], *alone] if len(alone) <= len(leaves) else leaves
    paged = [leaf | {"page": number, "pages": len(leaves)} for number, leaf in enumerate(leaves, 1)]
    return [replace(whole, is_paged=True, off_board=(), **leaf) for leaf in paged]


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
