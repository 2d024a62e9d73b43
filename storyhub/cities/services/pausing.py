"""Stopping and resuming publication: what a town does first when something goes wrong."""

from uuid import UUID

from storyhub.cities.models import City
from storyhub.core import audit, clock
from storyhub.core.db import transaction
from storyhub.core.errors import NotFound
from storyhub.core.permissions import Role, Viewer


def pause_publishing(actor: Viewer, city_id: UUID, *, paused: bool) -> None:
    """Stop, or resume, bringing new stories before the public. NotAllowed unless city admin or moderator."""
    if not actor.has(Role.MODERATOR, city_id):
        actor.require(Role.CITY_ADMIN, city_id)
    with transaction() as session:
        city = session.get(City, city_id, with_for_update=True)
        if city is None:
            raise NotFound()
        city.paused_at = clock.now() if paused else None
        audit.note(actor, "publishing_paused" if paused else "publishing_resumed", city_id=city_id)
