"""How far somebody's say over people goes."""

from dataclasses import dataclass
from uuid import UUID

from storyhub.core.permissions import Role

CITY_ROLES = (Role.MODERATOR, Role.FACILITATOR, Role.LEARNING_LEAD, Role.CITY_ADMIN)


@dataclass(frozen=True)
class Grant:
    """One role in one place: a town's id for the roles of a town, a network's id for its host."""

    place_id: UUID
    role: Role


@dataclass(frozen=True)
class Reach:
    """The towns and networks whose people somebody looks after; `everything` for the site admin."""

    cities: frozenset[UUID] = frozenset()
    networks: frozenset[UUID] = frozenset()
    everything: bool = False

    def __bool__(self) -> bool:
        return self.everything or bool(self.cities or self.networks)

    def covers(self, place_id: UUID) -> bool:
        return place_id in self.cities or place_id in self.networks
