"""A heap and the card that it became, which says the same words: on the stage they are one thing, with the marks of the card."""

from collections.abc import Mapping
from dataclasses import replace

from storyhub.workshops.seen import BoardView, CardView, ZoneView


def heaps_joined(board: BoardView) -> BoardView:
    """The board in which no heap is said again by the card that it became. A card that was put otherwise stays."""
    loose = {card.code: card for zone in board.zones for card in zone.cards}
    made = {
        heap.card_code: loose[heap.card_code]
        for zone in board.zones
        for heap in zone.clusters
        if heap.card_code in loose and loose[heap.card_code].text == heap.name
    }
    return replace(board, zones=[_joined(zone, made) for zone in board.zones]) if made else board


def _joined(zone: ZoneView, made: Mapping[str, CardView]) -> ZoneView:
    return replace(
        zone,
        cards=[card for card in zone.cards if card.code not in made],
        clusters=[replace(heap, made=made.get(heap.card_code)) for heap in zone.clusters],
    )
