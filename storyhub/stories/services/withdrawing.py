"""Taking a story back: out of everyone's sight at once, erased soon after, an empty marker left."""

from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, select, update
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
    LookAlike,
    Mask,
    Message,
    NameShown,
    Photo,
    Presence,
    Remark,
    Report,
    ReviewEvent,
    State,
    Story,
    StoryTheme,
    StoryUse,
    StoryVersion,
    Translation,
)
from storyhub.stories.services.photos import delete_files

GONE = "gone:"
"""How the mark of a reference begins that was erased."""
PARTS = (
    StoryVersion,
    Photo,
    ConsentGrant,
    Contact,
    StoryTheme,
    Report,
    Message,
    Mask,
    Translation,
    Remark,
    Presence,
    LookAlike,
)


def withdraw_story(story_id: UUID) -> None:
    """The teller takes the story back. The same again changes nothing. Whoever calls has checked the receipt."""
    with transaction() as session:
        story = session.get(Story, story_id, with_for_update=True)
        if story is None:
            raise NotFound()
        if story.state != State.WITHDRAWN:
            take_away(session, story, "withdrawn")


def take_away(session: Session, story: Story, act: str, actor_id: UUID | None = None) -> None:
    """Take a story that is still there out of everyone's sight; its erasure follows as a job.

    Inside the transaction of whoever decided it: the teller, or the desk with what nobody told. `act` is the trail's word.
    """
    now = clock.now()
    story.state, story.state_since, story.withdrawn_at = State.WITHDRAWN, now, now
    story.asked_at = story.unread_since = None
    note_change(story.city_id, SOURCE, story.id)
    session.add(Tombstone(code=story.code, kind="story", at=now))
    session.add(ReviewEvent(story_id=story.id, at=now, actor_id=actor_id, act=act))
    events.record(StoryWithdrawn(story.id))


def erase_story(store: Store, story_id: UUID) -> None:
    """Erase what a withdrawn story held: words, photographs, consents, contact, all that was said. Safe to repeat."""
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
    # That it was used stays known, for the marker at the other end; it is used no more.
    ending = update(StoryUse).where(StoryUse.story_id == story.id, StoryUse.ended_at.is_(None))
    session.execute(ending.values(ended_at=clock.now()))
    story.title = story.body = story.excerpt = story.place = story.name = ""
    story.told_place = None
    story.behalf_who = story.behalf_how = story.submission_digest = story.when_precision = story.queue_mark = ""
    story.district_id = story.prompt_id = story.answers_id = story.when_from = story.when_to = None
    story.name_shown, story.kind, story.imagined_year = NameShown.NONE, Kind.LIVED, None
    story.is_young = story.is_sensitive = False
    story.imported_ref = mark_of_ref(story.city_id, story.imported_ref) if story.imported_ref else None
    story.content_note = story.content_note_language = story.likeness = ""
    story.erased_at = story.erased_at or clock.now()


def mark_of_ref(city_id: UUID, ref: str) -> str:
    """What is kept of the reference of a story that was brought from another collection and taken back.

    The same file, brought once more, does not bring it back; the reference itself, which may name somebody, is gone.
    """
    return ref if ref.startswith(GONE) else f"{GONE}{sha256(f'{city_id} {ref}'.encode('utf-8', 'replace')).hexdigest()}"


def overdue_erasures() -> list[UUID]:
    """Withdrawn stories that still hold something: the safety net under the job."""
    waiting = select(Story.id).where(Story.state == State.WITHDRAWN, Story.erased_at.is_(None))
    return list(db.session.scalars(waiting))
