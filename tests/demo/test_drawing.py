"""The one map of the demonstration is plainly invented, and drawn by the same rules as any."""

from flask import Flask

from storyhub.cities.models import Area
from storyhub.cities.queries import city_by_slug, districts_of, settings_number, shapes_of
from storyhub.core.languages import LANGUAGES
from storyhub.demo.services.drawing import draw_districts


def test_every_district_of_rustavi_is_a_block_and_drawn_only_once(context: Flask) -> None:
    city = city_by_slug("rustavi")
    for _time in range(2):
        draw_districts()
        assert settings_number(city.id, Area.SHAPES) == 1
    found = shapes_of(city.id)
    assert found.shapes.keys() == {one.slug for one in districts_of(city.id)}
    assert found.attribution.keys() == LANGUAGES.keys()
    assert all(len(shape["coordinates"][0]) < 10 for shape in found.shapes.values())
