"""Stories from another collection: one JSON object a line, each story on its own, a bad line harming no other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.adapters.images import CleanedPhoto, PhotoRefused, clean_photos
from storyhub.adapters.storage import Store
from storyhub.archive.services import note_change
from storyhub.cities.models import City
from storyhub.core import clock, codes, events, text
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction
from storyhub.stories.events import StoryPublished, StoryTold
from storyhub.stories.likeness import fingerprint
from storyhub.stories.models import (
    ARCHIVE,
    SOURCE,
    ConsentGrant,
    Photo,
    ReviewEvent,
    State,
    Story,
    StoryTheme,
    StoryVersion,
    Use,
)
from storyhub.stories.services.imported_lines import BadLine, Reader, Ready, photo_bytes
from storyhub.stories.services.photos import store_sizes

TOGETHER = 200
"""Lines kept in one transaction."""


@dataclass
class Imported:
    """What came of an import: counts, and what was wrong with which line (from 1)."""

    added: int = 0
    known: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Import:
    """Where stories come from and go to. `photos` of a line are paths relative to `folder`."""

    city: City
    folder: Path
    store: Store
    wording: int
    dry_run: bool = False


def import_lines(
    city: City, lines: Iterable[str | bytes], store: Store, folder: Path, *, wording: int, dry_run: bool
) -> Iterator[Imported]:
    """Take stories in, yielding the running result after each bundle. `photos` are paths relative to `folder`."""
    this = Import(city, folder, store, wording, dry_run)
    result = Imported()
    bundle: list[tuple[int, Ready]] = []
    reader, seen = Reader(city), set[str]()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            bundle.append((number, reader.ready(line)))
        except BadLine as problem:
            result.problems.append((number, str(problem)))
        if len(bundle) >= TOGETHER:
            _take(this, bundle, result, seen)
            bundle = []
            yield result
    _take(this, bundle, result, seen)
    result.problems.sort()  # what a photograph is refused for is found later than what a line says
    yield result


def _take(this: Import, bundle: list[tuple[int, Ready]], result: Imported, seen: set[str]) -> None:
    """Keep what is new of a bundle in one transaction; photographs are cleaned before it begins."""
    refs = [one.ref for _, one in bundle]
    known = select(Story.imported_ref).where(Story.city_id == this.city.id, Story.imported_ref.in_(refs))
    seen.update(ref for ref in db.session.scalars(known) if ref)
    fresh: list[tuple[Ready, list[Photo]]] = []
    for number, one in bundle:
        if one.ref in seen:
            result.known += 1
            continue
        try:
            fresh.append((one, _developed(this, one)))
            seen.add(one.ref)
        except BadLine as problem:
            result.problems.append((number, str(problem)))
    result.added += len(fresh)
    if this.dry_run or not fresh:
        return
    with transaction() as session:
        for one, photos in fresh:
            _add(session, this, one, photos)


def _developed(this: Import, one: Ready) -> list[Photo]:
    """The line's photographs, cleaned and (unless it is a dry run) stored. Raises BadLine."""
    cleaned = []
    data = [photo_bytes(this.folder, path) for path, _ in one.photos]
    for (path, _), photo in zip(one.photos, clean_photos(data) if data else [], strict=True):
        if isinstance(photo, PhotoRefused):
            raise BadLine(f"photo {path!r}: {photo.reason.replace('_', ' ')}")
        cleaned.append(photo)
    if this.dry_run:
        return []
    alts = [alt for _, alt in one.photos]
    return [_stored(this.store, n, photo, alt) for n, (photo, alt) in enumerate(zip(cleaned, alts, strict=True), 1)]


def _stored(store: Store, position: int, photo: CleanedPhoto, alt: str) -> Photo:
    key = new_id().hex
    store_sizes(store, key, photo.files)
    return Photo(
        position=position,
        key=key,
        width=photo.width,
        height=photo.height,
        color=photo.color,
        hint=f"{photo.hint:016x}",
        alt=alt,
    )


def _add(session: Session, this: Import, one: Ready, photos: list[Photo]) -> None:
    story = _new_story(this.city, one)
    session.add(story)
    session.flush()
    session.add(
        StoryVersion(
            story_id=story.id, number=1, title=story.title, body=story.body, language=story.language, at=story.told_at
        )
    )
    session.add_all(_consents(story, this.wording))
    for theme_id in dict.fromkeys(one.submission.theme_ids):
        session.add(StoryTheme(story_id=story.id, theme_id=theme_id, origin="teller"))
    for photo in photos:
        photo.story_id = story.id
        session.add(photo)
    session.add(ReviewEvent(story_id=story.id, at=clock.now(), act="imported"))
    note_change(story.city_id, SOURCE, story.id)
    events.record(StoryPublished(story.id) if story.state == State.PUBLISHED else StoryTold(story.id))


def _new_story(city: City, one: Ready) -> Story:
    """Told on its own day; published, or waiting, since now."""
    said, now = one.submission, clock.now()
    told_at = _moment(city, one.told_on)
    is_published = not one.is_waiting and city.is_publishing
    return Story(
        id=new_id(),
        code=codes.public_code(),
        city_id=city.id,
        network_id=city.network_id,
        kind=said.kind,
        imagined_year=said.imagined_year,
        state=State.PUBLISHED if is_published else State.WAITING,
        audience=said.audience,
        language=said.language,
        title=said.title,
        body=said.body,
        excerpt=text.excerpt(said.body),
        district_id=said.district_id,
        place=said.place,
        likeness=fingerprint(said.body),
        imported_ref=one.ref,
        told_at=told_at,
        told_month=f"{told_at.astimezone(ZoneInfo(city.time_zone)):%Y-%m}",
        state_since=now,
        published_at=now if is_published else None,
    )


def _consents(story: Story, wording: int) -> list[ConsentGrant]:
    """What another collection's tellers are taken to have said: to be read with their pictures, and no more."""
    return [
        ConsentGrant(
            story_id=story.id,
            use=use,
            is_given=use in (ARCHIVE, Use.PHOTOS),
            audience=story.audience if use == ARCHIVE else None,
            wording_version=wording,
            wording_language=story.language,
            how="import",
            at=clock.now(),
        )
        for use in (ARCHIVE, *Use)
    ]


def _moment(city: City, told_on: date | None) -> datetime:
    """Noon in the town on the day it was told; now when no day is given."""
    if told_on is None:
        return clock.now()
    return datetime.combine(told_on, time(12), ZoneInfo(city.time_zone)).astimezone(UTC)
