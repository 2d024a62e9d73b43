"""Stories that an author may cite: published, and open to them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.permissions import Viewer
from storyhub.learning.models import Evidence
from storyhub.stories.models import Story, Use
from storyhub.stories.policy import published_to
from storyhub.stories.queries.reading import for_cards
from storyhub.stories.queries.uses import allowing


def citable_story(viewer: Viewer, code: str) -> Story:
    """A story of whatever town that this viewer reads. Raises NotFound."""
    story = db.session.scalar(for_cards(select(Story).where(Story.code == code.lower(), published_to(viewer))))
    if story is None:
        raise NotFound()
    return story


def quotable(story_ids: Collection[UUID]) -> set[UUID]:
    """Those of these stories whose tellers let their words be quoted now."""
    return allowing(story_ids, Use.QUOTATION)


def cited_in(entry_id: UUID) -> dict[UUID, Evidence]:
    """What the entry cites and has not lost, by story."""
    rows = select(Evidence).where(Evidence.entry_id == entry_id, Evidence.lost_at.is_(None))
    return {one.story_id: one for one in db.session.scalars(rows)}
