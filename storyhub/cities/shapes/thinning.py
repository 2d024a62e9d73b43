"""Fewer points for the same outline, after Visvalingam and Whyatt.

Whoever matters least for the outline goes first: the point that makes the smallest triangle with its two neighbours
(M. Visvalingam and J. D. Whyatt, "Line generalisation by repeated elimination of points", The Cartographic Journal
30, 1993). Unlike Douglas and Peucker's it takes n log n steps whatever the line, and asks how many points may stay.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from math import inf

Point = tuple[float, float]


def thinned(rings: Sequence[Sequence[Point]], most: int) -> list[list[Point]]:
    """The rings (open) with no more than `most` points among them, as long as each can keep three."""
    if sum(map(len, rings)) <= most:
        return [list(ring) for ring in rings]
    weights = [_weights(ring) for ring in rings]
    least = sorted((weight for ring in weights for weight in ring), reverse=True)[most]
    return [
        [point for point, weight in zip(ring, found, strict=True) if weight > least]
        for ring, found in zip(rings, weights, strict=True)
    ]


def _weights(ring: Sequence[Point]) -> list[float]:
    """How much each point matters: the triangle it makes when its turn comes, never less than those before it."""
    count = len(ring)
    before, after = [at - 1 for at in range(count)], [(at + 1) % count for at in range(count)]
    before[0] = count - 1
    weights = [inf] * count
    areas = [_triangle(ring[before[at]], ring[at], ring[after[at]]) for at in range(count)]
    waiting = [(area, at) for at, area in enumerate(areas)]
    heapify(waiting)
    left, heaviest = count, 0.0
    while waiting and left > 3:
        area, at = heappop(waiting)
        if weights[at] < inf or area != areas[at]:
            continue
        heaviest = max(heaviest, area)
        weights[at] = heaviest
        left -= 1
        one, other = before[at], after[at]
        after[one], before[other] = other, one
        for near in (one, other):
            areas[near] = _triangle(ring[before[near]], ring[near], ring[after[near]])
            heappush(waiting, (areas[near], near))
    return weights


def _triangle(one: Point, two: Point, three: Point) -> float:
    return abs((two[0] - one[0]) * (three[1] - one[1]) - (three[0] - one[0]) * (two[1] - one[1])) / 2
