"""Who sees and manages whom: the rule in Python and its SQL twin agree for every kind of person."""

from collections.abc import Callable
from uuid import UUID

from flask import Flask

from storyhub.accounts import policy, queries
from storyhub.accounts.reach import Grant
from storyhub.core.permissions import ANONYMOUS, Role, Viewer

from .conftest import AddPerson

PEOPLE = {
    "Moderator": {"moderator": ["rustavi"]},
    "Elsewhere": {"moderator": ["poti"]},
    "Both": {"moderator": ["rustavi"], "facilitator": ["poti"]},
    "Admin": {"city_admin": ["rustavi"]},
    "Host": {"hosts": True},
    "Site": {"admin": True},
    "SiteHere": {"admin": True, "moderator": ["rustavi"]},
    "Nobody": {},
}


def test_the_list_and_the_rule_agree(app: Flask, add_person: AddPerson, viewer_for: Callable[[UUID], Viewer]) -> None:
    ids = {name: add_person(name, **roles) for name, roles in PEOPLE.items()}
    with app.app_context():
        for who in ids.values():
            reach = queries.reach_of(viewer_for(who))
            listed = {person.id for person in queries.people_in(reach)} & set(ids.values())
            everyone = [queries.person_by_id(one) for one in ids.values()]
            allowed = {one.id for one in everyone if policy.may_see(reach, one, one.memberships)}
            assert listed == allowed


def test_a_city_admin_sees_their_town_and_no_site_admin(
    app: Flask, add_person: AddPerson, viewer_for: Callable[[UUID], Viewer]
) -> None:
    ids = {name: add_person(name, **roles) for name, roles in PEOPLE.items()}
    with app.app_context():
        reach = queries.reach_of(viewer_for(ids["Admin"]))
        listed = {person.id for person in queries.people_in(reach)}
        assert {name for name, one in ids.items() if one in listed} == {"Admin", "Moderator", "Both"}
        assert not policy.may_manage(reach, *_with_roles(ids["Both"]))
        assert policy.may_manage(reach, *_with_roles(ids["Moderator"]))


def test_only_admins_and_hosts_reach_anybody(
    app: Flask, add_person: AddPerson, viewer_for: Callable[[UUID], Viewer]
) -> None:
    ids = {name: add_person(name, **roles) for name, roles in PEOPLE.items()}
    with app.app_context():
        reaching = {name for name, one in ids.items() if queries.reach_of(viewer_for(one))}
        assert reaching == {"Admin", "Host", "Site", "SiteHere"}
        assert not queries.reach_of(ANONYMOUS)


def test_roles_are_given_only_within_reach(
    app: Flask, add_person: AddPerson, towns: dict[str, UUID], viewer_for: Callable[[UUID], Viewer]
) -> None:
    admin, host = add_person("Admin", city_admin=["rustavi"]), add_person("Host", hosts=True)
    with app.app_context():
        mine, hosted = queries.reach_of(viewer_for(admin)), queries.reach_of(viewer_for(host))
    here, there = Grant(towns["rustavi"], Role.CITY_ADMIN), Grant(towns["poti"], Role.MODERATOR)
    hosting = Grant(towns["network"], Role.NETWORK_HOST)
    assert [policy.may_grant(mine, one) for one in (here, there, hosting)] == [True, False, False]
    assert all(policy.may_grant(hosted, one) for one in (here, there, hosting))
    assert not policy.may_grant(hosted, Grant(towns["rustavi"], Role.NETWORK_HOST))
    assert not policy.may_grant(hosted, Grant(towns["network"], Role.MODERATOR))


def _with_roles(person_id: UUID) -> tuple:
    person = queries.person_by_id(person_id)
    return person, person.memberships
