"""The shapes of districts: what is refused of a file, what is put right, who is who, and how it is drawn."""

import json
import math
import unicodedata
from typing import Any

import pytest

from storyhub.cities.messages import MESSAGES
from storyhub.cities.shapes.drawing import drawn
from storyhub.cities.shapes.matching import matched
from storyhub.cities.shapes.reading import MOST_BYTES, ShapesRefused, read_features
from storyhub.cities.shapes.rings import MOST_POINTS, geometry_of, is_kept, points_in, polygons_of
from storyhub.cities.shapes.thinning import thinned
from tests.support.shapes import block, breaches_of, collection, feature, polygon, two_districts

NAMES = {
    "old-rustavi": ["Old Rustavi", "ძველი რუსთავი", "Köhnə Rustavi"],
    "factories": ["Factory district"],
    "station": ["Station district", "İstasyon"],
}
DEEP = 200_000


def match(*features: Any, zone: str = "Asia/Tbilisi", **more: Any) -> Any:
    return matched(collection(*features, **more), NAMES, zone)


def around(points: int, middle: tuple[float, float] = (45.0, 41.55), wobble: float = 0.0) -> list[list[float]]:
    """A closed ring with so many corners, a little jagged."""
    turns = [2 * math.pi * at / points for at in range(points)]
    ring = [
        [
            middle[0] + 0.02 * math.cos(turn) * (1 + wobble * (at % 3)),
            middle[1] + 0.02 * math.sin(turn) * (1 + wobble * (at % 3)),
        ]
        for at, turn in enumerate(turns)
    ]
    return [*ring, ring[0]]


def old(coordinates: Any, kind: str = "Polygon") -> bytes:
    return collection(feature({"type": kind, "coordinates": coordinates}, name="Old Rustavi"))


def turned(ring: list[list[float]]) -> list[list[float]]:
    return [[y, x] for x, y in ring]


