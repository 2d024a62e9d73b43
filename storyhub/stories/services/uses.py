"""Where a story is used: rows that the features above write when they cite it, so that the thread can be followed back."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from storyhub.archive.services import have_renewed
from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.stories.models import SOURCE, StoryUse


def set_uses(kind: str, object_id: UUID, city_id: UUID, story_ids: Collection[UUID]) -> None:
    """These and no other stories are used by this thing from now on. Part of the transaction that cites them."""
    with transaction() as session:
        rows = session.scalars(select(StoryUse).where(StoryUse.kind == kind, StoryUse.object_id == object_id))
        known = {row.story_id: row for row in rows}
        used = {story_id for story_id, row in known.items() if row.ended_at is None}
        have_renewed(SOURCE, used ^ set(story_ids))
        for story_id, row in known.items():
            row.ended_at = None if story_id in story_ids else row.ended_at or clock.now()
        session.add_all(
            StoryUse(story_id=story_id, city_id=city_id, kind=kind, object_id=object_id, at=clock.now())
            for story_id in story_ids
            if story_id not in known
        )
