"""What waits at the desk of a town, row by light row: why, since when, and by what it can be narrowed. Never the words."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, union_all

from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import Mask, Message, Photo, Presence, Report, State, Story, StoryVersion
from storyhub.stories.queries.trail import first_read_by

PRESENT_FOR = timedelta(minutes=3)
"""After so long without a sign somebody reads a story no more."""


EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Later than this is every moment there is. SQLite finds "is not null" through no index, and this it does."""


class Why(StrEnum):
    """What a moderator is needed for."""

    NEW = "new"
    UNREAD = "unread"
    VERSION = "version"
    ANSWER = "answer"
    REPORT = "report"
    OBJECTION = "objection"


class Show(StrEnum):
    """How the queue may be narrowed."""

    ALL = "all"
    MINE = "mine"
    UNREAD = "unread"
    VERSIONS = "versions"
    ANSWERED = "answered"
    ASKED = "asked"
    CARE = "care"
    PHOTOS = "photos"
    REPORTED = "reported"
    OBJECTIONS = "objections"


BY_REASON = {
    Show.UNREAD: Why.UNREAD,
    Show.VERSIONS: Why.VERSION,
    Show.ANSWERED: Why.ANSWER,
    Show.REPORTED: Why.REPORT,
    Show.OBJECTIONS: Why.OBJECTION,
}


ALONE = {why.value: frozenset({why}) for why in Why}


@dataclass(slots=True)
class Waiting:
    """One story in the queue. `since` is when the first of its reasons began."""

    id: UUID
    queue_mark: str
    since: datetime
    language: str
    has_care: bool
    """A young teller, or marked as sensitive."""
    has_photos: bool
    is_asked: bool
    why: frozenset[Why]

    @property
    def waits_for_teller(self) -> bool:
        """Asked, not answered yet, and nothing else to be done meanwhile."""
        return self.is_asked and self.why <= {Why.NEW, Why.UNREAD}


@dataclass(frozen=True)
class Queue:
    """What waits as it was narrowed, and what each way to narrow it leads to under the other."""

    rows: Sequence[Waiting]
    total: int
    """Of all that waits, however it was narrowed."""
    shown: Mapping[Show, int]
    languages: Mapping[str, int]
    readers: Mapping[UUID, Collection[UUID]]
    """Who reads which of them now."""


def desk_queue(actor: Viewer, city_id: UUID, show: Show, language: str) -> Queue:
    """The town's queue as this moderator narrowed it, in the order in which it is to be read."""
    everything = waiting_rows(actor, city_id)
    readers = readers_now(city_id)
    tests = {one: _test_of(one, actor, readers) for one in Show}
    of_language = [row for row in everything if language in ("", row.language)]
    return Queue(
        rows=[row for row in of_language if tests[show](row)],
        total=len(everything),
        shown={one: sum(map(test, of_language)) for one, test in tests.items()},
        languages=Counter(row.language for row in everything if tests[show](row)),
        readers=readers,
    )


def _test_of(show: Show, actor: Viewer, readers: Mapping[UUID, Collection[UUID]]) -> Callable[[Waiting], bool]:
    if show in BY_REASON:
        return lambda row: BY_REASON[show] in row.why
    return {
        Show.ALL: lambda _: True,
        Show.MINE: lambda row: actor.person_id in readers.get(row.id, ()),
        Show.ASKED: lambda row: row.waits_for_teller,
        Show.CARE: lambda row: row.has_care,
        Show.PHOTOS: lambda row: row.has_photos,
    }[show]


def waiting_rows(actor: Viewer, city_id: UUID) -> list[Waiting]:
    """Every story of the town that a moderator is needed for, in order: floods last, the longest waiting first."""
    actor.require(Role.MODERATOR, city_id)
    found: dict[UUID, Waiting] = {}
    # All at once and taken apart by place: of a thousand rows nothing else takes longer than fetching them.
    for why, story_id, mark, language, care, photos, asked, since in db.session.execute(
        union_all(*_reasons(city_id))
    ).all():
        before = found.get(story_id)
        if before is None:
            found[story_id] = Waiting(story_id, mark, since, language, care, photos, asked, ALONE[why])
        else:
            found[story_id] = replace(before, since=min(before.since, since), why=before.why | ALONE[why])
    return sorted(found.values(), key=lambda row: (row.queue_mark, row.since, row.id))


