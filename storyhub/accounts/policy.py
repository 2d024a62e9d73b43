"""Who may do what with people. One table:

| act                                  | who                                                               |
|--------------------------------------|-------------------------------------------------------------------|
| see the people of a town             | its city admins, its network's hosts, the site admin              |
| give or take a role in a town        | the same                                                          |
| give or take the role of a host      | the network's hosts, the site admin                               |
|                                      | (nobody takes from themselves the role that lets them do this)    |
| disable, enable, reset the second    | whoever reaches every place where the person holds a role; for a  |
| factor, end sessions of another      | site admin only a site admin; nobody disables themselves          |
| one's own sessions, passkeys, codes  | oneself                                                           |
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_

from storyhub.accounts.models import Membership, Person
from storyhub.accounts.reach import CITY_ROLES, Grant, Reach
from storyhub.core.errors import NotAllowed, NotFound
from storyhub.core.permissions import Role, Viewer


def may_grant(reach: Reach, grant: Grant) -> bool:
    """Whether this role may be given or taken there."""
    if grant.role is Role.NETWORK_HOST:
        return grant.place_id in reach.networks
    return grant.role in CITY_ROLES and grant.place_id in reach.cities


def may_see(reach: Reach, person: Person, memberships: Iterable[Membership]) -> bool:
    return reach.everything or (
        not person.is_site_admin and any(reach.covers(membership.place_id) for membership in memberships)
    )


def visible_to(reach: Reach) -> ColumnElement[bool]:
    """`may_see` as SQL, for lists."""
    if reach.everything:
        return Person.id.is_not(None)
    in_reach = or_(Membership.city_id.in_(sorted(reach.cities)), Membership.network_id.in_(sorted(reach.networks)))
    return and_(Person.is_site_admin.is_(False), Person.memberships.any(in_reach))


def may_manage(reach: Reach, person: Person, memberships: Iterable[Membership]) -> bool:
    """Whether the person as a whole may be disabled or reset, not only their roles in one place."""
    held = list(memberships)
    if reach.everything:
        return True
    return not person.is_site_admin and bool(held) and all(reach.covers(one.place_id) for one in held)


def require_reach(reach: Reach) -> None:
    """To those who look after nobody the pages about people do not exist."""
    if not reach:
        raise NotFound()


def require_grants(reach: Reach, grants: Iterable[Grant]) -> None:
    if not all(may_grant(reach, grant) for grant in grants):
        raise NotAllowed("role_not_yours_to_give")


def require_not_own_say(actor: Viewer, person: Person, taken: Iterable[Grant]) -> None:
    """Nobody takes from themselves the role by which they look after people: a town could be left without anyone."""
    if actor.person_id == person.id and any(grant.role in (Role.CITY_ADMIN, Role.NETWORK_HOST) for grant in taken):
        raise NotAllowed("not_to_yourself")


def require_manage(actor: Viewer, reach: Reach, person: Person) -> None:
    """NotFound for those who may not even see the person, NotAllowed for those who may see but not do this."""
    if not may_see(reach, person, person.memberships):
        raise NotFound()
    if actor.person_id == person.id:
        raise NotAllowed("not_to_yourself")
    if not may_manage(reach, person, person.memberships):
        raise NotAllowed("person_works_elsewhere_too")
