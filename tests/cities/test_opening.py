"""A town is added by the network's host, prepared by its city admins, and found by nobody else until it is open."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities import queries
from storyhub.cities.models import Area, PageKind
from storyhub.cities.services import AlreadyOpen, NotReadyToOpen, add_city, change_settings, open_city
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from tests.support.staff import new_person

ORHEI: dict[str, Any] = {
    "slug": "orhei",
    "names": {"ro": "Orhei", "ru": "Оргеев", "en": "Orhei"},
    "country": "MD",
    "time_zone": "Europe/Chisinau",
    "languages": ["ro", "ru", "en"],
}
NAMES = {
    "responsible": "Primăria Orhei",
    "address": "str. Vasile Mahu 160",
    "email": "povesti@orhei.example",
    "phone": "",
    "supervisor": "",
}
PATHS = ("", "stories", "tell", "about/privacy", "stories.atom")


@pytest.fixture
def host(app: Flask) -> Viewer:
    return new_person(app, Role.NETWORK_HOST)


def added(actor: Viewer, **otherwise: Any) -> UUID:
    network = queries.the_network()
    assert network is not None
    return add_city(actor, network.id, **ORHEI | otherwise)


def say_who_is_responsible(admin: Viewer, city_id: UUID) -> None:
    change_settings(admin, city_id, Area.RESPONSIBLE, NAMES, seen=0)


def test_a_new_town_begins_complete_in_every_language(host: Viewer, context: Flask) -> None:
    city_id = added(host)
    city = queries.city_by_slug("orhei")
    assert city.opened_at is None
    assert city.welcome_title["ro"] == "Orhei ascultă"
    assert city.welcome_title["uk"] == "Orhei слухає", "a town without a Ukrainian name is called as in English"
    assert set(city.welcome_text) == set(LANGUAGES)
    assert len(queries.open_prompts_of(city_id)) == 8
    assert len(queries.hide_reasons_of(city_id)) == 8
    assert "112" in {line.number for line in queries.help_lines_of(city_id)}
    assert {kind: queries.legal_page(city_id, kind).version for kind in PageKind} == dict.fromkeys(PageKind, 1)
    assert queries.all_cities()[-1].slug == "orhei"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        *(({"slug": slug}, "slug") for slug in ("", "a", "Orhei", "1orhei", "orhei!", "o" * 42, "-orhei", "my-ță")),
        *(({"slug": slug}, "slug") for slug in ("stories", "my", "desk", "sign-in", "styleguide", "photos", "demo")),
        ({"slug": "ro"}, "slug"),
        ({"slug": "rustavi"}, "slug"),
        ({"names": {}}, "names"),
        ({"names": {"ro": ""}}, "names"),
        ({"names": {"fr": "Orhei"}}, "names"),
        ({"country": "Moldova"}, "country"),
        ({"time_zone": "Europe/Orhei"}, "time_zone"),
        ({"languages": []}, "languages"),
        ({"languages": ["ro", "ro"]}, "languages"),
        ({"languages": ["fr"]}, "languages"),
    ],
)
def test_a_town_that_cannot_be_is_refused(host: Viewer, context: Flask, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        added(host, **wrong)
    assert set(refused.value.fields) == {field}
    assert len(queries.all_cities()) == 10


def test_only_a_host_of_the_network_or_the_site_admin_adds_a_town(app: Flask) -> None:
    others = [*(new_person(app, role) for role in Role if role != Role.NETWORK_HOST), ANONYMOUS]
    elsewhere = new_person(app, Role.NETWORK_HOST)
    with app.app_context():
        for actor in [*others, Viewer(person_id=elsewhere.person_id, networks=elsewhere.networks)]:
            with pytest.raises(NotAllowed):
                added(actor)
        assert added(Viewer(person_id=elsewhere.person_id, is_site_admin=True))


def test_a_town_opens_when_what_is_needed_is_there_and_only_once(app: Flask, host: Viewer) -> None:
    with app.app_context():
        city_id = added(host)
    admin, moderator = new_person(app, Role.CITY_ADMIN, "orhei"), new_person(app, Role.MODERATOR, "orhei")
    with app.app_context():
        with pytest.raises(NotReadyToOpen):
            open_city(admin, city_id)
        say_who_is_responsible(admin, city_id)
        for actor in (host, moderator, ANONYMOUS):
            with pytest.raises(NotAllowed):
                open_city(actor, city_id)
        open_city(admin, city_id)
        assert queries.city_by_slug("orhei").opened_at is not None
        with pytest.raises(AlreadyOpen):
            open_city(admin, city_id)


def test_the_steps_say_what_is_needed_and_what_is_advised(app: Flask, host: Viewer) -> None:
    with app.app_context():
        city_id = added(host)
        steps = {
            step.key: (step.is_done, step.is_needed) for step in queries.steps_to_open(queries.city_by_slug("orhei"))
        }
        assert steps == {
            "responsible": (False, True),
            "welcome": (True, True),
            "prompts": (True, True),
            "districts": (False, False),
            "help_lines": (False, False),
            "translations": (True, False),
        }
    admin = new_person(app, Role.CITY_ADMIN, "orhei")
    with app.app_context():
        say_who_is_responsible(admin, city_id)
        assert queries.is_ready(queries.steps_to_open(queries.city_by_slug("orhei")))


def test_residents_find_a_town_only_when_it_is_open(
    app: Flask, host: Viewer, client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    with app.app_context():
        city_id = added(host)
    admin = new_person(app, Role.CITY_ADMIN, "orhei")
    own, neighbour = as_role("city_admin", "orhei"), as_role("city_admin", "cahul")
    for path in PATHS:
        assert client.get(f"/ro/orhei/{path}").status_code == 404, path
        assert neighbour.get(f"/ro/orhei/{path}").status_code == 404, path
        assert own.get(f"/ro/orhei/{path}").status_code == 200, path
    assert "/ro/orhei/" not in client.get("/ro/").text
    assert "orhei" not in client.get("/sitemap.xml").text
    with app.app_context():
        say_who_is_responsible(admin, city_id)
        open_city(admin, city_id)
    for path in PATHS:
        assert client.get(f"/ro/orhei/{path}").status_code == 200, path
    assert "/ro/orhei/" in client.get("/ro/").text
    assert "/sitemap-orhei.xml" in client.get("/sitemap.xml").text


def test_a_town_in_no_network_is_not_found(host: Viewer, context: Flask) -> None:
    nowhere = UUID(int=0)
    with pytest.raises(NotAllowed):
        add_city(host, nowhere, **ORHEI)
    with pytest.raises(NotFound):
        add_city(Viewer(person_id=host.person_id, is_site_admin=True), nowhere, **ORHEI)
