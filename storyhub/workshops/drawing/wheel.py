"""Where the cards of rings stand: each branch has its slice, each card lies outwards of the one it hangs on.

Above the middle each ring is free of cards as far as its name reaches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import asin, cos, pi, sin
from uuid import UUID

from storyhub.workshops.drawing.letters import lines_of, longest_word, width_of
from storyhub.workshops.seen import BoardView, CardView

SIDE = 1000.0
EDGE, AROUND = 458.0, 12.0
"""Radius of the outermost ring, and what is free around the middle."""
LARGEST, LEAST = 36.0, 20.0
APART = 2.15
"""Between the middles of two nodes, in radii."""
NAME, AIR = 36.0, 10.0
"""The letters of a ring's name, and what is free around it."""
BARE = 0.35
"""How far from the ring within it one stands on which nothing lies, where nodes would else be small."""
WIDEST = 0.96
"""Of a ring's radius, the most that half a name may take."""
HUBS = ((138.0, 5.3, 4), (172.0, 6.6, 5), (205.0, 7.9, 6))
"""Middles: radius, the width of a line in letter heights of the stage, and lines: a block whose corners lie within the circle."""
WORDS = 0.875
"""Of the stage's letters there."""


@dataclass(frozen=True)
class Hub:
    """The middle, as large as its words ask for."""

    radius: float
    words: str
    is_cut: bool


@dataclass(frozen=True)
class Twig:
    """A card of the tree in the order one reads it. `depth` from 0."""

    card: CardView
    number: int
    depth: int


@dataclass(frozen=True)
class Node:
    """A twig on the wheel, with the line to what it hangs on."""

    twig: Twig
    x: float
    y: float
    from_x: float
    from_y: float


@dataclass(frozen=True)
class Ring:
    """Its name stands at the top, on the line."""

    radius: float
    name: str
    width: float
    """Of the name, with some air."""


@dataclass(frozen=True)
class Wheel:
    nodes: Sequence[Node]
    rings: Sequence[Ring]
    """From the innermost."""
    radius: float
    """Of a node."""
    hub: Hub


def twigs_of(board: BoardView, numbers: Mapping[UUID, int]) -> list[Twig]:
    """The tree from its first branch to its last; what hangs on nothing visible begins a branch of its own."""
    lying = [(zone.ring or 1, card) for zone in board.zones if not zone.is_off_board for card in _cards(zone)]
    known = {card.code for _, card in lying}
    children: dict[str, list[tuple[int, CardView]]] = {}
    for ring, card in lying:
        parent = card.parent_code if card.parent_code in known else ""
        children.setdefault(parent, []).append((ring, card))
    twigs: list[Twig] = []
    seen: set[str] = set()

    def grow(parent: str) -> None:
        for ring, card in children.get(parent, ()):
            if card.code in seen:
                continue
            seen.add(card.code)
            twigs.append(Twig(card, numbers[card.id], ring - 1))
            grow(card.code)

    grow("")
    return twigs


def _cards(zone: object) -> list[CardView]:
    return [*(one for heap in zone.clusters for one in heap.cards), *zone.cards]  # type: ignore[attr-defined]


def wheel_of(board: BoardView, twigs: Sequence[Twig]) -> Wheel:
    """The wheel: an angle for each outermost twig, and for the others the middle of what hangs on them."""
    hub = _hub(board)
    rings, angles, size = _turned(board, hub, twigs)
    spots: dict[str, tuple[float, float]] = {}
    nodes = []
    for twig in twigs:
        radius = rings[_ring_of(twig, rings)].radius
        turn = angles[twig.number]
        x, y = SIDE / 2 + radius * sin(turn), SIDE / 2 - radius * cos(turn)
        from_x, from_y = spots.get(twig.card.parent_code, (SIDE / 2, SIDE / 2))
        spots[twig.card.code] = (x, y)
        nodes.append(Node(twig, round(x, 1), round(y, 1), round(from_x, 1), round(from_y, 1)))
    return Wheel(nodes, rings, size, hub)


