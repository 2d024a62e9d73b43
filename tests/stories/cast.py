"""The people of the visibility tests, a town outside the network, and who may see what, written out by hand.

Columns: the audiences public, network, city, team, in each state; `x` is seen, `-` is not.
"""

from datetime import UTC, datetime
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from storyhub.accounts.models import Membership, Person
from storyhub.cities.models import City, Network
from storyhub.cities.queries import city_by_slug
from storyhub.cities.services import RESPONSIBLE
from storyhub.core import clock
from storyhub.core.columns import new_id
from storyhub.core.db import transaction
from storyhub.core.languages import Translated
from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import State
from tests.support.application import new_client
from tests.support.staff import sign_in

STATES = ("waiting", "published", "kept", "hidden", "spam", "withdrawn")
AUDIENCES = ("public", "network", "city", "team")

TABLE = """
                        waiting  published  kept     hidden   spam     withdrawn
anonymous               - - - -  x - - -    - - - -  - - - -  - - - -  - - - -
receipt holder          x x x x  x x x x    x x x x  x x x x  x x x x  - - - -
moderator               x x x x  x x x x    x x x x  x x x x  x x x x  - - - -
facilitator             - - - -  x x x -    - - - -  - - - -  - - - -  - - - -
learning lead           - - - -  x x x -    - - - -  - - - -  - - - -  - - - -
city admin              - - - -  x x x -    - - - -  - - - -  - - - -  - - - -
moderator of poti       - - - -  x x - -    - - - -  - - - -  - - - -  - - - -
admin of poti           - - - -  x x - -    - - - -  - - - -  - - - -  - - - -
moderator of elsewhere  - - - -  x - - -    - - - -  - - - -  - - - -  - - - -
lead of elsewhere       - - - -  x - - -    - - - -  - - - -  - - - -  - - - -
network host            - - - -  x x - -    - - - -  - - - -  - - - -  - - - -
host of another network - - - -  x - - -    - - - -  - - - -  - - - -  - - - -
site admin              - - - -  x - - -    - - - -  - - - -  - - - -  - - - -
both towns' facilitator - - - -  x x x -    - - - -  - - - -  - - - -  - - - -
worker                  x x x x  x x x x    x x x x  x x x x  x x x x  - - - -
"""

ROLES: dict[str, tuple[tuple[Role, str], ...]] = {
    "moderator": ((Role.MODERATOR, "rustavi"),),
    "facilitator": ((Role.FACILITATOR, "rustavi"),),
    "learning lead": ((Role.LEARNING_LEAD, "rustavi"),),
    "city admin": ((Role.CITY_ADMIN, "rustavi"),),
    "moderator of poti": ((Role.MODERATOR, "poti"),),
    "admin of poti": ((Role.CITY_ADMIN, "poti"),),
    "moderator of elsewhere": ((Role.MODERATOR, "elsewhere"),),
    "lead of elsewhere": ((Role.LEARNING_LEAD, "elsewhere"),),
    "network host": ((Role.NETWORK_HOST, "rustavi"),),
    "host of another network": ((Role.NETWORK_HOST, "elsewhere"),),
    "site admin": (),
    "both towns' facilitator": ((Role.FACILITATOR, "rustavi"), (Role.MODERATOR, "poti")),
}
"""Who holds which role where; a host's town names the network."""


def _read(table: str) -> dict[tuple[str, str, str], bool]:
    cells = {}
    for line in table.strip("\n").splitlines()[1:]:
        name, marks = line[:24].strip(), line[24:].split()
        assert len(marks) == len(STATES) * len(AUDIENCES), line
        pairs = [(state, audience) for state in STATES for audience in AUDIENCES]
        cells |= {(name, *pair): mark == "x" for pair, mark in zip(pairs, marks, strict=True)}
    return cells


SEES = _read(TABLE)
VIEWERS = tuple(dict.fromkeys(name for name, _, _ in SEES))
BROWSERS = ("anonymous", *(name for name in ROLES if name not in ("admin of poti", "lead of elsewhere")))
"""Those who are followed over every page; the others differ from one of these in name alone."""


def lists(viewer: str, state: str, audience: str) -> bool:
    """Whether readers' lists show it: published, and not for the desk alone."""
    return SEES[viewer, state, audience] and state == "published" and audience != "team"


def add_elsewhere() -> None:
    """A town of another network."""
    with transaction() as session:
        network = Network(
            slug="other-network",
            name=Translated(en="Other network"),
            welcome_title=Translated(en="Other"),
            welcome_text=Translated(en="Other"),
        )
        session.add(network)
        session.flush()
        session.add(
            City(
                slug="elsewhere",
                network_id=network.id,
                name=Translated(en="Elsewhere"),
                country="GE",
                time_zone="Asia/Tbilisi",
                languages=["en"],
                welcome_title=Translated(en="Elsewhere"),
                welcome_text=Translated(en="Elsewhere"),
                min_age_alone=16,
                responsible=dict.fromkeys(RESPONSIBLE, ""),
                opened_at=clock.now(),
                position=99,
            )
        )


def viewer_named(name: str, story_ids: frozenset[UUID]) -> Viewer:
    """The viewer as the rules see them; the receipt holder holds the receipts of `story_ids`."""
    if name == "worker":
        return Viewer(is_worker=True)
    if name == "anonymous":
        return Viewer()
    if name == "receipt holder":
        return Viewer(story_ids=story_ids)
    held: dict[UUID, frozenset[Role]] = {}
    networks = set()
    for role, slug in ROLES[name]:
        town = city_by_slug(slug)
        networks.add(town.network_id)
        if role != Role.NETWORK_HOST:
            held[town.id] = frozenset({role})
    return Viewer(person_id=new_id(), roles=held, networks=frozenset(networks), is_site_admin=name == "site admin")


def browser_of(app: Flask, name: str) -> FlaskClient:
    """A browser in which that person has signed in."""
    if name == "anonymous":
        return new_client(app)
    with app.app_context():
        places = [(role, city_by_slug(slug)) for role, slug in ROLES[name]]
        with transaction() as session:
            person = Person(
                email=f"{new_id().hex}@staff.example",
                name=name,
                language="en",
                invited_at=clock.now(),
                is_site_admin=name == "site admin",
            )
            session.add(person)
            session.flush()
            person_id = person.id
            for role, town in places:
                is_host = role == Role.NETWORK_HOST
                session.add(
                    Membership(
                        person_id=person_id,
                        city_id=None if is_host else town.id,
                        network_id=town.network_id if is_host else None,
                        role=role,
                        since=datetime.now(UTC),
                    )
                )
    return sign_in(app, person_id)


assert set(STATES) == set(State)
assert set(AUDIENCES) == set(Audience)
