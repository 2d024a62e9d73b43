"""Files of district shapes: blocks of a street's width beside each other, somewhere in Rustavi."""

import json
from itertools import pairwise
from typing import Any

Ring = list[list[float]]


def block(east: int = 0, north: int = 0, size: float = 0.01) -> Ring:
    """A square that stands in a grid, closed and counterclockwise."""
    x, y = round(44.98 + east * 0.01, 5), round(41.54 + north * 0.01, 5)
    far_x, far_y = round(x + size, 5), round(y + size, 5)
    return [[x, y], [far_x, y], [far_x, far_y], [x, far_y], [x, y]]


def polygon(*rings: Ring) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", **more, "features": list(features)}).encode()


def two_districts() -> bytes:
    """Old Rustavi by its Georgian name and the factories by their slug."""
    return collection(feature(polygon(block(0)), name="ძველი რუსთავი"), feature(polygon(block(1)), slug="Factories"))


def breaches_of(document: dict[str, Any]) -> list[str]:
    """What of RFC 7946 a collection of areas breaks, found without any code of ours."""
    found = [] if document["type"] == "FeatureCollection" else ["type of the collection"]
    if "crs" in document:
        found.append("a system of coordinates (section 4)")
    corners = [corner for one in document["features"] for corner in _corners(one, found)]
    if corners and document.get("bbox") != _box(corners):
        found.append("box of the collection (section 5)")
    return found


def _corners(one: dict[str, Any], found: list[str]) -> list[list[float]]:
    if one["type"] != "Feature" or not isinstance(one["properties"], dict) or "geometry" not in one:
        found.append("feature (section 3.2)")
    if one["geometry"] is None:
        return []
    kind, given = one["geometry"]["type"], one["geometry"]["coordinates"]
    polygons = {"Polygon": lambda: [given], "MultiPolygon": lambda: given}[kind]()
    for rings in polygons:
        for place, ring in enumerate(rings):
            found += [f"{problem} of {one['id']}" for problem in _wrong_with(ring, outside=place == 0)]
    corners = [corner for rings in polygons for corner in rings[0]]
    if one.get("bbox") != _box(corners):
        found.append(f"box of {one['id']} (section 5)")
    return corners


def _wrong_with(ring: Ring, *, outside: bool) -> list[str]:
    found = [] if len(ring) >= 4 and ring[0] == ring[-1] else ["ring not closed, or of fewer than four (section 3.1.6)"]
    # The sum over the edges, as surveyors do it: positive where one walks clockwise.
    clockwise = sum((bx - ax) * (by + ay) for (ax, ay), (bx, by) in pairwise(ring)) > 0
    if clockwise == outside:
        found.append("ring the wrong way round (section 3.1.6)")
    if any(len(place) != 2 or abs(place[0]) > 180 or abs(place[1]) > 90 for place in ring):
        found.append("position (section 3.1.1)")
    if any(round(number, 5) != number for place in ring for number in place):
        found.append("more decimals than a metre needs (section 11.2)")
    return found


def _box(corners: list[list[float]]) -> list[float]:
    across, up = zip(*corners, strict=True)
    return [min(across), min(up), max(across), max(up)]
