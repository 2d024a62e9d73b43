"""The thread as a line: strands from the stories join, run through themes, entry and answer, and part again to the tellers.

The drawing carries no words, so that no script or size of type can break it; the list beside it says everything.
"""

from dataclasses import dataclass

WIDTH, STEP, MARGIN = 360, 16, 14
JOINED, PARTED = 120, 262
MOST = 7
"""Strands that are drawn; more of them would be a ribbon. The words give their number."""


@dataclass(frozen=True)
class Stroke:
    path: str
    is_faint: bool


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    radius: int
    is_empty: bool


@dataclass(frozen=True)
class Drawing:
    """Lines and knots in a box of `width` by `height`."""

    width: int
    height: int
    strokes: list[Stroke]
    dots: list[Dot]


def draw_thread(alive: int, taken_back: int, knots: int, reached: int) -> Drawing:
    """`alive` stories and those taken back on the left, `knots` on the line, `reached` tellers on the right."""
    starts = [False] * min(alive, MOST) + [True] * min(taken_back, MOST - min(alive, MOST))
    ends = min(reached, MOST)
    height = 2 * MARGIN + STEP * max(len(starts) - 1, ends - 1, 2)
    middle = height / 2
    left = list(zip(_rows(len(starts), middle), starts, strict=True))
    right = _rows(ends, middle)
    strokes = [Stroke(_curve(MARGIN, y, JOINED, middle), gone) for y, gone in left]
    strokes.append(Stroke(f"M{JOINED} {middle:g}H{PARTED}", False))
    strokes += [Stroke(_curve(PARTED, middle, WIDTH - MARGIN, y), False) for y in right]
    dots = [Dot(MARGIN, y, 5, gone) for y, gone in left]
    dots += [Dot(x, middle, 8, False) for x in _along(knots)]
    dots += [Dot(WIDTH - MARGIN, y, 5, False) for y in right]
    if not ends:
        strokes.append(Stroke(f"M{PARTED} {middle:g}H{WIDTH - MARGIN}", True))
        dots.append(Dot(WIDTH - MARGIN, middle, 8, True))
    return Drawing(WIDTH, height, strokes, dots)


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    """A line that leaves and arrives level."""
    half = (x1 + x2) / 2
    return f"M{x1:g} {y1:g}C{half:g} {y1:g} {half:g} {y2:g} {x2:g} {y2:g}"


def _rows(count: int, middle: float) -> list[float]:
    """Heights of so many ends, evenly about the middle."""
    return [middle + STEP * (place - (count - 1) / 2) for place in range(count)]


def _along(count: int) -> list[float]:
    """Places of so many knots between where the strands join and where they part."""
    room = (PARTED - JOINED) / (count + 1)
    return [JOINED + room * place for place in range(1, count + 1)]
