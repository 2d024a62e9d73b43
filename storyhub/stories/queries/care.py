"""What the desk sees of a story besides its dossier: the words as told, what is withheld of them, and its own remarks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import Mask, Remark, Story, StoryVersion
from storyhub.stories.queries.versions import standing_masks, waiting_version
from storyhub.stories.told import told_words


@dataclass(frozen=True)
class Care:
    """`version` is the one to be read next: what waits, or else what readers have. `told` are its words, part by part."""

    version: StoryVersion
    told: dict[str, str]
    masks: Sequence[Mask]
    withheld: Sequence[Mask]
    """All that stand, in other versions too."""
    remarks: Sequence[Remark]


def care_of(actor: Viewer, story: Story) -> Care:
    """The story's photographs are loaded with it. Raises NotAllowed."""
    actor.require(Role.MODERATOR, story.city_id)
    version = (
        waiting_version(story)
        or db.session.scalars(
            select(StoryVersion).where(StoryVersion.story_id == story.id, StoryVersion.number == story.version)
        ).one()
    )
    masks = select(Mask).where(Mask.story_id == story.id, Mask.version == version.number, Mask.lifted_at.is_(None))
    remarks = select(Remark).where(Remark.story_id == story.id).order_by(Remark.at, Remark.id)
    return Care(
        version,
        told_words(story, version, story.photos),
        db.session.scalars(masks.order_by(Mask.at, Mask.start)).all(),
        standing_masks(db.session(), story),
        db.session.scalars(remarks).all(),
    )
