"""The districts of one town, drawn as plainly invented blocks so that its map can be seen."""

import json
from datetime import UTC, datetime
from importlib.resources import files

from storyhub.cities.models import Area
from storyhub.cities.queries import city_by_slug, districts_of, settings_number
from storyhub.cities.services import change_settings
from storyhub.cities.shapes.matching import matched
from storyhub.core import clock
from storyhub.core.permissions import Role
from storyhub.demo.services.desk import acting

TOWN = "rustavi"
DRAWN_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def draw_districts() -> None:
    """Draw them unless somebody has; the file says in its `attribution` what it is."""
    city = city_by_slug(TOWN)
    if settings_number(city.id, Area.SHAPES):
        return
    raw = (files("storyhub.demo") / "shapes" / f"{TOWN}.geojson").read_bytes()
    found = matched(raw, {one.slug: list(one.name.values()) for one in districts_of(city.id)}, city.time_zone)
    document = {"attribution": json.loads(raw)["attribution"], "shapes": found.shapes}
    with clock.at(DRAWN_AT):
        change_settings(acting("admin", Role.CITY_ADMIN), city.id, Area.SHAPES, document, seen=0)
