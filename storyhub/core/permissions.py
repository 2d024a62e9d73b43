"""Who is looking, and what staff may do where. Admins configure; being admin opens no story."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from storyhub.core.errors import NotAllowed


class Role(StrEnum):
    MODERATOR = "moderator"
    FACILITATOR = "facilitator"
    LEARNING_LEAD = "learning_lead"
    CITY_ADMIN = "city_admin"
    NETWORK_HOST = "network_host"


@dataclass(frozen=True)
class Viewer:
    """Who asks. Anonymous unless something more is known; `story_ids` are opened by a receipt."""

    person_id: UUID | None = None
    name: str = ""
    roles: dict[UUID, frozenset[Role]] = field(default_factory=dict)
    """Roles by town."""
    networks: frozenset[UUID] = frozenset()
    """Networks this person works in: through any town's role, or as the network's host."""
    hosted: frozenset[UUID] = frozenset()
    """Those among them that this person hosts."""
    story_ids: frozenset[UUID] = frozenset()
    is_site_admin: bool = False
    is_worker: bool = False

    @property
    def is_staff(self) -> bool:
        return self.person_id is not None

    def cities_with(self, *roles: Role) -> frozenset[UUID]:
        """The towns where this viewer holds one of the roles (any role when none is named)."""
        wanted = frozenset(roles) or frozenset(Role)
        return frozenset(city for city, held in self.roles.items() if held & wanted)

    @property
    def circle(self) -> tuple[object, ...]:
        """What decides which lists this viewer is given; the same for all who belong to the same towns."""
        moderated = self.cities_with(Role.MODERATOR)
        return (self.networks, self.cities_with(), moderated, self.story_ids, self.is_worker)

    def has(self, role: Role, city_id: UUID) -> bool:
        return role in self.roles.get(city_id, frozenset())

    def require(self, role: Role, city_id: UUID) -> None:
        """Raise NotAllowed unless the viewer holds the role in that town."""
        if not self.has(role, city_id):
            raise NotAllowed()


ANONYMOUS = Viewer()
WORKER = Viewer(is_worker=True)
