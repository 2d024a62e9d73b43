"""The invented people who work in the demonstration. Each holds the same role in all ten towns."""

from uuid import UUID

from sqlalchemy import select

from storyhub.accounts.models import Membership, Person
from storyhub.cities.models import City, Network
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role

PEOPLE = {
    "moderator": ("Nino Beridze", "ka", Role.MODERATOR),
    "facilitator": ("Mihai Rusu", "ro", Role.FACILITATOR),
    "lead": ("Anahit Grigoryan", "hy", Role.LEARNING_LEAD),
    "second-lead": ("Olena Kovalenko", "uk", Role.LEARNING_LEAD),
    "host": ("Leyla Məmmədova", "az", Role.NETWORK_HOST),
    "admin": ("Sergo Kobalia", "ka", Role.CITY_ADMIN),
}
SECOND_MODERATOR = "second-moderator"
OTHERS = {SECOND_MODERATOR: ("Ion Munteanu", "ro", Role.MODERATOR)}
"""Present, so that two pairs of eyes can be shown; not among those one signs in as."""


def address(key: str) -> str:
    return f"{key}@demo.example"


def seed_people() -> None:
    """Make the demonstration's people and their roles; those who are there stay."""
    with transaction() as session:
        cities = session.scalars(select(City)).all()
        networks = session.scalars(select(Network)).all()
        for key, (name, language, role) in (PEOPLE | OTHERS).items():
            if person_id(key) is not None:
                continue
            person = Person(email=address(key), name=name, language=language, invited_at=clock.now())
            session.add(person)
            session.flush()
            places = networks if role == Role.NETWORK_HOST else cities
            for place in places:
                session.add(_membership(person.id, role, place))


def _membership(person: UUID, role: Role, place: City | Network) -> Membership:
    city_id, network_id = (place.id, None) if isinstance(place, City) else (None, place.id)
    return Membership(person_id=person, role=role, city_id=city_id, network_id=network_id, since=clock.now())


def person_id(key: str) -> UUID | None:
    return db.session.scalar(select(Person.id).where(Person.email == address(key)))
