"""Who may change a theme: a town's own, its city admins; the network's, whoever hosts it, and the site admin.

Changing themes gives no power over stories: what a teller chose stays as it was chosen.
"""

from uuid import UUID

from storyhub.core.errors import NotAllowed
from storyhub.core.permissions import Role, Viewer


def may_change(actor: Viewer, city_id: UUID | None) -> bool:
    """Whether the actor may change the themes of this town, or (None) of the network."""
    if city_id is None:
        return bool(actor.hosted) or actor.is_site_admin
    return actor.has(Role.CITY_ADMIN, city_id)


def require_change(actor: Viewer, city_id: UUID | None) -> None:
    if not may_change(actor, city_id):
        raise NotAllowed()
