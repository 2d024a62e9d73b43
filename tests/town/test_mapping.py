"""The town's districts on a map: as many stories as the list behind each, small numbers hatched, nothing without shapes."""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.models import Area, City
from storyhub.cities.queries import districts_of
from storyhub.cities.services import change_settings
from storyhub.cities.shapes.drawing import Drawing
from storyhub.core.permissions import Role
from storyhub.town.views.mapping import lows_of, town_map
from tests.support.pages import words_on
from tests.support.shapes import block, polygon
from tests.support.staff import new_person
from tests.support.stories import Told

NUMBERS = "/en/rustavi/numbers"
DRAWN = re.compile(r'<a href="([^"]*place=[^"]*)" aria-label="([^"]*)"><title>[^<]*</title>\s*<path class="level-(\d)"')


def test_a_drawn_district_leads_to_its_stories_and_a_small_number_is_hatched(
    app: Flask, city: City, client: FlaskClient, as_role: Callable[..., FlaskClient], tell: Callable[..., Told]
) -> None:
    with app.app_context():
        old, new, third, *_others = ((one.id, one.slug) for one in districts_of(city.id))
    for district, times in ((old, 6), (new, 4)):
        for _time in range(times):
            tell(state="published", district_id=district[0])
    tell(state="published", district_id=new[0], audience="city")
    assert "on the map" not in client.get(NUMBERS).text

    admin = new_person(app, Role.CITY_ADMIN)
    shapes = {slug: polygon(block(at)) for at, (_id, slug) in enumerate((old, new))}
    with app.app_context():
        document = {"attribution": {"en": "Drawn <by> hand"}, "shapes": shapes}
        change_settings(admin, city.id, Area.SHAPES, document, seen=0)

    page = client.get(NUMBERS)
    drawn = {label: (href, level) for href, label, level in DRAWN.findall(page.text)}
    assert drawn == {
        "Old Rustavi: 6 stories": (f"/en/rustavi/stories?place={old[1]}", "2"),
        "New Rustavi, centre: 4 stories": (f"/en/rustavi/stories?place={new[1]}", "0"),
    }
    for href, _level in drawn.values():
        assert client.get(href).status_code == 200
    words = words_on(page.text)
    section = words[words.index("By district, on the map") : words.index("Voices missing")]
    assert "Drawn <by> hand" in section
    assert "New Rustavi, centre 4" in section
    assert section.index("Not on the map:") < section.index("7th microdistrict")
    assert f"/en/rustavi/stories?place={third[1]}" in page.text

    staff = as_role("moderator").get(NUMBERS).text
    assert "New Rustavi, centre: 5 stories" in staff, "who works here counts what they may read"


def test_a_map_is_drawn_once_for_all_readers_and_anew_when_a_shape_changes(app: Flask, city: City) -> None:
    admin = new_person(app, Role.CITY_ADMIN)

    def drawn() -> Drawing:
        with app.test_request_context(NUMBERS):
            app.preprocess_request()
            found = town_map()
            assert found is not None
            return found.drawing

    with app.app_context():
        one, other, *_others = (one.slug for one in districts_of(city.id))

    def draw(seen: int, **shapes: Any) -> None:
        document = {"attribution": {"en": "By hand"}, "shapes": {one: polygon(block(0)), **shapes}}
        with app.app_context():
            change_settings(admin, city.id, Area.SHAPES, document, seen=seen)

    draw(0, **{other: polygon(block(1))})
    first = drawn()
    assert drawn() is first
    draw(1, **{other: polygon(block(1, 1))})
    second = drawn()
    assert second.outlines[other].path != first.outlines[other].path
    assert second.height > first.height
    draw(2)
    assert list(drawn().outlines) == [one]


def test_steps_are_of_about_the_same_width_and_no_more_than_there_are_numbers() -> None:
    assert [lows_of(most) for most in (0, 4, 5, 6, 8, 9, 40)] == [
        [],
        [],
        [5],
        [5, 6],
        [5, 6, 7, 8],
        [5, 6, 7, 8],
        [5, 14, 23, 32],
    ]
