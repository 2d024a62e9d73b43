"""The districts of a town as GeoJSON: how many public stories each has, never where a person is."""

from typing import Any

from flask import Blueprint, Response, g, json

from storyhub.cities.models import District
from storyhub.cities.queries import districts_of, shapes_of
from storyhub.cities.shapes.rings import Geometry, box_of
from storyhub.core.permissions import ANONYMOUS
from storyhub.stories.queries.reading import heard_districts
from storyhub.web.access import public
from storyhub.web.filters import tr

blueprint = Blueprint("districts", __name__)

FEWEST = 5
"""Below that a number may point at somebody."""


@blueprint.get("/<lang:lang>/<city>/districts.geojson")
@public
def districts() -> Response:
    """A feature for each district. Its geometry is null where the town has drawn none; a small number is not told."""
    counts, drawn = heard_districts(ANONYMOUS, g.city.id), shapes_of(g.city.id)
    features = [_feature(one, drawn.shapes.get(one.slug), counts.get(one.id, 0)) for one in districts_of(g.city.id)]
    collection: dict[str, Any] = {"type": "FeatureCollection", "name": tr(g.city.name)}
    if drawn.shapes:
        collection |= {"attribution": tr(drawn.attribution), "bbox": box_of(drawn.shapes.values())}
    text = json.dumps(collection | {"features": features}, ensure_ascii=False)
    return Response(text, mimetype="application/geo+json")


def _feature(district: District, shape: Geometry | None, stories: int) -> dict[str, Any]:
    box = {"bbox": box_of([shape])} if shape else {}
    return {
        "type": "Feature",
        "id": district.slug,
        **box,
        "geometry": shape,
        "properties": _properties(district, stories),
    }


def _properties(district: District, stories: int) -> dict[str, Any]:
    return {
        "name": tr(district.name),
        "names": dict(district.name),
        "stories": stories if stories >= FEWEST else None,
        "fewer_than": None if stories >= FEWEST else FEWEST,
    }