def _reasons(city_id: UUID) -> list[Select]:
    """For each reason the stories it holds for; together one question to the database."""
    there = and_(Story.city_id == city_id, Story.state.not_in((State.WITHDRAWN, State.SPAM)))
    a_version = and_(
        StoryVersion.shown_at.is_(None),
        StoryVersion.set_aside_at.is_(None),
        StoryVersion.number > 1,
        StoryVersion.number > Story.version,
    )
    an_answer = and_(Message.actor_id.is_(None), Message.read_at.is_(None))
    an_objection = and_(Mask.objected_at > EVER, Mask.kept_at.is_(None), Mask.lifted_at.is_(None))
    return [
        _stories(Why.NEW, Story.state_since).where(Story.city_id == city_id, Story.state == State.WAITING),
        _stories(Why.UNREAD, Story.unread_since).where(Story.city_id == city_id, Story.unread_since > EVER),
        _stories(Why.VERSION, func.min(StoryVersion.at))
        .join(StoryVersion, StoryVersion.story_id == Story.id)
        .where(there, a_version)
        .group_by(Story.id),
        _having(Why.ANSWER, Message.story_id, Message.at, an_answer).where(there),
        _having(Why.REPORT, Report.story_id, Report.at, Report.settled_at.is_(None)).where(there),
        _having(Why.OBJECTION, Mask.story_id, Mask.objected_at, an_objection).where(there),
    ]


def _stories(why: Why, since: Any) -> Select:
    return select(
        literal(why.value).label("why"),
        Story.id,
        Story.queue_mark,
        Story.language,
        or_(Story.is_young, Story.is_sensitive).label("has_care"),
        exists().where(Photo.story_id == Story.id).label("has_photos"),
        Story.asked_at.is_not(None).label("is_asked"),
        since.label("since"),
    )


def _having(why: Why, story_id: Any, since: Any, open_ones: ColumnElement[bool]) -> Select:
    """Stories with such a part, each once, since the first of them; the few parts are found before their stories."""
    parts = (
        select(story_id.label("story_id"), func.min(since).label("since"))
        .where(open_ones)
        .group_by(story_id)
        .subquery()
    )
    return _stories(why, parts.c.since).join(parts, parts.c.story_id == Story.id)


def is_present() -> ColumnElement[bool]:
    """Somebody who gave a sign a moment ago."""
    return Presence.at > clock.now() - PRESENT_FOR


def readers_now(city_id: UUID) -> dict[UUID, set[UUID]]:
    """Who has which story of the town open now."""
    rows = db.session.execute(
        select(Presence.story_id, Presence.person_id)
        .join(Story, Story.id == Presence.story_id)
        .where(Story.city_id == city_id, is_present())
    )
    found: dict[UUID, set[UUID]] = {}
    for story_id, person_id in rows:
        found.setdefault(story_id, set()).add(person_id)
    return found


def next_to_take(actor: Viewer, city_id: UUID, *, but: UUID | None = None) -> UUID | None:
    """The story that waits longest and nobody reads now; failing that, one this moderator reads already.

    Passed over: what waits for its teller's answer, what this moderator has read as the first of two, and `but`.
    """
    readers, read_first = readers_now(city_id), first_read_by(actor, city_id)
    passed = {*read_first, but}
    todo = [row.id for row in waiting_rows(actor, city_id) if not row.waits_for_teller and row.id not in passed]
    free = (story_id for story_id in todo if story_id not in readers)
    own = (story_id for story_id in todo if actor.person_id in readers.get(story_id, ()))
    return next(free, None) or next(own, None)
