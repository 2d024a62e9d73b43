"""A teller's words in the order they were sent, and which of them wait for the desk."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storyhub.core.db import db
from storyhub.core.errors import Conflict
from storyhub.stories.models import Mask, Story, StoryVersion


class NewerWords(Conflict):
    """The words were changed again since they were read."""

    key = "newer_words"


def versions_of(story_id: UUID) -> Sequence[StoryVersion]:
    """All that is kept, the first one first."""
    mine = select(StoryVersion).where(StoryVersion.story_id == story_id)
    return db.session.scalars(mine.order_by(StoryVersion.number)).all()


def waiting_version(story: Story) -> StoryVersion | None:
    """The newest words of the teller, where readers have older ones and the desk has not set them aside."""
    later = select(StoryVersion).where(
        StoryVersion.story_id == story.id,
        StoryVersion.number > story.version,
        StoryVersion.set_aside_at.is_(None),
    )
    return db.session.scalar(later.order_by(StoryVersion.number.desc()).limit(1))


def newest(session: Session, story: Story) -> int:
    """The number of the words that are to be read next: the last ones that were not set aside."""
    last = select(func.max(StoryVersion.number)).where(
        StoryVersion.story_id == story.id, StoryVersion.set_aside_at.is_(None)
    )
    return session.scalar(last) or story.version


def standing_masks(session: Session, story: Story) -> Sequence[Mask]:
    """Everything that is withheld in any version that is kept, in the order it was withheld."""
    standing = select(Mask).where(Mask.story_id == story.id, Mask.lifted_at.is_(None))
    return session.scalars(standing.order_by(Mask.at, Mask.version, Mask.start)).all()


def masks_on(story: Story) -> Sequence[Mask]:
    """What readers do not get of the words they have, in reading order."""
    standing = select(Mask).where(Mask.story_id == story.id, Mask.version == story.version, Mask.lifted_at.is_(None))
    return db.session.scalars(standing.order_by(Mask.part.desc(), Mask.start)).all()
