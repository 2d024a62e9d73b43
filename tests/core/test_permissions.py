"""Who may do what where."""

import pytest

from storyhub.core.columns import new_id
from storyhub.core.errors import NotAllowed
from storyhub.core.permissions import ANONYMOUS, Role, Viewer

HERE, THERE = new_id(), new_id()
MODERATOR = Viewer(person_id=new_id(), roles={HERE: frozenset({Role.MODERATOR, Role.FACILITATOR})})


def test_a_role_holds_in_its_town_alone() -> None:
    MODERATOR.require(Role.MODERATOR, HERE)
    for role, city in ((Role.MODERATOR, THERE), (Role.CITY_ADMIN, HERE)):
        with pytest.raises(NotAllowed):
            MODERATOR.require(role, city)


def test_an_admin_of_the_site_has_no_power_over_a_towns_contents() -> None:
    admin = Viewer(person_id=new_id(), is_site_admin=True)
    with pytest.raises(NotAllowed):
        admin.require(Role.MODERATOR, HERE)


def test_towns_with_a_role() -> None:
    assert MODERATOR.cities_with() == MODERATOR.cities_with(Role.MODERATOR, Role.CITY_ADMIN) == {HERE}
    assert MODERATOR.cities_with(Role.CITY_ADMIN) == frozenset()
    assert ANONYMOUS.cities_with() == frozenset()
    assert not ANONYMOUS.is_staff
