"""The one visibility rule: who belongs to an audience, in Python and as SQL.

| audience  | who                                                |
|-----------|----------------------------------------------------|
| `public`  | anyone                                             |
| `network` | signed-in staff of any town of the thing's network |
| `city`    | signed-in staff of the thing's town                |
| `team`    | moderators of the thing's town, at the desk alone  |
"""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from storyhub.core.permissions import Role, Viewer


class Audience(StrEnum):
    PUBLIC = "public"
    NETWORK = "network"
    CITY = "city"
    TEAM = "team"


def is_in_audience(viewer: Viewer, audience: Audience, city_id: UUID, network_id: UUID | None) -> bool:
    """Whether the viewer belongs to the audience of a thing of that town and network."""
    match audience:
        case Audience.PUBLIC:
            return True
        case Audience.NETWORK:
            return network_id in viewer.networks or city_id in viewer.cities_with()
        case Audience.CITY:
            return city_id in viewer.cities_with()
        case Audience.TEAM:
            return viewer.has(Role.MODERATOR, city_id)


def in_audience(
    viewer: Viewer,
    audience: InstrumentedAttribute[Audience],
    city_id: InstrumentedAttribute[UUID],
    network_id: InstrumentedAttribute[UUID | None],
) -> ColumnElement[bool]:
    """The same question as SQL, for lists and counts."""
    mine, moderated = viewer.cities_with(), viewer.cities_with(Role.MODERATOR)
    closer = (
        (Audience.NETWORK, network_id, viewer.networks),
        (Audience.NETWORK, city_id, mine),
        (Audience.CITY, city_id, mine),
        (Audience.TEAM, city_id, moderated),
    )
    # A circle this viewer belongs to nowhere is not asked about: for a reader one comparison per row remains.
    return or_(
        audience == Audience.PUBLIC,
        *(and_(audience == circle, column.in_(sorted(ids))) for circle, column, ids in closer if ids),
    )
