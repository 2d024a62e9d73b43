"""Stories from another collection: each on its own, known by its reference, a bad line harming no other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storyhub.adapters.images import CleanedPhoto, PhotoRefused, clean_photos
from storyhub.adapters.storage import Store
from storyhub.archive.services import note_change
from storyhub.cities.models import City
from storyhub.core import clock, events
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction
from storyhub.stories.events import StoryPublished, StoryTold
from storyhub.stories.likeness import fingerprint
from storyhub.stories.models import SOURCE, Photo, ReviewEvent, State, Story, StoryTheme
from storyhub.stories.services.beginning import Asked, begin_story, new_story
from storyhub.stories.services.imported_lines import PhotoBytes, Reader, Ready
from storyhub.stories.services.imported_values import BadLine, Fields, PhotoLine, Problem
from storyhub.stories.services.photos import delete_files, store_sizes
from storyhub.stories.services.tagging import STAFF
from storyhub.stories.services.withdrawing import mark_of_ref

TOGETHER = 200
"""Lines kept in one transaction."""
MOST_FIRST = 20

Row = tuple[int, Fields | BadLine]
"""The number of a line (from 1), and its fields or why it could not be read."""


@dataclass
class Imported:
    """What came of an import: counts, and what was wrong with which line (from 1)."""

    added: int = 0
    known: int = 0
    problems: list[tuple[int, Problem]] = field(default_factory=list)
    first: list[tuple[int, Ready]] = field(default_factory=list)
    """The first of those that were added."""
    answering: list[tuple[UUID, str]] = field(default_factory=list)
    """The stories that answer another, and the reference or code of that one, which may come in later."""

    @property
    def refused(self) -> int:
        """How many lines could not be taken."""
        return len({line for line, _ in self.problems})

    @property
    def done(self) -> int:
        return self.added + self.known + self.refused

    def refuse(self, line: int, why: BadLine) -> None:
        self.problems.extend((line, problem) for problem in why.problems)


@dataclass(frozen=True)
class Import:
    """Where stories come from and go to. `waits` queues them all at the desk; `actor_id` is who brought them."""

    city: City
    photo_bytes: PhotoBytes
    store: Store
    wording: int
    dry_run: bool = False
    waits: bool = False
    actor_id: UUID | None = None


def import_rows(this: Import, rows: Iterable[Row]) -> Iterator[Imported]:
    """Take stories in, yielding the running result after each bundle."""
    result = Imported()
    bundle: list[tuple[int, Ready]] = []
    reader, seen = Reader(this.city), set[str]()
    for number, row in rows:
        try:
            if isinstance(row, BadLine):
                raise row
            bundle.append((number, reader.ready(row)))
        except BadLine as problem:
            result.refuse(number, problem)
        if len(bundle) >= TOGETHER:
            _take(this, bundle, result, seen)
            bundle = []
            yield result
    _take(this, bundle, result, seen)
    _join_answers(this.city, result.answering)
    result.problems.sort(key=lambda one: one[0])  # what a photograph is refused for is found after what a line says
    yield result


def _take(this: Import, bundle: list[tuple[int, Ready]], result: Imported, seen: set[str]) -> None:
    """Keep what is new of a bundle in one transaction; photographs are cleaned before it begins."""
    seen.update(_known(this.city, [one for _, one in bundle]))
    fresh: list[tuple[Ready, list[Photo]]] = []
    for number, one in bundle:
        if one.ref in seen:
            result.known += 1
            continue
        try:
            fresh.append((one, _developed(this, one)))
            seen.add(one.ref)
            result.first.extend([(number, one)] if len(result.first) < MOST_FIRST else [])
        except BadLine as problem:
            result.refuse(number, problem)
    result.added += len(fresh)
    if this.dry_run or not fresh:
        return
    try:
        with transaction() as session:
            for one, photos in fresh:
                story_id = _add(session, this, one, photos)
                result.answering.extend([(story_id, one.answers)] if one.answers else [])
    except Exception:
        delete_files(this.store, [photo.key for _, photos in fresh for photo in photos])
        raise


def _known(city: City, lines: list[Ready]) -> set[str]:
    """The references of those that are here: brought before, told here, or brought or told here and taken back."""
    marks = {mark_of_ref(city.id, one.ref): one.ref for one in lines}
    codes = {code: one.ref for one in lines for code in (one.code, one.ref.lower()) if code}
    rows = db.session.execute(
        select(Story.imported_ref, Story.code).where(
            Story.city_id == city.id,
            or_(Story.imported_ref.in_([*marks, *marks.values()]), Story.code.in_(list(codes))),
        )
    )
    return {found for ref, code in rows for found in (marks.get(ref or "", ref), codes.get(code)) if found is not None}


def _developed(this: Import, one: Ready) -> list[Photo]:
    """The line's photographs, cleaned and (unless it is a dry run) stored. Raises BadLine."""
    cleaned = []
    data = [this.photo_bytes(photo.path) for photo in one.photos]
    for line, photo in zip(one.photos, clean_photos(data) if data else [], strict=True):
        if isinstance(photo, PhotoRefused):
            raise BadLine(
                Problem("photos", photo.reason, {}), Problem("photos", "line_photo_named", {"path": line.path})
            )
        cleaned.append(photo)
    if this.dry_run:
        return []
    return [
        _stored(this.store, n, photo, line) for n, (photo, line) in enumerate(zip(cleaned, one.photos, strict=True), 1)
    ]


