"""How far a story may be shown now."""

import hashlib
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core.db import db
from storyhub.stories.limits import Limits, MaskAt, PictureAt
from storyhub.stories.models import (
    ARCHIVE,
    ConsentGrant,
    Contact,
    Photo,
    ReviewEvent,
    State,
    Story,
    StoryVersion,
    Translation,
)
from storyhub.stories.queries.mine import reason_for_hiding
from storyhub.stories.queries.versions import standing_masks


def limits_of(story_id: UUID) -> tuple[str, Limits] | None:
    """The story's code and its limits; None for one that was withdrawn, which its tombstone keeps away."""
    session = db.session()
    story = session.get(Story, story_id)
    if story is None or story.state == State.WITHDRAWN:
        return None
    contact = session.scalar(select(Contact.at).where(Contact.story_id == story_id))
    standing = select(Translation.id).where(Translation.story_id == story_id, Translation.ended_at.is_(None))
    photos = session.scalars(select(Photo).where(Photo.story_id == story_id).order_by(Photo.position))
    return story.code, Limits(
        state=story.state,
        reason=reason_for_hiding(story_id) if story.state == State.HIDDEN else "",
        audience=story.audience,
        uses=uses_given(session, story_id),
        version=story.version,
        erased=_erased(session, story_id),
        masks=[MaskAt(one.version, one.part, one.start, one.end, one.what) for one in standing_masks(session, story)],
        photos={str(one.id): PictureAt(mark_of_key(one.key), one.left_out_at is not None) for one in photos},
        contact=contact.isoformat() if contact else "",
        translations=[str(one) for one in session.scalars(standing.order_by(Translation.at, Translation.id))],
        has_note=bool(story.content_note),
    )


def uses_given(session: Session, story_id: UUID) -> list[str]:
    """What the teller allows besides being in the archive."""
    given = select(ConsentGrant.use).where(
        ConsentGrant.story_id == story_id,
        ConsentGrant.use != ARCHIVE,
        ConsentGrant.is_given,
        ConsentGrant.ended_at.is_(None),
    )
    return sorted(session.scalars(given))


def mark_of_key(key: str) -> str:
    """Tells two files apart and names neither."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _erased(session: Session, story_id: UUID) -> list[int]:
    """Numbers that were given to words which are not kept any more."""
    kept = set(session.scalars(select(StoryVersion.number).where(StoryVersion.story_id == story_id)))
    sent = select(ReviewEvent.details).where(ReviewEvent.story_id == story_id, ReviewEvent.act == "version_sent")
    last = max([*kept, *(details["n"] for details in session.scalars(sent))])
    return [number for number in range(1, last + 1) if number not in kept]