def _turned(board: BoardView, hub: Hub, twigs: Sequence[Twig]) -> tuple[list[Ring], dict[int, float], float]:
    """Rings, angles and the size of nodes; where those would be small, rings without any make room for them."""
    by_number = _angles(twigs)
    for bare in (1.0, BARE):
        rings = _rings(board, hub, twigs, bare)
        angles = _beside_names(twigs, rings, by_number)
        size = _size(twigs, rings, angles)
        if size >= LARGEST:
            break
    return rings, angles, size


def _rings(board: BoardView, hub: Hub, twigs: Sequence[Twig], bare: float) -> list[Ring]:
    names = board.rings or [""]
    inner, deepest = hub.radius + AROUND, max((twig.depth for twig in twigs), default=0)
    far = list(accumulate((0.75, *(1.0 if at <= deepest else bare for at in range(1, len(names))))))
    radii = [inner + (EDGE - inner) * one / far[-1] for one in far]
    return [
        Ring(round(radius, 1), name, round(width_of(name) * NAME + 2 * AIR if name else 0, 1))
        for radius, name in zip(radii, names, strict=True)
    ]


def _ring_of(twig: Twig, rings: Sequence[Ring]) -> int:
    return min(twig.depth, len(rings) - 1)


def _on(ring: int, twigs: Sequence[Twig], rings: Sequence[Ring]) -> list[int]:
    """The numbers that stand there, in the order of their angles."""
    return [twig.number for twig in twigs if _ring_of(twig, rings) == ring]


def _beside_names(twigs: Sequence[Twig], rings: Sequence[Ring], angles: Mapping[int, float]) -> dict[int, float]:
    """The angles, drawn together on each ring as far as keeps its nodes off its name."""
    found: dict[int, float] = {}
    for at, ring in enumerate(rings):
        here = _on(at, twigs, rings)
        free = asin(min(WIDEST, (ring.width / 2 + LARGEST) / ring.radius)) if ring.name else 0
        nearest = min((min(angles[one], 2 * pi - angles[one]) for one in here), default=pi)
        drawn = (pi - free) / (pi - nearest) if nearest < free else 1
        found |= {one: pi + (angles[one] - pi) * drawn for one in here}
    return found


def _hub(board: BoardView) -> Hub:
    """The smallest middle that holds the words; the largest with their beginning, where none does."""
    for radius, width, lines in HUBS:
        if lines_of(board.centre, width / WORDS) <= lines and longest_word(board.centre) <= width / WORDS:
            return Hub(radius, board.centre, is_cut=False)
    words = board.centre
    while lines_of(words + " …", width / WORDS) > lines and " " in words:
        words = words.rpartition(" ")[0]
    return Hub(radius, f"{words.rstrip(' ·,;:')} …", is_cut=True)


def _angles(twigs: Sequence[Twig]) -> dict[int, float]:
    """By number. A twig is a leaf when the next one is not deeper."""
    after = [*(twig.depth for twig in twigs), -1][1:]
    leaves = [twig.number for twig, depth in zip(twigs, after, strict=True) if depth <= twig.depth]
    step = 2 * pi / max(1, len(leaves))
    angles = {number: (at + 0.5) * step for at, number in enumerate(leaves)}
    for at in range(len(twigs) - 1, -1, -1):
        if twigs[at].number in angles:
            continue
        below = [angles[one.number] for one in _under(twigs, at)]
        angles[twigs[at].number] = (min(below) + max(below)) / 2
    return angles


def _under(twigs: Sequence[Twig], at: int) -> list[Twig]:
    """The twigs that hang on the one at this place, near or far."""
    end = at + 1
    while end < len(twigs) and twigs[end].depth > twigs[at].depth:
        end += 1
    return list(twigs[at + 1 : end])


def _size(twigs: Sequence[Twig], rings: Sequence[Ring], angles: Mapping[int, float]) -> float:
    """As large as keeps apart the two that stand nearest to each other on a ring."""
    room = LARGEST
    for at, ring in enumerate(rings):
        here = sorted(angles[one] for one in _on(at, twigs, rings))
        between = (
            [after - before for before, after in zip(here, [*here[1:], 2 * pi + here[0]], strict=True)] if here else []
        )
        room = min([room, *(2 * ring.radius * sin(min(pi, one) / 2) / APART for one in between)])
    return round(max(LEAST, room), 1)
