"""Members of staff: `moderator` is one as the rules see them, `as_role` is the browser of one who has signed in."""

from collections.abc import Callable
from itertools import count
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.accounts.models import Membership, Person
from storyhub.accounts.services.sessions import open_session
from storyhub.accounts.viewer import TOKEN
from storyhub.cities.queries import city_by_slug, the_network
from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.permissions import Role, Viewer
from tests.support.application import new_client

_numbers = count()


def new_person(app: Flask, role: Role, city: str = "rustavi") -> Viewer:
    """Somebody who holds this one role in this one town (the host: in the network), and nothing else."""
    with app.app_context():
        place, network = city_by_slug(city), the_network()
        assert network is not None
        is_host = role == Role.NETWORK_HOST
        number = next(_numbers)
        with transaction() as session:
            person = Person(
                email=f"{role}-{number}@staff.example", name=f"Person {number}", language="en", invited_at=clock.now()
            )
            session.add(person)
            session.flush()
            session.add(
                Membership(
                    person_id=person.id,
                    city_id=None if is_host else place.id,
                    network_id=network.id if is_host else None,
                    role=role,
                    since=clock.now(),
                )
            )
        return Viewer(
            person_id=person.id,
            name=person.name,
            roles={} if is_host else {place.id: frozenset({role})},
            networks=frozenset({network.id}),
            hosted=frozenset({network.id}) if is_host else frozenset(),
        )


def sign_in(app: Flask, person_id: UUID) -> FlaskClient:
    """A client with the cookie that a sign-in leaves."""
    client = new_client(app)
    with app.app_context():
        token = open_session(person_id)
    with client.session_transaction() as cookie:
        cookie[TOKEN] = token
    return client


@pytest.fixture
def moderator(app: Flask) -> Viewer:
    """A moderator of Rustavi, for services and queries."""
    return new_person(app, Role.MODERATOR)


@pytest.fixture
def as_role(app: Flask) -> Callable[..., FlaskClient]:
    """`as_role("moderator", "rustavi")`: a browser signed in as a new person with that one role."""

    def signed_in(role: Role | str = Role.MODERATOR, city: str = "rustavi") -> FlaskClient:
        person = new_person(app, Role(role), city)
        assert person.person_id is not None
        return sign_in(app, person.person_id)

    return signed_in
