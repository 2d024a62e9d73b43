"""A city admin prepares a new town in Romanian and opens it; its first resident finds it."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from storyhub.accounts.models import Membership, Person
from storyhub.app import create_app
from storyhub.cities.queries import the_network
from storyhub.cities.services import add_city
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role, Viewer
from storyhub.demo.people import person_id
from tests.journeys.walking import sideways
from tests.support.serving import Server
from tests.support.settings import settings_for

pytestmark = pytest.mark.browser


@pytest.fixture
def beside(server: Server) -> Iterator[Flask]:
    """An application beside the server, on what it keeps."""
    app = create_app(settings_for(server.data, ""))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def orhei(beside: Flask) -> str:
    """A town that the network's host has added; the demonstration's admin is to prepare it. Gives its address."""
    network = the_network()
    assert network is not None
    slug = f"orhei{len(db.session.scalars(select(Membership.id)).all())}"
    host = Viewer(person_id=person_id("host"), hosted=frozenset({network.id}))
    city_id = add_city(
        host,
        network.id,
        slug=slug,
        names={"ro": "Orhei", "ru": "Оргеев"},
        country="MD",
        time_zone="Europe/Chisinau",
        languages=["ro", "ru"],
    )
    _entrust(city_id)
    return slug


def _entrust(city_id: UUID) -> None:
    with transaction() as session:
        admin = session.scalars(select(Person.id).where(Person.id == person_id("admin"))).one()
        session.add(Membership(person_id=admin, city_id=city_id, role=Role.CITY_ADMIN, since=clock.now()))


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_city_admin_prepares_and_opens_a_town_in_romanian(
    phone: Callable[..., Page], orhei: str, javascript: bool
) -> None:
    resident, admin = (phone(javascript=javascript, locale="ro") for _ in range(2))
    settings = f"/ro/{orhei}/settings"
    assert resident.goto(f"/ro/{orhei}/").status == 404

    admin.goto("/demo/as/admin")
    admin.goto(settings)
    expect(admin.locator("#open-town")).to_have_count(0)

    admin.locator(f"a[href='{settings}/responsible']").first.click()
    for name, value in (("responsible", "Primăria Orhei"), ("address", "str. Vasile Mahu 160")):
        admin.fill(f"#{name}", value)
    admin.fill("#email", "fără adresă")
    admin.locator("button[value=preview]").click()
    expect(admin.locator("#error-summary a")).to_have_attribute("href", "#email")
    admin.fill("#email", "povesti@orhei.example")
    publish(admin)

    admin.goto(f"{settings}/districts/new")
    admin.fill("#name", "Nordul orașului")
    publish(admin)

    admin.goto(f"{settings}/missing")
    admin.locator("main td a").first.click()
    admin.fill("#name-ru", "Северная часть города")
    publish(admin)
    admin.goto(f"{settings}/missing")
    expect(admin.locator("main td a")).to_have_count(0)

    admin.goto(f"{settings}/prompts/new")
    admin.fill("#question", "Ce s-a schimbat la piață?")
    publish(admin)

    assert resident.goto(f"/ro/{orhei}/").status == 404, "prepared is not opened"
    admin.goto(settings)
    with admin.expect_navigation():
        admin.locator("#open-town button").click()
    expect(admin.locator("#open-town")).to_have_count(0)
    assert sideways(admin) == 0

    resident.goto("/ro/")
    with resident.expect_navigation():
        resident.locator(f"main a[href='/ro/{orhei}/']").first.click()
    resident.goto(f"/ro/{orhei}/tell")
    expect(resident.locator("option", has_text="Nordul orașului")).to_have_count(1)
    resident.goto(f"/ro/{orhei}/about/responsible")
    expect(resident.locator("main")).to_contain_text("Primăria Orhei")


def publish(page: Page) -> None:
    """Through the preview."""
    page.locator("button[value=preview]").click()
    expect(page.locator("button[value=publish]")).to_be_visible()
    with page.expect_navigation():
        page.locator("button[value=publish]").click()
    expect(page.locator(".notice.ok")).to_be_visible()
