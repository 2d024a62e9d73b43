"""Changing a town's settings: each change is a version with what stood before, and can be brought back."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storyhub.cities.models import Area, City, SettingsVersion
from storyhub.cities.queries import Document, settings_number, settings_of, settings_version
from storyhub.cities.services.applying import apply
from storyhub.cities.services.judging import require_sound
from storyhub.core import audit, clock
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, NotFound
from storyhub.core.permissions import Role, Viewer


class SettingsChangedMeanwhile(Conflict):
    """Somebody else changed this area after the page was opened."""

    key = "settings_changed_meanwhile"


def change_settings(actor: Viewer, city_id: UUID, area: Area, document: Document, *, seen: int) -> bool:
    """Put a document in place of what stands in an area; False when it says the same.

    `seen` is the area's number on the page this came from. Raises NotAllowed, Invalid, SettingsChangedMeanwhile.
    """
    actor.require(Role.CITY_ADMIN, city_id)
    require_sound(area, document)
    with transaction() as session:
        city = locked_city(session, city_id)
        if settings_number(city_id, area) != seen:
            raise SettingsChangedMeanwhile()
        before = settings_of(city, area)
        if before == document:
            return False
        apply(session, city, area, document)
        session.flush()
        after = settings_of(city, area)
        if before == after:
            return False
        _keep_version(session, actor, city_id, area, before, after)
    return True


def bring_back(actor: Viewer, city_id: UUID, number: int, *, seen: int, first: bool = False) -> bool:
    """Make a version stand again, as a new one. `first` brings back what stood before it."""
    actor.require(Role.CITY_ADMIN, city_id)
    version = settings_version(city_id, number)
    document = version.before if first else version.after
    return change_settings(actor, city_id, version.area, dict(document), seen=seen)


def locked_city(session: Session, city_id: UUID) -> City:
    """The town's row, locked; its settings change one after the other."""
    city = session.get(City, city_id, with_for_update=True)
    if city is None:
        raise NotFound()
    return city


def _keep_version(
    session: Session, actor: Viewer, city_id: UUID, area: Area, before: Document, after: Document
) -> None:
    last = session.scalar(select(func.max(SettingsVersion.number)).where(SettingsVersion.city_id == city_id)) or 0
    session.add(
        SettingsVersion(
            city_id=city_id,
            number=last + 1,
            area=area,
            actor_id=actor.person_id,
            at=clock.now(),
            before=before,
            after=after,
        )
    )
    audit.note(actor, "settings_changed", city_id=city_id, area=area.value, number=last + 1)
