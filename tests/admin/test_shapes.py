"""Bringing in the shapes of a town's districts: read, shown, kept, taken out; refused at the field, never lost."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from storyhub.cities.models import Area, City
from storyhub.cities.queries import settings_versions, shapes_of
from storyhub.core.permissions import Role
from tests.support.pages import form_on, words_on
from tests.support.shapes import block, collection, feature, polygon, two_districts

SHAPES = "/en/rustavi/settings/shapes"
SOURCE = {"attribution-en": "© OpenStreetMap contributors"}


@pytest.fixture
def admin(as_role: Callable[..., FlaskClient]) -> FlaskClient:
    return as_role("city_admin")


def bring(browser: FlaskClient, raw: bytes, path: str = SHAPES, **said: str) -> TestResponse:
    """What a browser sends when a file was chosen on the page as it stands."""
    form = form_on(browser.get(path).text, "settings").to_dict() | SOURCE | said
    return browser.post(path, data=form | {"file": (BytesIO(raw), "town.geojson")})


def answer(browser: FlaskClient, page: TestResponse, action: str) -> TestResponse:
    """The page before keeping, sent back by one of its buttons."""
    data: MultiDict[str, Any] = MultiDict(form_on(page.text, "keep"))
    data["action"] = action
    return browser.post(SHAPES, data=data, content_type="multipart/form-data")


def standing(app: Flask, city: City) -> set[str]:
    with app.app_context():
        return set(shapes_of(city.id).shapes)


def test_a_file_is_shown_before_it_is_kept_and_its_shapes_are_taken_out_and_brought_back(
    app: Flask, city: City, admin: FlaskClient
) -> None:
    far = [[x + 0.7, y] for x, y in block()]
    raw = collection(
        feature(polygon(block(0)[:-1]), name="ძველი რუსთავი"),
        feature(polygon(block(1)), slug="factories"),
        feature(polygon(block(2)), slug="factories"),
        feature(polygon(far), name="Станция", slug="station"),
        feature(polygon(block(4)), name="Gardabani <b>"),
        feature(None, name="Nothing yet"),
    )
    shown = bring(admin, raw)
    words = words_on(shown.text)
    assert shown.status_code == 200
    assert standing(app, city) == set(), "nothing is kept before it was seen"
    assert "3 districts have a shape" in words
    assert "In the file: ძველი რუსთავი. 4 points. Its outline was open and has been closed." in words
    assert "8 points. Put together from 2 pieces." in words
    assert "It lies about 57 km away from the others." in words
    assert "Feature 5 (Gardabani <b>)" in words
    assert "Feature 6 (Nothing yet)" in words
    assert words.index("Without a shape") < words.index("7th microdistrict") < words.index("No district of yours")
    assert shown.text.count('class="outline"') == 3

    assert answer(admin, shown, "edit").status_code == 200
    assert standing(app, city) == set()
    assert answer(admin, shown, "keep").status_code == 303
    assert standing(app, city) == {"old-rustavi", "factories", "station"}
    page = admin.get(SHAPES)
    assert "Kept. Residents see the map now." in words_on(page.text)
    assert "© OpenStreetMap contributors" in words_on(page.text)

    without_file = bring(admin, b"", **{"attribution-en": "Drawn by the town hall"})
    assert "3 districts have a shape" in words_on(without_file.text)
    assert answer(admin, without_file, "keep").status_code == 303
    assert standing(app, city) == {"old-rustavi", "factories", "station"}
    fewer = bring(admin, two_districts())
    assert "This district has a shape now and would have none: Station district." in words_on(fewer.text)

    form = form_on(admin.get(SHAPES).text, "take-out").to_dict() | {"action": "remove"}
    nothing = admin.post(SHAPES, data=form)
    assert nothing.status_code == 422
    assert 'href="#remove"' in nothing.text
    assert admin.post(SHAPES, data=form | {"remove": "station"}).status_code == 303
    assert standing(app, city) == {"old-rustavi", "factories"}
    assert admin.post(SHAPES, data=form | {"remove": "factories"}).status_code == 409
    form = form_on(admin.get(SHAPES).text, "take-out").to_dict() | {"action": "remove"}
    assert admin.post(SHAPES, data=form | {"remove": ["factories", "old-rustavi"]}).status_code == 303
    assert standing(app, city) == set()

    history = words_on(admin.get("/en/rustavi/settings/history").text)
    assert history.count("Shapes of the districts") == 4
    number = "/en/rustavi/settings/history/3"
    assert "Station district 4 corners –" in words_on(admin.get(number).text)
    form = form_on(admin.get(number).text, "bring-back").to_dict() | {"action": "before"}
    assert admin.post(number, data=form).status_code == 303
    assert standing(app, city) == {"old-rustavi", "factories", "station"}
    with app.app_context():
        assert shapes_of(city.id).attribution == {"en": "Drawn by the town hall"}


REFUSED = {
    "no file": (b"", "Choose a GeoJSON file."),
    "no JSON": (b"PK\x03\x04", "it is not JSON"),
    "something else": (b"{}", "not a collection of GeoJSON features"),
    "points": (
        collection(feature({"type": "Point", "coordinates": [45, 41.5]}, name="Nino’s house")),
        "Feature 1 (Nino’s house) is a point or a line. Points could show a person’s house",
    ),
    "metres": (collection(feature(polygon([[498_000, 4_598_000]] * 4))), "they may be metres"),
    "the other way round": (
        collection(feature(polygon([[y, x] for x, y in block()]), name="Old Rustavi")),
        "seem to stand in each other’s place",
    ),
    "nobody's": (collection(feature(polygon(block()))), "No feature of this file is one of your districts."),
    "far too large": (b" " * 3_000_000, "larger than 2 MB"),
    "nested": (b'{"type": "FeatureCollection", "x": ' + b"[" * 100_000, "not a collection of GeoJSON features"),
}


def test_a_file_that_cannot_be_taken_is_refused_at_its_field_and_the_words_stay(app: Flask, admin: FlaskClient) -> None:
    for what, (raw, said) in REFUSED.items():
        refused = bring(admin, raw, **{"attribution-en": "Drawn at the office"})
        assert refused.status_code == 422, what
        assert said in words_on(refused.text), what
        assert 'href="#file"' in refused.text, what
        assert form_on(refused.text, "settings")["attribution-en"] == "Drawn at the office", what
    unsaid = bring(admin, two_districts(), **{"attribution-en": " "})
    assert unsaid.status_code == 422
    assert 'href="#attribution"' in unsaid.text
    assert bring(admin, two_districts(), **{"attribution-en": "x" * 201}).status_code == 422
    assert admin.post(SHAPES, data={"file": "no file", "seen": "x"}).status_code == 422
    assert admin.get("/en/rustavi/settings/shapes/factories").status_code == 404


def test_what_the_page_before_sends_back_is_read_as_strictly_as_the_file(
    app: Flask, city: City, admin: FlaskClient
) -> None:
    sent = form_on(bring(admin, two_districts()).text, "keep").to_dict() | {"action": "keep"}
    point = collection(feature({"type": "Point", "coordinates": [45, 41.5]}, district="factories"))
    for spoilt in ("", "[", point.decode(), '{"type": "FeatureCollection", "features": [], "x": ' + "[" * 99_999):
        assert admin.post(SHAPES, data=sent | {"shapes": spoilt}).status_code == 422
    assert standing(app, city) == set()
    elsewhere = collection(feature(polygon(block()), district="port"), feature(polygon(block(1)), district="station"))
    assert admin.post(SHAPES, data=sent | {"shapes": elsewhere.decode()}).status_code == 303
    assert standing(app, city) == {"station"}, "Poti's port is no district of Rustavi"


def test_of_two_who_draw_at_once_the_second_is_told_and_loses_nothing(
    app: Flask, city: City, admin: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    other = as_role("city_admin")
    mine = bring(admin, two_districts())
    theirs = bring(other, collection(feature(polygon(block(3)), slug="station")))
    assert answer(other, theirs, "keep").status_code == 303
    late = answer(admin, mine, "keep")
    assert late.status_code == 409
    assert "Somebody changed this while you were writing." in words_on(late.text)
    assert "would have none: Station district." in words_on(late.text)
    assert standing(app, city) == {"station"}
    assert answer(admin, late, "keep").status_code == 303
    assert standing(app, city) == {"old-rustavi", "factories"}


def test_nobody_else_draws_the_districts_of_a_town(
    app: Flask, city: City, client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    others = [as_role(role) for role in Role if role != Role.CITY_ADMIN] + [as_role("city_admin", "poti")]
    sent = {"action": "keep", "seen": "0", "shapes": two_districts().decode(), **SOURCE}
    for browser in others:
        assert (browser.get(SHAPES).status_code, browser.post(SHAPES, data=sent).status_code) == (404, 404)
    assert client.get(SHAPES).location == "/en/sign-in?next=/en/rustavi/settings/shapes"
    assert client.post(SHAPES, data=sent).status_code == 303
    assert standing(app, city) == set()
    with app.app_context():
        assert settings_versions(city.id, Area.SHAPES) == []


def test_the_way_leads_there_from_the_settings_and_from_the_districts(admin: FlaskClient) -> None:
    for path in ("/ka/rustavi/settings", "/ka/rustavi/settings/districts"):
        assert 'href="/ka/rustavi/settings/shapes"' in admin.get(path).text