REFUSED = {
    "nothing at all": (b"  ", "shapes_no_file"),
    "no JSON": (b"<kml/>", "shapes_not_json"),
    "a picture": (b"\x89PNG\r\n\x1a\n\xff\xfe", "shapes_not_json"),
    "JSON that is cut off": (two_districts()[:-9], "shapes_not_json"),
    "not a number": (two_districts().replace(b"41.54", b"NaN", 1), "shapes_not_json"),
    "an infinite number": (two_districts().replace(b"41.54", b"-Infinity", 1), "shapes_not_json"),
    "half of a letter": (two_districts().replace(b"Factories", b"\\ud800"), "shapes_not_json"),
    "JSON of something else": (b'{"type": "Topology", "objects": {}}', "shapes_not_geojson"),
    "a list": (b"[]", "shapes_not_geojson"),
    "an area without a collection": (json.dumps(polygon(block())).encode(), "shapes_not_geojson"),
    "a feature of no known kind": (collection(feature({"type": "Circle", "radius": 4})), "shapes_not_geojson"),
    "properties that are a list": (collection({"type": "Feature", "properties": []}), "shapes_not_geojson"),
    "depth in the properties": (
        collection(feature(None)).replace(b"{}", b'{"a":' * DEEP + b"1" + b"}" * DEEP),
        "shapes_not_geojson",
    ),
    "depth in what nobody reads": (
        b'{"type": "FeatureCollection", "other": ' + b"[" * DEEP + b"]" * DEEP + b', "features": []}',
        "shapes_not_geojson",
    ),
    "depth in the coordinates": (old([0]).replace(b"[0]", b"[" * DEEP + b"]" * DEEP), "shapes_no_pairs"),
    "an empty collection": (collection(), "shapes_empty"),
    "a thousand features": (collection(*[feature(None)] * 1000), "shapes_too_many"),
    "more than two megabytes": (two_districts() + b" " * MOST_BYTES, "shapes_too_large"),
    "a point": (collection(feature({"type": "Point", "coordinates": [45, 41.5]}, name="Nino")), "shapes_points"),
    "a line": (old(block(), "LineString"), "shapes_points"),
    "points of houses": (old([[45, 41.5]], "MultiPoint"), "shapes_points"),
    "a mixture": (
        collection(feature({"type": "GeometryCollection", "geometries": [polygon(block())]})),
        "shapes_points",
    ),
    "words for numbers": (old([[["45", "41.5"]] * 4]), "shapes_no_pairs"),
    "one number where two belong": (old([[[45], [46], [47], [45]]]), "shapes_no_pairs"),
    "rings of rings": (old([[block()]]), "shapes_no_pairs"),
    "a number with a thousand digits": (
        old([block()]).replace(b"41.54", b"4" * 1000, 1),
        "shapes_no_pairs",
    ),
    "a huge number": (old([block()]).replace(b"41.54", b"1e300", 1), "shapes_in_metres"),
    "metres": (old([[[498_000, 4_598_000], [499_000, 4_598_000], [499_000, 4_599_000]]]), "shapes_in_metres"),
    "metres by their name": (
        collection(feature(polygon(block())), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::32638"}}),
        "shapes_in_metres",
    ),
    "a latitude beyond the pole": (old([[[120, 95], [121, 95], [121, 96]]]), "shapes_out_of_range"),
    "latitude first, as one sees": (old([[[45, 120], [46, 120], [46, 121]]]), "shapes_swapped"),
    "latitude first, as the town's zone says": (old([turned(block())]), "shapes_swapped"),
    "no ring": (old([]), "shapes_too_few_points"),
    "an empty ring": (old([[]]), "shapes_too_few_points"),
    "two points": (old([[[45, 41.5], [45.1, 41.5], [45, 41.5]]]), "shapes_too_few_points"),
    "a line that pretends": (old([[[45, 41.5], [45.1, 41.6], [45.2, 41.7], [45, 41.5]]]), "shapes_too_few_points"),
    "smaller than a metre": (old([[[45, 41.5], [45.000001, 41.5], [45, 41.500001]]]), "shapes_too_few_points"),
    "nobody's": (collection(feature(polygon(block()), name="Gardabani")), "shapes_nobodys"),
    "a district without an outline": (collection(feature(None, name="Old Rustavi")), "shapes_nobodys"),
}


def test_what_is_no_shape_of_a_district_is_refused_with_a_sentence_of_its_own() -> None:
    said = {}
    for what, (raw, _key) in REFUSED.items():
        with pytest.raises(ShapesRefused) as refusal:
            matched(raw, NAMES, "Asia/Tbilisi")
        said[what] = refusal.value.key
        assert "%(" not in str(MESSAGES[refusal.value.key]) % refusal.value.values
    assert said == {what: key for what, (_raw, key) in REFUSED.items()}


def test_a_point_is_refused_by_its_number_and_name_whatever_else_the_file_holds() -> None:
    with pytest.raises(ShapesRefused) as refusal:
        match(
            feature(polygon(block()), name="Old Rustavi"),
            feature({"type": "Point", "coordinates": [45, 41]}, name="Nino"),
        )
    assert refusal.value.values == {"feature": "2 (Nino)"}


def test_a_district_is_known_by_its_slug_or_its_name_in_any_language() -> None:
    found = match(
        feature(polygon(block(0)), name="  köhnə   RUSTAVI "),
        feature(polygon(block(1)), district="Factories", name="Завод"),
        feature(polygon(block(2)), **{"name": "Станция", "name:az": "istasyon"}),
        feature(polygon(block(3)), name=["Old Rustavi"]),
        feature(None, slug="station"),
    )
    assert [(one.slug, one.names, one.points) for one in found.matches] == [
        ("old-rustavi", ["köhnə RUSTAVI"], 4),
        ("factories", ["Factories"], 4),
        ("station", ["Станция"], 4),
    ]
    assert [one.label for one in found.nobodys] == ["4"]
    assert [one.label for one in found.empty] == ["5 (station)"]


def test_a_name_typed_on_another_keyboard_is_the_same_name() -> None:
    for known, typed in (
        ("Țigănești", "Ţigăneşti"),
        ("Orăşeni", "ORĂȘENI"),
        ("Orășeni", unicodedata.normalize("NFD", "Orășeni")),
        ("Слов’янка", "Слов'янка"),
        ("Словʼянка", "СЛОВ’ЯНКА"),
        ("İsmayıllı", unicodedata.normalize("NFD", "İsmayıllı")),
    ):
        found = matched(collection(feature(polygon(block()), name=typed)), {"x": [known]}, "Asia/Tbilisi")
        assert list(found.shapes) == ["x"], typed
    with pytest.raises(ShapesRefused):
        matched(collection(feature(polygon(block()), name="Taran")), {"x": ["Țaran"]}, "Europe/Chisinau")


def test_rings_are_closed_turned_and_rounded_and_pieces_are_put_together() -> None:
    hole = [[44.982, 41.542], [44.984, 41.542], [44.984, 41.544], [44.982, 41.542]]
    ragged = [[x + 0.0000012, y, 412.5] for x, y in block()[::-1][:-1]]
    found = match(feature(polygon(ragged, hole), slug="station"), feature(polygon(block(2)), name="Station district"))
    [one] = found.matches
    assert (one.pieces, one.was_open, one.points) == (2, True, 11)
    assert one.geometry["type"] == "MultiPolygon"
    [outside, inside], [other] = one.geometry["coordinates"]
    assert sorted(outside[:-1]) == sorted(block()[:-1])
    assert (outside[0], inside[0]) == (outside[-1], inside[-1])
    assert other == block(2)
    assert breaches_of(whole(one.geometry)) == []


def whole(geometry: dict[str, Any]) -> dict[str, Any]:
    """The least that is a collection."""
    corners = [corner for rings in polygons_of(geometry) for corner in rings[0]]
    across, up = [x for x, _y in corners], [y for _x, y in corners]
    box = [min(across), min(up), max(across), max(up)]
    one = {"type": "Feature", "id": "x", "bbox": box, "geometry": geometry, "properties": {}}
    return {"type": "FeatureCollection", "bbox": box, "features": [one]}


def test_a_fine_outline_keeps_its_form_in_at_most_five_hundred_points() -> None:
    smooth, jagged = (geometry_of([[around(4000, wobble=by)]]) for by in (0.0, 0.001))
    for geometry in (smooth, jagged):
        assert geometry
        [[ring]] = polygons_of(geometry)
        assert 100 < len(ring) < MOST_POINTS
        assert breaches_of(whole(geometry)) == []
        assert all(abs(math.dist(point, (45.0, 41.55)) - 0.02) < 0.0003 for point in ring)


def test_corners_stay_when_points_between_them_go() -> None:
    side = [at / 1000 for at in range(1000)]
    square = [
        *((x, 0.0) for x in side),
        *((1.0, y) for y in side),
        *((1 - x, 1.0) for x in side),
        *((0.0, 1 - y) for y in side),
    ]
    assert sorted(thinned([square], 4)[0]) == [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]


def test_what_is_kept_is_kept_as_it_is_and_nothing_else() -> None:
    islands = [[around(30, (45 + at % 20 * 0.05, 41.5 + at // 20 * 0.05))] for at in range(200)]
    spiky = [[(45 + (at * 7919 % 997) / 99_700, 41.5 + (at * 104_729 % 991) / 99_100) for at in range(1500)]]
    for polygons in (islands, [spiky], [[block(), block(0, 0, 0.004)]]):
        geometry = geometry_of(polygons)
        assert geometry
        assert is_kept(geometry)
        assert points_in(geometry) + sum(map(len, polygons_of(geometry))) <= MOST_POINTS
    open_ring = {"type": "Polygon", "coordinates": [block()[:-1]]}
    clockwise = {"type": "Polygon", "coordinates": [block()[::-1]]}
    assert not is_kept(open_ring)
    assert not is_kept(clockwise)


def test_a_shape_far_from_the_others_is_marked() -> None:
    far = [[x + 0.8, y] for x, y in block()]
    found = match(
        *(feature(polygon(ring), slug=slug) for slug, ring in zip(NAMES, (block(), block(1), far), strict=True))
    )
    assert [one.far for one in found.matches] == [0, 0, 66]


def test_where_a_zone_is_not_known_a_town_may_lie_anywhere() -> None:
    assert match(feature(polygon(turned(block())), slug="station"), zone="Etc/Unknown").matches
    assert match(feature(polygon(turned(block())), slug="station"), zone="Europe/Kyiv").matches


def test_a_byte_order_mark_and_an_old_name_of_degrees_do_no_harm() -> None:
    older = collection(
        feature(polygon(block())), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    )
    assert len(read_features(b"\xef\xbb\xbf" + older)) == 1


def test_the_picture_keeps_the_proportions_of_the_ground_and_labels_stand_inside() -> None:
    crescent = [[0, 0], [3, 0], [3, 1], [1, 1], [1, 2], [3, 2], [3, 3], [0, 3], [0, 0]]
    ring = [[45 + x / 100, 60 + y / 100] for x, y in crescent]
    picture = drawn({"a": polygon(ring)}, width=100, most_height=1000)
    # On the sixtieth parallel a degree of longitude is half as long as one of latitude.
    assert picture.height - 8 == pytest.approx(2 * (picture.width - 8), rel=0.01)
    one = picture.outlines["a"]
    assert one.path.startswith("M4.0 ")
    assert one.path.endswith("Z")
    third = (picture.width - 8) / 3
    assert one.x < 4 + third or not (4 + third * 2 < one.y < 4 + third * 4)
