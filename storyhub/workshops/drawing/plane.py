"""Where the numbered dots of a plane stand, so that none hides another."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot

from storyhub.workshops.seen import CardView

SIDE, RADIUS = 1000.0, 32.0
"""Of the picture and of a dot, in the picture's own units."""
ACROSS, DOWN = 46.0, 112.0
"""Free at the sides, and at the top and the bottom, where the names of the fields stand."""
ROUNDS = 80
STEPS = 5
"""Of each scale, where somebody says in words where a card lies."""


@dataclass(frozen=True)
class Dot:
    """A card on the plane; `y` counts downwards."""

    card: CardView
    number: int
    x: float
    y: float
    is_disputed: bool


def dots_of(numbered: Sequence[tuple[int, CardView]]) -> list[Dot]:
    """A dot for each card that has a place, moved aside as little as keeps them apart."""
    placed = [(number, card) for number, card in numbered if card.x is not None and card.y is not None]
    spots = [[_spread(card.x or 0, ACROSS), _spread(1 - (card.y or 0), DOWN)] for _, card in placed]
    for _ in range(ROUNDS):
        if not _part(spots):
            break
    return [
        Dot(card, number, round(x, 1), round(y, 1), any(one.is_disputed for one in card.ratings))
        for (number, card), (x, y) in zip(placed, spots, strict=True)
    ]


def on_scale(place: float) -> float:
    """From 0 to 1, as a place among the steps of a scale."""
    return 1 + place * (STEPS - 1)


def _part(spots: list[list[float]]) -> bool:
    """Push apart the pairs that touch; whether there was one."""
    moved = False
    for order, (one, other) in enumerate(combinations(spots, 2)):
        across, down = other[0] - one[0], other[1] - one[1]
        apart = hypot(across, down)
        missing = 2 * RADIUS + 6 - apart
        if missing <= 0:
            continue
        # Two at the same spot have no direction: each pair takes one of its own.
        across, down = (across / apart, down / apart) if apart > 1 else ((1, 0.3), (0.3, 1), (-1, 0.3))[order % 3]
        for spot, sign in ((one, -1), (other, 1)):
            spot[0] = _within(spot[0] + sign * across * missing / 2, ACROSS)
            spot[1] = _within(spot[1] + sign * down * missing / 2, DOWN)
        moved = True
    return moved


def _spread(place: float, free: float) -> float:
    """From 0 to 1, as a place between the free edges."""
    return free + min(1.0, max(0.0, place)) * (SIDE - 2 * free)


def _within(place: float, free: float) -> float:
    return min(SIDE - free, max(free, place))
