"""What the trail of a story says today: who has agreed so far, and what may still be undone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.stories.models import ReviewEvent, State, Story
from storyhub.stories.policy import needs_two_readers

UNDOABLE_FOR = timedelta(minutes=10)
FIRST_READING, READ, UNDONE = "first_reading", "read", "undone"
FIRST_READING_OF_VERSION = "first_reading_of_version"
LOOK_AGAIN = "restored"
"""The reason for which a story is hidden that a restore could not bring back as readers had it."""
SAYS_YES = {FIRST_READING, READ, "published"}
"""Acts by which a moderator says: I have read it, and readers may."""
BEGINS_ANEW = {"kept", "hidden", "set_aside_as_spam", "put_back", "consents_changed", "version_sent"}
"""Acts after which whoever reads it next is the first to read it."""


def trail_of(session: Session, story_id: UUID) -> Sequence[ReviewEvent]:
    """What was done with a story, in order."""
    mine = select(ReviewEvent).where(ReviewEvent.story_id == story_id)
    return session.scalars(mine.order_by(ReviewEvent.at, ReviewEvent.id)).all()


def readers_in(trail: Iterable[ReviewEvent]) -> set[UUID]:
    """The moderators whose yes stands."""
    readers: set[UUID] = set()
    for event in _not_undone(trail):
        if event.act in BEGINS_ANEW:
            readers.clear()
        elif event.act in SAYS_YES and event.actor_id is not None:
            readers.add(event.actor_id)
    return readers


def asks_for_two(story: Story, trail: Iterable[ReviewEvent]) -> bool:
    """Whether two moderators must read it: `needs_two_readers`, or it was marked as sensitive and the mark was taken off.

    As if never made is only a mark which its own maker took off before anybody said yes; else one moderator could
    take off what a colleague saw, and be both pairs of eyes.
    """
    return needs_two_readers(story) or _was_doubted(trail)


def _was_doubted(trail: Iterable[ReviewEvent]) -> bool:
    marked_by, is_marked = None, False
    for event in _not_undone(trail):
        if event.act == "marked_sensitive" and not is_marked:
            marked_by, is_marked = event.actor_id, True
        elif is_marked and event.act in {*SAYS_YES, FIRST_READING_OF_VERSION}:
            return True
        elif is_marked and event.act == "unmarked_sensitive":
            if event.actor_id != marked_by:
                return True
            is_marked = False
    return False


def _not_undone(trail: Iterable[ReviewEvent]) -> list[ReviewEvent]:
    events = list(trail)
    undone = {event.details.get("event") for event in events if event.act == UNDONE}
    return [event for event in events if str(event.id) not in undone]


def undoable(actor: Viewer, trail: Sequence[ReviewEvent]) -> ReviewEvent | None:
    """The last act, if it was this moderator's own, can be turned back and is not older than ten minutes."""
    last = trail[-1] if trail else None
    if last is None or last.actor_id is None or last.actor_id != actor.person_id or "from" not in last.details:
        return None
    return last if clock.now() - last.at <= UNDOABLE_FOR else None


def first_read_by(actor: Viewer, city_id: UUID) -> set[UUID]:
    """Waiting stories of the town that wait for a second yes after this moderator's."""
    mine = select(ReviewEvent.story_id).where(ReviewEvent.actor_id == actor.person_id, ReviewEvent.act == FIRST_READING)
    waiting = select(Story.id).where(Story.city_id == city_id, Story.state == State.WAITING, Story.id.in_(mine))
    rows = select(ReviewEvent).where(ReviewEvent.story_id.in_(waiting)).order_by(ReviewEvent.at, ReviewEvent.id)
    trails: dict[UUID, list[ReviewEvent]] = defaultdict(list)
    for event in db.session.scalars(rows):
        trails[event.story_id].append(event)
    return {story_id for story_id, trail in trails.items() if actor.person_id in readers_in(trail)}
