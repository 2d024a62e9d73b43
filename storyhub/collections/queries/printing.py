"""What of a collection may stand on paper, now: public stories, and in full those whose tellers allow quotation.

The same for everyone who asks, so that a file made by staff holds nothing that its readers could not read themselves.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from storyhub.collections.models import Booklet, BookletState, BookletStory, Collection
from storyhub.collections.policy import is_for_anyone
from storyhub.collections.queries.shelves import parts_of
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.permissions import ANONYMOUS
from storyhub.stories.models import Photo, State, Story, Use
from storyhub.stories.queries.uses import allowing


@dataclass(frozen=True)
class Printed:
    """A note (`words`), or a story; of one that is not `in_full` only that it is there and where it can be read."""

    words: str = ""
    story: Story | None = None
    in_full: bool = False
    photos: tuple[Photo, ...] = ()


def printed_parts(collection: Collection) -> list[Printed]:
    """What a booklet made now would hold, in its order."""
    shown = [one for one in parts_of(ANONYMOUS, collection.id) if one.is_for_readers]
    quotable = allowing([one.story.id for one in shown if one.story], Use.QUOTATION)
    return [
        Printed(story=one.story, in_full=one.story.id in quotable, photos=_photos(one.story, one.story.id in quotable))
        if one.story
        else Printed(words=one.part.words)
        for one in shown
    ]


def _photos(story: Story, in_full: bool) -> tuple[Photo, ...]:
    if not (in_full and story.may_show_photos):
        return ()
    return tuple(photo for photo in story.photos if photo.left_out_at is None)


def fingerprint_of(collection: Collection, parts: Sequence[Printed]) -> str:
    """A digest of all that would be printed; it changes with any word, name, place or photograph, and with consent."""
    said: list[Any] = [collection.title, collection.words, collection.language, [_said(part) for part in parts]]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=str).encode()).hexdigest()


def _said(part: Printed) -> Any:
    story = part.story
    if story is None:
        return part.words
    if not part.in_full:
        return [story.code, story.title]
    when = [story.when_from, story.when_to, story.when_precision, story.imagined_year, story.district_id]
    pictures = [[photo.key, photo.alt, photo.credit, photo.origin] for photo in part.photos]
    words = [story.title, story.body, story.place, story.content_note, story.behalf_who]
    return [story.code, story.kind, story.name_shown, story.name, *words, *when, pictures]


def latest_booklet(collection_id: UUID) -> Booklet | None:
    """The one that was asked for last."""
    mine = select(Booklet).where(Booklet.collection_id == collection_id)
    return db.session.scalar(mine.order_by(Booklet.asked_at.desc(), Booklet.id.desc()).limit(1))


def booklet_to_hand_out(collection: Collection) -> Booklet | None:
    """The last one that was made, if its time is not over and it holds what may be printed now."""
    rows = select(Booklet).where(
        Booklet.collection_id == collection.id, Booklet.state == BookletState.MADE, Booklet.expires_at > clock.now()
    )
    booklet = db.session.scalar(rows.order_by(Booklet.made_at.desc(), Booklet.id.desc()).limit(1))
    if booklet is None or booklet.fingerprint != fingerprint_of(collection, printed_parts(collection)):
        return None
    return booklet


def printed_and_closed_since(collection_id: UUID) -> Sequence[Story]:
    """Stories that stand in somebody's printed copy and are not for everyone, or not for quoting, any more.

    Whoever calls shows their codes alone.
    """
    printed = (
        select(Story)
        .join(BookletStory, BookletStory.story_id == Story.id)
        .join(Booklet, Booklet.id == BookletStory.booklet_id)
        .where(Booklet.collection_id == collection_id)
        .distinct()
    )
    stories = db.session.scalars(printed.order_by(Story.code)).all()
    quotable = allowing([story.id for story in stories], Use.QUOTATION)
    return [
        story
        for story in stories
        if story.state == State.WITHDRAWN or not is_for_anyone(story) or story.id not in quotable
    ]
