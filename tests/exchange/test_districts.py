"""Districts as GeoJSON: geometry and box of what the town has drawn, and never a small number or a person's place."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.models import Area, City
from storyhub.cities.queries import settings_number, settings_of
from storyhub.cities.services import change_settings
from storyhub.core.permissions import Role
from tests.exchange.conftest import Fetched
from tests.support.shapes import block, breaches_of
from tests.support.staff import new_person
from tests.support.stories import Told

DISTRICTS = "/en/rustavi/districts.geojson"
ATTRIBUTION = {"en": "Drawn by hand", "ka": "ხელით დახატული"}
RING = {"type": "Polygon", "coordinates": [block(), block(0, 0, 0.004)[::-1]]}
ISLES = {"type": "MultiPolygon", "coordinates": [[block(2)], [block(4)]]}


def draw(app: Flask, city: City) -> None:
    admin = new_person(app, Role.CITY_ADMIN)
    with app.app_context():
        shapes = {"old-rustavi": RING, "station": ISLES}
        change_settings(
            admin,
            city.id,
            Area.SHAPES,
            {"attribution": ATTRIBUTION, "shapes": shapes},
            seen=settings_number(city.id, Area.SHAPES),
        )
        assert settings_of(city, Area.SHAPES)["shapes"] == shapes


def test_what_the_town_has_drawn_is_told_as_rfc_7946_has_it(app: Flask, city: City, client: FlaskClient) -> None:
    nothing = client.get(DISTRICTS).json
    assert nothing is not None
    assert breaches_of(nothing) == []
    assert nothing.keys() == {"type", "name", "features"}
    draw(app, city)
    told = client.get(DISTRICTS).json
    assert told is not None
    assert breaches_of(told) == []
    assert told["attribution"] == "Drawn by hand"
    assert told["bbox"] == [44.98, 41.54, 45.03, 41.55]
    geometries = {one["id"]: one["geometry"] for one in told["features"]}
    assert (geometries["old-rustavi"], geometries["station"], geometries["factories"]) == (RING, ISLES, None)
    assert "Point" not in client.get(DISTRICTS).text
    georgian = client.get("/ka/rustavi/districts.geojson").json
    assert georgian is not None
    assert georgian["attribution"] == "ხელით დახატული"


def test_the_readme_of_a_file_says_where_shapes_stand_and_where_they_come_from(
    app: Flask, city: City, tell: Callable[..., Told], export: Callable[..., Fetched]
) -> None:
    tell(state="published")
    assert "shapes on a map" not in export().read("README-en.txt").decode()
    draw(app, city)
    readme = export().read("README-en.txt").decode()
    assert "/en/rustavi/districts.geojson. They come from: Drawn by hand\n\n" in readme
    assert "shapes on a map" not in export(path="/en/stories/export").read("README-en.txt").decode()