def _stored(store: Store, position: int, photo: CleanedPhoto, line: PhotoLine) -> Photo:
    key = new_id().hex
    store_sizes(store, key, photo.files)
    return Photo(
        position=position,
        key=key,
        width=photo.width,
        height=photo.height,
        color=photo.color,
        hint=f"{photo.hint:016x}",
        alt=line.alt,
        credit=line.credit,
        origin=line.origin,
    )


def _add(session: Session, this: Import, one: Ready, photos: list[Photo]) -> UUID:
    """Told on its own day; published, or waiting, since now."""
    now = clock.now()
    is_published = not (one.is_waiting or this.waits) and this.city.is_publishing
    story = new_story(this.city, one.submission, _moment(this.city, one.told_on))
    story.state, story.state_since = State.PUBLISHED if is_published else State.WAITING, now
    story.published_at = now if is_published else None
    story.imported_ref, story.likeness = one.ref, fingerprint(one.submission.body)
    story.when_from, story.when_to = one.when
    story.content_note, story.content_note_language = one.content_note, one.content_note_language
    begin_story(session, story, one.submission, Asked(this.wording, story.language, "import"), since=now)
    session.add_all(StoryTheme(story_id=story.id, theme_id=one_id, origin=STAFF) for one_id in one.team_theme_ids)
    for photo in photos:
        photo.story_id = story.id
        session.add(photo)
    session.add(ReviewEvent(story_id=story.id, at=now, act="imported", actor_id=this.actor_id))
    note_change(story.city_id, SOURCE, story.id)
    events.record(StoryPublished(story.id) if is_published else StoryTold(story.id))
    return story.id


def _join_answers(city: City, answering: list[tuple[UUID, str]]) -> None:
    """Once all are here: let each answer lead to its story, if that is here and was not taken back."""
    for start in range(0, len(answering), TOGETHER):
        with transaction() as session:
            for story_id, named in answering[start : start + TOGETHER]:
                session.get_one(Story, story_id, with_for_update=True).answers_id = _named(session, city, named)
                note_change(city.id, SOURCE, story_id)


def _named(session: Session, city: City, named: str) -> UUID | None:
    mine = select(Story.id).where(Story.city_id == city.id, Story.state != State.WITHDRAWN)
    return session.scalar(mine.where(or_(Story.imported_ref == named, Story.code == named.lower())).limit(1))


def _moment(city: City, told_on: date | None) -> datetime:
    """Noon in the town on the day it was told; now when no day is given."""
    if told_on is None:
        return clock.now()
    return datetime.combine(told_on, time(12), ZoneInfo(city.time_zone)).astimezone(UTC)
