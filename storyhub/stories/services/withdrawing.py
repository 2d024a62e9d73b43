"""Taking a story back: out of everyone's sight at once, erased soon after, an empty marker left."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storyhub.adapters.storage import Store
from storyhub.archive.services import note_change
from storyhub.core import clock, events
from storyhub.core.audit import Tombstone
from storyhub.core.db import db, forget_deleted_pages, transaction
from storyhub.core.errors import NotFound
from storyhub.stories.events import StoryWithdrawn
from storyhub.stories.models import (
    SOURCE,
    ConsentGrant,
    Contact,
    Kind,
    NameShown,
    Photo,
    Report,
    ReviewEvent,
    State,
    Story,
    StoryTheme,
    StoryVersion,
)
from storyhub.stories.services.photos import delete_files

PARTS = (StoryVersion, Photo, ConsentGrant, Contact, StoryTheme, Report)


def withdraw_story(story_id: UUID) -> None:
    """The teller takes the story back. The same again changes nothing. Whoever calls has checked the receipt."""
    with transaction() as session:
        story = session.get(Story, story_id, with_for_update=True)
        if story is None:
            raise NotFound()
        if story.state == State.WITHDRAWN:
            return
        now = clock.now()
        story.state, story.state_since, story.withdrawn_at = State.WITHDRAWN, now, now
        note_change(story.city_id, SOURCE, story.id)
        session.add(Tombstone(code=story.code, kind="story", at=now))
        session.add(ReviewEvent(story_id=story.id, at=now, act="withdrawn"))
        events.record(StoryWithdrawn(story.id))


def erase_story(store: Store, story_id: UUID) -> None:
    """Erase what a withdrawn story held: words, photographs, consents, contact. Safe to repeat."""
    with transaction() as session:
        story = session.get(Story, story_id, with_for_update=True)
        if story is None or story.state != State.WITHDRAWN:
            return
        photo_keys = list(session.scalars(select(Photo.key).where(Photo.story_id == story_id)))
    # Files before rows: a crash between the two leaves rows whose job runs again, never a file that nobody names.
    delete_files(store, photo_keys)
    with transaction() as session:
        story = session.get(Story, story_id, with_for_update=True)
        if story is not None:
            _empty(session, story)
    forget_deleted_pages()


def _empty(session: Session, story: Story) -> None:
    for part in PARTS:
        session.execute(delete(part).where(part.story_id == story.id))
    story.title = story.body = story.excerpt = story.place = story.name = ""
    story.behalf_who = story.behalf_how = story.submission_digest = story.when_precision = story.queue_mark = ""
    story.district_id = story.prompt_id = story.answers_id = story.when_from = story.when_to = None
    story.name_shown, story.kind, story.imagined_year = NameShown.NONE, Kind.LIVED, None
    story.is_young = story.is_sensitive = False
    story.imported_ref = None
    story.erased_at = clock.now()


def overdue_erasures() -> list[UUID]:
    """Withdrawn stories that still hold something: the safety net under the job."""
    waiting = select(Story.id).where(Story.state == State.WITHDRAWN, Story.erased_at.is_(None))
    return list(db.session.scalars(waiting))
