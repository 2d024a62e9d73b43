"""Rings and what is made of them: closed, turned the right way round, to the metre; their size, box and middle."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, hypot, radians
from typing import Any

from storyhub.cities.shapes.thinning import thinned

Point = tuple[float, float]
"""Longitude and latitude, in degrees."""
Ring = Sequence[Point]
"""Here open: the first point is not repeated at the end."""
Polygon = Sequence[Ring]
"""The outside first, then its holes."""
Geometry = dict[str, Any]

DECIMALS = 5
"""About a metre."""
NO_AREA = 2e-11
"""Less than half a square of the last decimal."""
MOST_POINTS = 500
MOST_RINGS = 100
KM_PER_DEGREE = 111.2


def geometry_of(polygons: Iterable[Polygon]) -> Geometry | None:
    """The geometry that is kept: at most MOST_POINTS positions. None when nothing of it has an area."""
    # What is thinned out can leave two points at the same place, or a ring without an area.
    kept = _clean(_few_points(_clean(polygons)))
    if not kept:
        return None
    closed = [[[list(point) for point in [*ring, ring[0]]] for ring in polygon] for polygon in kept]
    if len(closed) == 1:
        return {"type": "Polygon", "coordinates": closed[0]}
    return {"type": "MultiPolygon", "coordinates": closed}


def is_kept(geometry: Geometry) -> bool:
    """Whether it stands as `geometry_of` leaves it."""
    return geometry_of(polygons_of(geometry)) == geometry


def polygons_of(geometry: Geometry) -> list[list[list[Point]]]:
    """The polygons of a geometry that is kept, their rings open."""
    found = geometry["coordinates"]
    polygons = [found] if geometry["type"] == "Polygon" else found
    return [[[(x, y) for x, y in ring[:-1]] for ring in polygon] for polygon in polygons]


def points_in(geometry: Geometry) -> int:
    return sum(len(ring) for polygon in polygons_of(geometry) for ring in polygon)


def box_of(geometries: Iterable[Geometry]) -> list[float]:
    """West, south, east, north; GeoJSON's bbox."""
    points = [point for one in geometries for polygon in polygons_of(one) for point in polygon[0]]
    longitudes, latitudes = [x for x, _y in points], [y for _x, y in points]
    return [min(longitudes), min(latitudes), max(longitudes), max(latitudes)]


def middle_of(geometries: Iterable[Geometry]) -> Point:
    west, south, east, north = box_of(geometries)
    return (west + east) / 2, (south + north) / 2


def kilometres(one: Point, other: Point) -> float:
    """How far apart, roughly: good enough to tell a town from its neighbour."""
    across = (one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2))
    return hypot(across, one[1] - other[1]) * KM_PER_DEGREE


def area_of(ring: Ring) -> float:
    """In square degrees; negative when the ring goes clockwise."""
    first_x, first_y = ring[0]
    near = [(x - first_x, y - first_y) for x, y in (*ring, ring[0])]
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairwise(near)) / 2


def _few_points(polygons: list[list[list[Point]]]) -> list[list[list[Point]]]:
    """The greatest of its pieces when there are very many, and the points that matter most for its outline."""
    rings = [(number, place, ring) for number, polygon in enumerate(polygons) for place, ring in enumerate(polygon)]
    if len(rings) > MOST_RINGS:
        size = [abs(area_of(polygon[0])) for polygon in polygons]
        rings.sort(key=lambda one: (-size[one[0]], one[0], one[1]))
        rings = sorted(rings[:MOST_RINGS], key=lambda one: one[:2])
    fewer = thinned([ring for _number, _place, ring in rings], MOST_POINTS - len(rings))
    numbers = [number for number, _place, _ring in rings]
    return [[ring for at, ring in zip(numbers, fewer, strict=True) if at == one] for one in dict.fromkeys(numbers)]


def _clean(polygons: Iterable[Polygon]) -> list[list[list[Point]]]:
    found = [_clean_polygon(polygon) for polygon in polygons]
    return [polygon for polygon in found if polygon]


def _clean_polygon(polygon: Polygon) -> list[list[Point]]:
    """Empty when its outside has no area; holes without one are left out."""
    outside, *holes = (_clean_ring(ring, turns=1 if at == 0 else -1) for at, ring in enumerate(polygon))
    return [outside, *(hole for hole in holes if hole)] if outside else []


def _clean_ring(ring: Ring, turns: int) -> list[Point]:
    """No point twice in a row, and the way round that RFC 7946 asks for; empty when it has no area."""
    rounded = [(round(x, DECIMALS) + 0.0, round(y, DECIMALS) + 0.0) for x, y in ring]
    points = [point for at, point in enumerate(rounded) if point != rounded[at - 1]]
    if len(points) < 3 or abs(area_of(points)) < NO_AREA:
        return []
    return points if area_of(points) * turns > 0 else points[::-1]
