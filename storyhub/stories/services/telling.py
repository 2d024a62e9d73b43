"""Receiving a story: exactly once, however often it is sent."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storyhub.archive.services import note_change
from storyhub.cities.models import City, Moderation
from storyhub.core import buckets, clock, events
from storyhub.core.db import db, transaction
from storyhub.core.errors import Conflict, Invalid, TooMany
from storyhub.core.sealing import Keys
from storyhub.stories.events import StoryPublished, StoryTold, StoryToldFor
from storyhub.stories.models import SOURCE, Contact, PendingPhoto, Photo, Receipt, ReviewEvent, State, Story
from storyhub.stories.policy import may_come_before_reading
from storyhub.stories.services.beginning import Asked, begin_story, new_story
from storyhub.stories.submission import PhotoNote, Submission

PLACE_CAPACITY = 60
PLACE_REFILL = timedelta(minutes=10)
REFUSED_AT = -20 * PLACE_CAPACITY


class AlreadyTold(Conflict):
    """The same form was sent before with other words: the first ones are kept, these are handed back."""

    key = "already_told"


@dataclass(frozen=True)
class Received:
    """What came of sending: the story's id, its receipt, and whether it had come before."""

    story_id: UUID
    receipt: str
    is_repeat: bool


def receive_story(
    keys: Keys,
    city: City,
    form_key: str,
    submission: Submission,
    asked: Asked,
    *,
    place_key: str | None = None,
    looks_automatic: bool = False,
    told_for: str = "",
) -> Received:
    """Keep a story and give its receipt. Sent again with the same key it gives the same receipt.

    `told_for` names what asked for it, which hears of it once the story is kept (`core.registry.Asking`).
    `place_key` counts how much comes from one network: above the bucket the story is marked and queued last.
    Raises Invalid (fields), AlreadyTold (same key, other words), TooMany (twenty times over the bucket).
    """
    problems = submission.problems()
    if problems:
        raise Invalid(problems)
    receipt = keys.receipt_for(city.slug, form_key)
    try:
        with transaction() as session:
            before = _told_before(session, keys, receipt, submission)
            if before is not None:
                return Received(before, receipt, is_repeat=True)
            mark = _queue_mark(place_key, looks_automatic=looks_automatic)
            story = _new_story(keys, city, submission, mark)
            story_id = story.id
            begin_story(session, story, submission, asked, since=story.told_at)
            session.add(Receipt(story_id=story.id, hash=keys.receipt_hash(receipt), at=story.told_at))
            _add_contact(session, keys, story, submission, asked)
            _take_photos(session, keys, story, form_key, submission)
            session.add(ReviewEvent(story_id=story.id, at=story.told_at, act="told", details={"how": asked.how}))
            events.record(StoryTold(story.id))
            if told_for:
                events.record(StoryToldFor(story.id, told_for))
            _let_through(session, story)
    except IntegrityError:
        # On PostgreSQL two sendings can pass each other: the receipt's uniqueness decides, the second reads the first.
        found = _told_before(db.session(), keys, receipt, submission)
        if found is None:
            raise
        return Received(found, receipt, is_repeat=True)
    return Received(story_id, receipt, is_repeat=False)


def _let_through(session: Session, story: Story) -> None:
    """Where the town reads afterwards, give readers at once what nobody need be careful with; it waits to be read."""
    city = session.get_one(City, story.city_id)
    if city.moderation != Moderation.AFTER or not city.is_publishing:
        return
    session.flush()
    photos = session.scalars(select(Photo).where(Photo.story_id == story.id)).all()
    if not may_come_before_reading(story, photos):
        return
    story.state, story.published_at, story.unread_since = State.PUBLISHED, story.told_at, story.told_at
    note_change(story.city_id, SOURCE, story.id)
    session.add(ReviewEvent(story_id=story.id, at=story.told_at, act="published_unread"))
    events.record(StoryPublished(story.id))


def _told_before(session: Session, keys: Keys, receipt: str, submission: Submission) -> UUID | None:
    row = session.execute(
        select(Story.id, Story.submission_digest)
        .join(Receipt, Receipt.story_id == Story.id)
        .where(Receipt.hash == keys.receipt_hash(receipt))
    ).first()
    if row is None:
        return None
    if row.submission_digest and row.submission_digest != keys.digest(submission.fingerprint()):
        raise AlreadyTold()
    return row.id


def _queue_mark(place_key: str | None, *, looks_automatic: bool) -> str:
    left = buckets.take(place_key, capacity=PLACE_CAPACITY, per=PLACE_REFILL) if place_key else 0.0
    if left < REFUSED_AT:
        raise TooMany()
    if looks_automatic:
        return "looks_automatic"
    return "many_from_one_place" if left < 0 else ""


def _new_story(keys: Keys, city: City, submission: Submission, mark: str) -> Story:
    story = new_story(city, submission, clock.now())
    story.when_from, story.when_to = submission.period(clock.today(city.time_zone))
    story.queue_mark, story.submission_digest = mark, keys.digest(submission.fingerprint())
    return story


def _add_contact(session: Session, keys: Keys, story: Story, submission: Submission, asked: Asked) -> None:
    if submission.contact:
        session.add(
            Contact(
                story_id=story.id,
                sealed=keys.seal(submission.contact),
                lookup=keys.contact_lookup(submission.contact),
                language=asked.language,
                at=story.told_at,
            )
        )


def _take_photos(session: Session, keys: Keys, story: Story, form_key: str, submission: Submission) -> None:
    """Turn the waiting photographs that the teller kept into the story's own, numbered anew from 1."""
    notes: dict[int, PhotoNote] = {note.position: note for note in submission.photos}
    if not notes:
        return
    mine = select(PendingPhoto).where(PendingPhoto.form_key_hash == keys.form_key_hash(form_key))
    kept = [photo for photo in session.scalars(mine.order_by(PendingPhoto.position)) if photo.position in notes]
    for position, pending in enumerate(kept, start=1):
        note = notes[pending.position]
        session.add(
            Photo(
                story_id=story.id,
                position=position,
                key=pending.key,
                width=pending.width,
                height=pending.height,
                color=pending.color,
                hint=pending.hint,
                alt=note.alt,
                people_agreed=note.people_agreed,
            )
        )
        session.delete(pending)
