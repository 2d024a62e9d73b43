"""The lines between cards that a file says in words: those that the picture of a board does not show anyhow."""

from collections.abc import Iterator

from storyhub.workshops.methods.words import Geometry
from storyhub.workshops.seen import BoardView, CardView, Line

Tie = tuple[CardView, Line, CardView]


def every_card(board: BoardView) -> list[CardView]:
    zoned = [card for zone in board.zones for heap in zone.clusters for card in heap.cards]
    return [*zoned, *(card for zone in board.zones for card in zone.cards), *board.row_cards, *board.column_cards]


def ties_in(board: BoardView) -> list[Tie]:
    """Without the branches of a wheel, and without what a heap says: that its cards became the one it is called by."""
    shown = _heaped(board)
    found = [one for one in _ties(board) if (one[0].code, one[2].code) not in shown]
    return [one for one in found if not _hangs(one)] if board.geometry == Geometry.RINGS else found


def standing_apart(board: BoardView) -> list[Tie]:
    """Nor those by which a card hangs on another."""
    return [one for one in ties_in(board) if not _hangs(one)]


def _ties(board: BoardView) -> Iterator[Tie]:
    cards = {card.code: card for card in every_card(board)}
    for line in board.lines:
        start, end = cards.get(line.from_code), cards.get(line.to_code)
        if start and end:
            yield start, line, end


def _heaped(board: BoardView) -> set[tuple[str, str]]:
    """A card of a heap with the one that the heap became."""
    heaps = [heap for zone in board.zones for heap in zone.clusters if heap.card_code]
    return {(card.code, heap.card_code) for heap in heaps for card in heap.cards}


def _hangs(tie: Tie) -> bool:
    start, _, end = tie
    return end.code == start.parent_code or start.code == end.parent_code
