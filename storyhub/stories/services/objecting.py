"""The teller objects to a withheld passage, in words. The desk lifts it, or keeps it and says why."""

from uuid import UUID

from sqlalchemy import select

from storyhub.core import clock, text
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid, NotFound
from storyhub.stories.models import Mask, ReviewEvent, State, Story

MOST = 1_000


def object_to_mask(story_id: UUID, mask_id: UUID, words: str) -> None:
    """Say why readers should have this passage after all. Whoever calls has checked the receipt.

    It counts for every place where the same words are withheld. Raises NotFound, Invalid (field `objection`).
    """
    words = text.clean(words)
    if not words:
        raise Invalid({"objection": "message_missing"})
    if text.length(words) > MOST:
        raise Invalid({"objection": "too_long"})
    with transaction() as session:
        story = session.get(Story, story_id, with_for_update=True)
        if story is None or story.state == State.WITHDRAWN:
            raise NotFound()
        standing = list(session.scalars(select(Mask).where(Mask.story_id == story_id, Mask.lifted_at.is_(None))))
        asked = next((mask for mask in standing if mask.id == mask_id), None)
        if asked is None:
            raise NotFound()
        if asked.objection == words:
            return
        for mask in standing:
            if mask.exact.split() == asked.exact.split():
                mask.objection, mask.objected_at = words, clock.now()
                mask.answer, mask.kept_at = "", None
        session.add(ReviewEvent(story_id=story_id, at=clock.now(), act="mask_objected"))
