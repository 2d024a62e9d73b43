"""Shapes as the paths of a small picture: longitude shortened by the latitude, north above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from storyhub.cities.shapes.rings import Geometry, Point, area_of, box_of, polygons_of

WIDTH = 320.0
MOST_HEIGHT = 320.0
MARGIN = 4.0
FINE = 0.6
"""What lies nearer to the point before it is not seen."""
LINES = 9
"""Across how many lines the place of a label is looked for."""


@dataclass(frozen=True)
class Outline:
    """An SVG path, the place in it where a label has most room, and the viewBox of it alone."""

    path: str
    x: float
    y: float
    box: str


@dataclass(frozen=True)
class Drawing:
    width: float
    height: float
    outlines: Mapping[str, Outline]

    @property
    def box(self) -> str:
        """The viewBox."""
        return f"0 0 {self.width:g} {self.height:g}"


def drawn(shapes: Mapping[str, Geometry], width: float = WIDTH, most_height: float = MOST_HEIGHT) -> Drawing:
    """All of them in one picture of that width, or narrower where it would become too high."""
    west, south, east, north = box_of(shapes.values())
    shorter = cos(radians((south + north) / 2)) or 1.0
    across, up = (east - west) * shorter, north - south
    room = width - 2 * MARGIN, most_height - 2 * MARGIN
    scale = min(room[0] / across, room[1] / up)

    def placed(point: Point) -> Point:
        return MARGIN + (point[0] - west) * shorter * scale, MARGIN + (north - point[1]) * scale

    outlines = {slug: _outline([[[*map(placed, ring)] for ring in one] for one in polygons_of(shape)])
                for slug, shape in shapes.items()}  # fmt: skip
    return Drawing(round(across * scale + 2 * MARGIN, 1), round(up * scale + 2 * MARGIN, 1), outlines)


def _outline(polygons: Sequence[Sequence[Sequence[Point]]]) -> Outline:
    rings = [ring for polygon in polygons for ring in polygon]
    x, y = _roomiest(max(polygons, key=lambda one: abs(area_of(one[0]))))
    return Outline("".join(map(_path, rings)), round(x, 1), round(y, 1), _box(rings))


def _box(rings: Sequence[Sequence[Point]]) -> str:
    across, down = zip(*(point for ring in rings for point in ring), strict=True)
    left, top = min(across), min(down)
    return f"{left:.1f} {top:.1f} {max(across) - left:.1f} {max(down) - top:.1f}"


def _path(ring: Sequence[Point]) -> str:
    seen = [ring[0]]
    for point in ring[1:]:
        if hypot(point[0] - seen[-1][0], point[1] - seen[-1][1]) >= FINE:
            seen.append(point)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in seen) + "Z"


def _roomiest(polygon: Sequence[Sequence[Point]]) -> Point:
    """The middle of the widest stretch inside, on a few level lines; so that it never stands beside the shape."""
    low, high = min(y for _x, y in polygon[0]), max(y for _x, y in polygon[0])
    best = (-1.0, polygon[0][0])
    for step in range(1, LINES + 1):
        # A hair beside the round fraction, so that the line meets no corner of a block.
        y = low + (high - low) * (step - 0.003) / (LINES + 1)
        crossed = sorted(_crossings(polygon, y))
        for start, end in zip(crossed[::2], crossed[1::2], strict=False):
            central = 1 - abs(2 * step / (LINES + 1) - 1) / 2
            best = max(best, ((end - start) * central, ((start + end) / 2, y)))
    return best[1]


def _crossings(polygon: Sequence[Sequence[Point]], y: float) -> list[float]:
    return [
        x + (y - at) / (next_at - at) * (next_x - x)
        for ring in polygon
        for (x, at), (next_x, next_at) in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (at <= y) != (next_at <= y)
    ]
