"""The visibility rule and its SQL twin agree for every kind of viewer and every audience."""

from itertools import product
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Uuid, cast, literal, null, select

from storyhub.core.columns import new_id
from storyhub.core.db import db
from storyhub.core.permissions import ANONYMOUS, WORKER, Role, Viewer
from storyhub.core.visibility import Audience, in_audience, is_in_audience

HERE, THERE, AWAY = new_id(), new_id(), new_id()
"""Two towns of one network, one of another."""
NETWORK, OTHER_NETWORK = new_id(), new_id()


def works_in(city: UUID, network: UUID, *roles: Role) -> Viewer:
    return Viewer(person_id=new_id(), roles={city: frozenset(roles)}, networks=frozenset({network}))


VIEWERS = {
    "anonymous": ANONYMOUS,
    "worker": WORKER,
    "receipt": Viewer(story_ids=frozenset({new_id()})),
    "host": Viewer(person_id=new_id(), networks=frozenset({NETWORK})),
    "site admin": Viewer(person_id=new_id(), is_site_admin=True),
    **{f"{role} here": works_in(HERE, NETWORK, role) for role in Role},
    **{f"{role} there": works_in(THERE, NETWORK, role) for role in Role},
    **{f"{role} away": works_in(AWAY, OTHER_NETWORK, role) for role in Role},
}


@pytest.mark.parametrize("network", [NETWORK, None], ids=["in a network", "alone"])
def test_rule_and_twin_agree(context: Flask, network: UUID | None) -> None:
    for (name, viewer), audience in product(VIEWERS.items(), Audience):
        column = cast(literal(network, Uuid) if network else null(), Uuid)
        twin = in_audience(viewer, literal(audience.value), literal(HERE, Uuid), column)  # type: ignore[arg-type]
        rule = is_in_audience(viewer, audience, HERE, network)
        assert bool(db.session.scalar(select(twin))) == rule, (name, audience)


def who_may(audience: Audience) -> set[str]:
    return {name for name, viewer in VIEWERS.items() if is_in_audience(viewer, audience, HERE, NETWORK)}


def test_public_is_for_anyone() -> None:
    assert who_may(Audience.PUBLIC) == set(VIEWERS)


def test_network_is_for_the_staff_of_its_towns_and_its_host() -> None:
    staff = {f"{role} {place}" for role in Role for place in ("here", "there")}
    assert who_may(Audience.NETWORK) == staff | {"host"}


def test_city_is_for_the_staff_of_the_town() -> None:
    assert who_may(Audience.CITY) == {f"{role} here" for role in Role}


def test_team_is_for_the_moderators_of_the_town_and_no_admin() -> None:
    assert who_may(Audience.TEAM) == {"moderator here"}
