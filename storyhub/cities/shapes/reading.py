"""A GeoJSON file of a town, read strictly: what is not the shape of a district is refused with its reason."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from storyhub.cities.shapes.rings import Geometry, Polygon, geometry_of
from storyhub.core.errors import Invalid
from storyhub.core.text import clean_line, excerpt

MOST_BYTES = 2 * 1024 * 1024
MOST_FEATURES = 500
NAMED_BY = ("district", "slug", "name")
DEGREES = ("CRS84", "4326")
"""How systems of coordinates end that are longitude and latitude."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WHERE = re.compile(r"features\[(\d+)\]\.geometry\.coordinates")


class ShapesRefused(Invalid):
    """The file cannot be taken; the key says why, and `feature` where."""


class _Areal(msgspec.Struct, tag_field="type", tag="Polygon"):
    coordinates: list[list[list[float]]]


class _Areals(msgspec.Struct, tag_field="type", tag="MultiPolygon"):
    coordinates: list[list[list[list[float]]]]


class _Point(msgspec.Struct, tag_field="type", tag="Point"):
    """Where somebody may live."""


class _Points(_Point, tag="MultiPoint"): ...


class _Line(_Point, tag="LineString"): ...


class _Lines(_Point, tag="MultiLineString"): ...


class _Mixed(_Point, tag="GeometryCollection"): ...


class _Feature(msgspec.Struct, tag_field="type", tag="Feature"):
    geometry: _Areal | _Areals | _Point | _Points | _Line | _Lines | _Mixed | None = None
    properties: dict[str, Any] | None = None


class _SystemName(msgspec.Struct):
    name: str = ""


class _System(msgspec.Struct):
    properties: _SystemName | None = None


class _Collection(msgspec.Struct, tag_field="type", tag="FeatureCollection"):
    features: list[_Feature]
    crs: _System | None = None
    """What older programs still write; RFC 7946 knows longitude and latitude alone."""


@dataclass(frozen=True)
class Feature:
    """`names` are what the file calls it, the most telling first. `geometry` is None where the file draws none."""

    number: int
    names: Sequence[str]
    geometry: Geometry | None
    was_open: bool

    @property
    def label(self) -> str:
        name = self.names[0] if self.names else ""
        return f"{self.number} ({excerpt(name, 60)})" if name else str(self.number)


def read_features(raw: bytes) -> list[Feature]:
    """The features of the file in their order, put right. Raises ShapesRefused."""
    if len(raw) > MOST_BYTES:
        raise ShapesRefused(key="shapes_too_large")
    if not raw.strip():
        raise ShapesRefused(key="shapes_no_file")
    found = _decoded(raw)
    if found.crs and found.crs.properties and not found.crs.properties.name.endswith(DEGREES):
        raise ShapesRefused(key="shapes_in_metres")
    if not found.features:
        raise ShapesRefused(key="shapes_empty")
    if len(found.features) > MOST_FEATURES:
        raise ShapesRefused(key="shapes_too_many", most=MOST_FEATURES)
    return [_read(feature, number) for number, feature in enumerate(found.features, start=1)]


def _decoded(raw: bytes) -> _Collection:
    try:
        return msgspec.json.decode(raw.removeprefix(BYTE_ORDER_MARK), type=_Collection)
    except msgspec.ValidationError as error:
        where = _WHERE.search(str(error))
        if where is None:
            raise ShapesRefused(key="shapes_not_geojson") from error
        raise ShapesRefused(key="shapes_no_pairs", feature=int(where[1]) + 1) from error
    except (ValueError, RecursionError) as error:
        # Brackets are followed down only so far; no collection of shapes is nested that deeply.
        key = "shapes_not_geojson" if isinstance(error, RecursionError) else "shapes_not_json"
        raise ShapesRefused(key=key) from error


def _read(feature: _Feature, number: int) -> Feature:
    empty = Feature(number, list(_names_in(feature.properties or {})), None, was_open=False)
    match feature.geometry:
        case None:
            return empty
        case _Areal(coordinates=coordinates):
            polygons = [coordinates]
        case _Areals(coordinates=several):
            polygons = several
        case _:
            raise ShapesRefused(key="shapes_points", feature=empty.label)
    geometry = geometry_of([_checked(polygon, empty.label) for polygon in polygons])
    if geometry is None:
        raise ShapesRefused(key="shapes_too_few_points", feature=empty.label)
    was_open = any(ring[0] != ring[-1] for polygon in polygons for ring in polygon)
    return replace(empty, geometry=geometry, was_open=was_open)


def _checked(polygon: list[list[list[float]]], feature: str) -> Polygon:
    """The rings of a polygon, open, with what is not a place on Earth refused."""
    rings = [[_place(position, feature) for position in ring] for ring in polygon]
    rings = [ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring for ring in rings]
    if not rings or any(len(set(ring)) < 3 for ring in rings):
        raise ShapesRefused(key="shapes_too_few_points", feature=feature)
    return rings


def _place(position: list[float], feature: str) -> tuple[float, float]:
    if len(position) < 2:
        raise ShapesRefused(key="shapes_no_pairs", feature=feature)
    longitude, latitude = position[:2]
    if abs(longitude) > 180 or abs(latitude) > 180:
        raise ShapesRefused(key="shapes_in_metres")
    if abs(latitude) > 90:
        key = "shapes_swapped" if abs(longitude) <= 90 else "shapes_out_of_range"
        raise ShapesRefused(key=key, feature=feature)
    return longitude, latitude


def _names_in(properties: dict[str, Any]) -> Iterator[str]:
    """What the feature is called: our own words for it first, then OpenStreetMap's names by language."""
    by_language = [key for key in properties if key.startswith("name:")]
    for key in (*NAMED_BY, *by_language):
        value = properties.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and clean_line(str(value)[:400]):
            yield clean_line(str(value)[:400])
