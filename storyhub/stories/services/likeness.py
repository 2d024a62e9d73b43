"""Finding older stories of the town that a new one looks like, by words or by a picture. Done by the worker, as a hint."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.stories.likeness import MOST_PICTURES_APART, MOST_WORDS_APART, are_alike, fingerprint, near
from storyhub.stories.models import LookAlike, Photo, State, Story

MOST = 5
"""Look-alikes noted for one story: more say nothing more."""
WORDLESS = "none"
"""What stands for the fingerprint of a text without a word."""
PAUSE = timedelta(minutes=1)
"""After the telling. A crowd that tells at once is served first, and a hint is early enough when a moderator comes."""
TOGETHER = 200


def find_new_look_alikes() -> int:
    """Take the fingerprints of stories that have none yet, and note what they look like. Returns how many stories."""
    new = select(Story.id).where(
        Story.likeness == "", Story.state != State.WITHDRAWN, Story.told_at < clock.now() - PAUSE
    )
    found = db.session.scalars(new.order_by(Story.told_at).limit(TOGETHER)).all()
    for story_id in found:
        with transaction() as session:
            story = session.get(Story, story_id, with_for_update=True)
            if story is not None and story.state != State.WITHDRAWN:
                story.likeness = fingerprint(story.body) or WORDLESS
        find_look_alikes(story_id)
    return len(found)


def find_look_alikes(story_id: UUID) -> None:
    """Note which older stories of its town this one looks like. The same again gives the same."""
    story = db.session.get(Story, story_id)
    if story is None or story.state == State.WITHDRAWN:
        return
    session = db.session()
    found = [
        *((one, "words") for one in _by_words(session, story)),
        *((one, "picture") for one in _by_picture(session, story)),
    ]
    with transaction() as writing:
        writing.execute(delete(LookAlike).where(LookAlike.story_id == story_id))
        if writing.get(Story, story_id, with_for_update=True) is not None:
            writing.add_all(LookAlike(story_id=story_id, other_id=other, by=by) for other, by in found)


def forget_look_alikes(story_id: UUID) -> None:
    """A story that was taken back looks like nothing any more."""
    with transaction() as session:
        session.execute(delete(LookAlike).where(or_(LookAlike.story_id == story_id, LookAlike.other_id == story_id)))


def _by_words(session: Session, story: Story) -> list[UUID]:
    if story.likeness in ("", WORDLESS):
        return []
    known = Story.likeness.not_in(("", WORDLESS))
    others = session.execute(select(Story.id, Story.likeness).where(*_older(story), known))
    hinted = near(story.likeness, ((row.id, row.likeness) for row in others), MOST_WORDS_APART)
    words = session.execute(select(Story.id, Story.body).where(Story.id.in_(hinted)).order_by(Story.told_at.desc()))
    return [row.id for row in words if are_alike(story.body, row.body)][:MOST]


def _by_picture(session: Session, story: Story) -> list[UUID]:
    mine = session.scalars(select(Photo.hint).where(Photo.story_id == story.id, Photo.hint != "")).all()
    if not mine:
        return []
    rows = select(Photo.story_id, Photo.hint).join(Story, Story.id == Photo.story_id)
    others = session.execute(rows.where(*_older(story), Photo.hint != "")).all()
    hinted = [
        one for hint in mine for one in near(hint, ((row.story_id, row.hint) for row in others), MOST_PICTURES_APART)
    ]
    return list(dict.fromkeys(hinted))[:MOST]


def _older(story: Story) -> tuple:
    """Other stories of the town that were there before; what came later finds this one itself."""
    return (
        Story.city_id == story.city_id,
        Story.id != story.id,
        Story.told_at <= story.told_at,
        Story.state != State.WITHDRAWN,
    )
