"""The lines that a step draws between cards, in words: far from the stage nobody follows a line across a board."""

from typing import Any

from storyhub.workshops.drawing.picture import cards_in
from storyhub.workshops.methods.schema import Step
from storyhub.workshops.seen import BoardView

TOGETHER = 3


def pages_of_lines(board: BoardView, step: Step | None) -> list[dict[str, Any]]:
    """Both cards and what the line says, a few on a page, while a step draws such lines; otherwise none."""
    cards = {card.code: card for zone in board.zones for card in cards_in(zone)}
    kinds = step.links if step else ()
    told = [
        {
            "start": cards[line.from_code],
            "end": cards[line.to_code],
            "label": line.label,
            "is_directed": line.is_directed,
        }
        for line in board.lines
        if line.kind in kinds and line.from_code in cards and line.to_code in cards
    ]
    return [{"tied": told[at : at + TOGETHER]} for at in range(0, len(told), TOGETHER)]
