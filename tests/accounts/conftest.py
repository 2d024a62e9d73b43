"""People, towns and the ways in, for the tests about staff."""

import re
import time
from collections.abc import Callable
from email.message import EmailMessage
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP

from storyhub.accounts import services
from storyhub.accounts.models import Membership, Person
from storyhub.accounts.queries import person_by_id
from storyhub.accounts.security import FlaskSecurityFactors
from storyhub.accounts.viewer import TOKEN
from storyhub.cities.models import City
from storyhub.cities.services import seed_towns
from storyhub.core import clock, jobs
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role, Viewer


@pytest.fixture
def towns(app: Flask) -> dict[str, UUID]:
    """The ten towns and their network, as ids by slug."""
    with app.app_context():
        seed_towns()
        cities = list(db.session.query(City))
        return {city.slug: city.id for city in cities} | {"network": cities[0].network_id}


AddPerson = Callable[..., UUID]


@pytest.fixture
def add_person(app: Flask, towns: dict[str, UUID]) -> AddPerson:
    """Make a person: `add_person("Nino", moderator=["rustavi"], hosts=True, admin=False)`."""

    def add(name: str, *, hosts: bool = False, admin: bool = False, **roles: list[str]) -> UUID:
        with app.app_context(), transaction() as session:
            person = Person(
                email=f"{name.lower()}@example.org",
                name=name,
                language="en",
                invited_at=clock.now(),
                is_site_admin=admin,
            )
            session.add(person)
            session.flush()
            for role, slugs in roles.items():
                for slug in slugs:
                    session.add(
                        Membership(person_id=person.id, city_id=towns[slug], role=Role(role), since=clock.now())
                    )
            if hosts:
                session.add(
                    Membership(
                        person_id=person.id,
                        network_id=towns["network"],
                        role=Role.NETWORK_HOST,
                        since=clock.now(),
                    )
                )
            return person.id

    return add


@pytest.fixture
def set_up(app: Flask) -> Callable[[UUID], list[str]]:
    """Give a person an authenticator that counts; returns their recovery codes."""

    def do(person_id: UUID) -> list[str]:
        factors = FlaskSecurityFactors(app.extensions["security"])
        with app.app_context(), transaction() as session:
            person = session.get(Person, person_id)
            factors.begin_authenticator(person)
            factors.confirm_authenticator(person)
            return factors.new_recovery_codes(person)

    return do


@pytest.fixture
def nino(add_person: AddPerson, set_up: Callable[[UUID], list[str]]) -> UUID:
    """Somebody who has signed in before and has an authenticator."""
    person_id = add_person("Nino")
    set_up(person_id)
    return person_id


@pytest.fixture
def code_of(app: Flask) -> Callable[..., str]:
    """What a person's authenticator shows now, or `later` half-minutes from now."""

    def show(person_id: UUID, later: int = 0) -> str:
        with app.app_context():
            secret = person_by_id(person_id).tf_totp_secret
            key = app.extensions["security"].totp_factory.get_totp_b32_key(secret)
        return TOTP(key=key, format="base32").generate(time=time.time() + 30 * later).token

    return show


@pytest.fixture
def signed_in(app: Flask) -> Callable[[UUID], FlaskClient]:
    """A browser in which the person is signed in."""

    def browser(person_id: UUID) -> FlaskClient:
        with app.app_context():
            token = services.open_session(person_id)
        client = app.test_client()
        with client.session_transaction() as session:
            session[TOKEN] = token
        return client

    return browser


@pytest.fixture
def admin(add_person: AddPerson, signed_in: Callable[[UUID], FlaskClient]) -> FlaskClient:
    """The browser of Rustavi's city admin."""
    return signed_in(add_person("Ad", city_admin=["rustavi"]))


@pytest.fixture
def viewer_for(app: Flask) -> Callable[[UUID], Viewer]:
    """The person as services get them."""

    def make(person_id: UUID) -> Viewer:
        person = person_by_id(person_id)
        roles: dict[UUID, set[Role]] = {}
        for one in person.memberships:
            if one.city_id:
                roles.setdefault(one.city_id, set()).add(one.role)
        held = {city: frozenset(some) for city, some in roles.items()}
        return Viewer(person_id=person.id, roles=held, is_site_admin=person.is_site_admin)

    return make


@pytest.fixture
def work(app: Flask) -> Callable[[], None]:
    """Do what waits for the worker."""

    def run_all() -> None:
        with app.app_context():
            while job := jobs.claim("test"):
                jobs.run(job)
                jobs.finish(job.id)

    return run_all


@pytest.fixture
def letters(app: Flask, work: Callable[[], None]) -> Callable[[], list[EmailMessage]]:
    """What has been sent, newest first, after the worker has done what waits."""

    def read() -> list[EmailMessage]:
        work()
        return list(app.extensions["storyhub.mailer"].letters())

    return read


def link_in(letter: EmailMessage) -> str:
    """The path of the one-time link in a letter."""
    found = re.search(r"https?://[^/]+(/\w\w/sign-in/link/\S+)", letter.get_content())
    assert found
    return found.group(1)
