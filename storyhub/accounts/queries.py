"""Reads about people, sessions and links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import selectinload

from storyhub.accounts.models import Membership, OneTimeLink, Person, Purpose, StaffSession
from storyhub.accounts.policy import visible_to
from storyhub.accounts.reach import Reach
from storyhub.accounts.tokens import hash_of
from storyhub.cities.models import City, Network
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.permissions import ANONYMOUS, Role, Viewer

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class LiveSession:
    """A signed-in browser and whose it is."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime
    person_id: UUID
    name: str
    language: str
    is_site_admin: bool


def is_live() -> ColumnElement[bool]:
    """A session that has neither ended, nor been idle too long, nor lasted too long.

    One that began in the future ends too: the clock was turned back, and it would otherwise last until then.
    """
    now = clock.now()
    return and_(
        StaffSession.ended_at.is_(None),
        StaffSession.last_seen_at > now - IDLE,
        StaffSession.created_at > now - ABSOLUTE,
        StaffSession.created_at < now + SKEW,
    )


def live_session(token: str) -> LiveSession | None:
    """The session that a cookie's token opens, if it still opens one."""
    row = db.session.execute(
        select(
            StaffSession.id,
            StaffSession.created_at,
            StaffSession.last_seen_at,
            Person.id,
            Person.name,
            Person.language,
            Person.is_site_admin,
        )
        .join(Person, Person.id == StaffSession.person_id)
        .where(StaffSession.token_hash == hash_of(token), is_live(), Person.disabled_at.is_(None))
    ).one_or_none()
    return LiveSession(*row) if row else None


def viewer_of(live: LiveSession) -> Viewer:
    """The person as the rules see them: roles by town, and networks through towns or as their host."""
    return _viewer(live.person_id, live.name, is_site_admin=live.is_site_admin)


def viewer_of_person(person_id: UUID) -> Viewer:
    """The same for work that is done in somebody's name; nobody, once their account is closed."""
    person = db.session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        return ANONYMOUS
    return _viewer(person.id, person.name, is_site_admin=person.is_site_admin)


def _viewer(person_id: UUID, name: str, *, is_site_admin: bool) -> Viewer:
    rows = db.session.execute(
        select(Membership.city_id, Membership.network_id, Membership.role, City.network_id)
        .outerjoin(City, City.id == Membership.city_id)
        .where(Membership.person_id == person_id)
    ).all()
    roles: dict[UUID, set[Role]] = {}
    for city_id, _network, role, _of_city in rows:
        if city_id is not None:
            roles.setdefault(city_id, set()).add(role)
    return Viewer(
        person_id=person_id,
        name=name,
        roles={city_id: frozenset(held) for city_id, held in roles.items()},
        networks=frozenset(network or of_city for _city, network, _role, of_city in rows),
        hosted=frozenset(network for _city, network, role, _of_city in rows if network and role == Role.NETWORK_HOST),
        is_site_admin=is_site_admin,
    )


def sessions_of(person_id: UUID) -> Sequence[StaffSession]:
    """Where the person is signed in now, the newest first."""
    mine = select(StaffSession).where(StaffSession.person_id == person_id, is_live())
    return db.session.scalars(mine.order_by(StaffSession.created_at.desc())).all()


def open_link(token: str, *purposes: Purpose, lock: bool = False) -> OneTimeLink | None:
    """The link of that token, if it is for one of the purposes and still opens its door.

    `lock` is for whoever is about to use it up: of two at the same moment the second finds it used.
    """
    found = (
        select(OneTimeLink)
        .join(Person, Person.id == OneTimeLink.person_id)
        .where(
            OneTimeLink.token_hash == hash_of(token),
            OneTimeLink.purpose.in_(purposes),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > clock.now(),
            Person.disabled_at.is_(None),
        )
    )
    return db.session.scalar(found.with_for_update(of=OneTimeLink) if lock else found)


def person_half_way(token: str) -> Person | None:
    """Who followed a link with this browser and still owes the code."""
    link = open_link(token, Purpose.HALF_WAY)
    return db.session.get(Person, link.person_id) if link else None


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email.strip().casefold()))


def person_by_id(person_id: UUID | None) -> Person:
    """The person with their roles and passkeys; NotFound when there is none."""
    person = db.session.scalar(
        select(Person)
        .where(Person.id == person_id)
        .options(selectinload(Person.memberships), selectinload(Person.webauthn))
    )
    if person is None:
        raise NotFound()
    return person


def reach_of(actor: Viewer) -> Reach:
    """The towns and networks whose people this viewer looks after."""
    if actor.is_site_admin:
        cities, networks = db.session.scalars(select(City.id)), db.session.scalars(select(Network.id))
        return Reach(frozenset(cities), frozenset(networks), everything=True)
    if not actor.is_staff:
        return Reach()
    hosting = select(Membership.network_id).where(
        Membership.person_id == actor.person_id, Membership.role == Role.NETWORK_HOST
    )
    hosted = frozenset(network_id for network_id in db.session.scalars(hosting) if network_id)
    theirs = frozenset(db.session.scalars(select(City.id).where(City.network_id.in_(sorted(hosted)))))
    return Reach(actor.cities_with(Role.CITY_ADMIN) | theirs, hosted)


def people_in(reach: Reach) -> Sequence[Person]:
    """The people in reach with all their roles, by name."""
    everyone = select(Person).where(visible_to(reach)).options(selectinload(Person.memberships))
    return db.session.scalars(everyone.order_by(Person.disabled_at.is_not(None), Person.name, Person.id)).all()


def places_in(reach: Reach) -> tuple[Sequence[City], Sequence[Network]]:
    """The towns and networks in reach, for forms and lists."""
    cities = select(City).where(City.id.in_(sorted(reach.cities))).order_by(City.position)
    networks = select(Network).where(Network.id.in_(sorted(reach.networks))).order_by(Network.slug)
    return db.session.scalars(cities).all(), db.session.scalars(networks).all()


def names_of(ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of these people, for a trail."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(list(ids))))
    return {row.id: row.name for row in rows}


def holders_of(role: Role, city_id: UUID) -> Sequence[Person]:
    """Who holds the role in that town now, by name; closed accounts do not count."""
    theirs = select(Membership.person_id).where(Membership.city_id == city_id, Membership.role == role)
    rows = select(Person).where(Person.id.in_(theirs), Person.disabled_at.is_(None))
    return db.session.scalars(rows.order_by(Person.name, Person.id)).all()
