"""What becomes of collections when a story in them is withdrawn, hidden or narrowed: their staff is asked to look again."""

from uuid import UUID

from sqlalchemy import select

from storyhub.collections.models import Collection, CollectionState, Part
from storyhub.collections.policy import is_for_anyone
from storyhub.collections.services.trail import note_change
from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.permissions import WORKER
from storyhub.stories.models import Story


def recheck_story(story_id: UUID) -> None:
    """Flag what holds the story and was open about it to everyone. Reads the present state; safe to repeat."""
    with transaction() as session:
        story = session.get(Story, story_id)
        if story is None or is_for_anyone(story):
            return
        held = select(Part).where(Part.story_id == story_id, Part.taken_out_at.is_(None), Part.was_public)
        for part in session.scalars(held.order_by(Part.collection_id)).all():
            collection = session.get(Collection, part.collection_id, with_for_update=True)
            assert collection is not None
            part.was_public = False
            if collection.state == CollectionState.PUBLISHED:
                collection.flagged_at = clock.now()
            note_change(session, WORKER, collection, "collection_flagged")
