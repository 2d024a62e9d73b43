"""Translations by the team: which of them readers get now, and which wait for somebody to look at them again."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select

from storyhub.core.db import db
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import ConsentGrant, Mask, Story, Translation, Use


def translations_for_readers(story: Story) -> Sequence[Translation]:
    """Those of the words readers have, made with every mask in sight, while the teller agrees. The caller has asked `may_see`."""
    agreed = exists().where(
        ConsentGrant.story_id == story.id,
        ConsentGrant.use == Use.TRANSLATION,
        ConsentGrant.is_given,
        ConsentGrant.ended_at.is_(None),
    )
    mine = _standing(story.id).where(agreed, Translation.version == story.version, ~_masked_since())
    return db.session.scalars(mine).all()


def translations_at_desk(actor: Viewer, story: Story) -> list[tuple[Translation, bool]]:
    """Each one that stands, and whether it is stale: readers have other words by now, so they do not get it."""
    actor.require(Role.MODERATOR, story.city_id)
    fresh = (Translation.version == story.version) & ~_masked_since()
    rows = db.session.execute(_standing(story.id).add_columns(fresh))
    return [(translation, not is_fresh) for translation, is_fresh in rows]


def _standing(story_id: UUID) -> Select[Translation]:
    mine = select(Translation).where(Translation.story_id == story_id, Translation.ended_at.is_(None))
    return mine.order_by(Translation.at, Translation.id)


def _masked_since() -> ColumnElement[bool]:
    """A passage was withheld after it was made, so that it may hold what readers must not get."""
    newest = (
        select(func.max(Mask.at))
        .where(Mask.story_id == Translation.story_id, Mask.version == Translation.version, Mask.lifted_at.is_(None))
        .correlate(Translation)
        .scalar_subquery()
    )
    return func.coalesce(newest >= Translation.at, False)
