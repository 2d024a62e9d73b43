"""When what readers get of a story was last another thing than before, as its trail says."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from storyhub.core.db import db
from storyhub.stories.models import ReviewEvent

SEEN_BY_READERS = frozenset(
    {
        "published",
        "published_unread",
        "undone",
        "imported",
        "version_shown",
        "masked",
        "mask_lifted",
        "content_note",
        "content_note_removed",
        "staff_themes",
        "theme_taken",
        "photo_left_out",
        "photo_put_back",
        "photo_blurred",
        "translated",
        "translation_ended",
        "restored",
    }
)
"""The acts of the trail after which readers get something else. What a teller allows beside reading is not among them:
when they changed their mind is told to nobody."""


def last_changes(story_ids: Collection[UUID]) -> Mapping[UUID, datetime]:
    """The moment of the last such act of each of these stories; nothing for one that has none."""
    rows = (
        select(ReviewEvent.story_id, func.max(ReviewEvent.at))
        .where(ReviewEvent.story_id.in_(story_ids), ReviewEvent.act.in_(SEEN_BY_READERS))
        .group_by(ReviewEvent.story_id)
    )
    return {story_id: at for story_id, at in db.session.execute(rows)} if story_ids else {}
