"""The order in which stories lie on the table of a workshop: that in which the stage reads them out."""

from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import transaction
from storyhub.core.errors import NotFound
from storyhub.core.permissions import Viewer
from storyhub.workshops.models import TableStory
from storyhub.workshops.services.happening import happened_already, locked_workshop, note


def move_story(actor: Viewer, workshop_id: UUID, story_id: UUID, by: int, *, key: str) -> None:
    """So many places later, or earlier when below zero; at the ends it stays. Raises NotFound, NotAllowed."""
    with transaction() as session:
        workshop = locked_workshop(session, actor, workshop_id)
        if happened_already(session, workshop, key, "table_ordered", by=actor.person_id):
            return
        rows = select(TableStory).where(TableStory.workshop_id == workshop_id)
        table = list(session.scalars(rows.order_by(TableStory.position, TableStory.story_id)))
        place = next((place for place, one in enumerate(table) if one.story_id == story_id), None)
        if place is None:
            raise NotFound()
        table.insert(min(max(place + by, 0), len(table) - 1), table.pop(place))
        for position, one in enumerate(table, 1):
            one.position = position
        note(session, workshop, "table_ordered", key=key, person_id=actor.person_id, everyone=True)
