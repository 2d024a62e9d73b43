"""Stories from another collection: one JSON object a line, each story on its own, a bad line harming no other."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.adapters.images import PhotoRefused, clean_photos
from storyhub.adapters.storage import Store
from storyhub.cities.models import City
from storyhub.cities.queries import districts_of
from storyhub.core import clock, codes, events, text
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction
from storyhub.core.visibility import Audience
from storyhub.stories.events import StoryPublished, StoryTold
from storyhub.stories.models import ARCHIVE, ConsentGrant, Kind, Photo, ReviewEvent, State, Story, StoryTheme, StoryVersion, Use
from storyhub.stories.services.photos import store_sizes
from storyhub.stories.submission import MOST_PHOTOS, Submission
from storyhub.themes.queries import themes, themes_by_slug

TOGETHER = 200
"""Lines kept in one transaction."""


@dataclass
class Imported:
    """What came of an import: counts, and what was wrong with which line (from 1)."""

    added: int = 0
    known: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Ready:
    """A line that can be taken."""

    ref: str
    submission: Submission
    told_on: date | None
    is_waiting: bool
    photos: tuple[tuple[str, str], ...]


class BadLine(Exception):
    """Why a line cannot be taken, as a sentence for the operator."""


def import_lines(
    city: City, lines: Iterator[str], store: Store, folder: Path, *, wording: int, dry_run: bool
) -> Iterator[Imported]:
    """Take stories in, yielding the running result after each bundle. `photos` are paths relative to `folder`."""
    result = Imported()
    bundle: list[tuple[int, Ready]] = []
    reader = Reader(city)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            bundle.append((number, reader.ready(line)))
        except BadLine as problem:
            result.problems.append((number, str(problem)))
        if len(bundle) >= TOGETHER:
            _take(city, bundle, store, folder, result, wording=wording, dry_run=dry_run)
            bundle = []
            yield result
    _take(city, bundle, store, folder, result, wording=wording, dry_run=dry_run)
    yield result


class Reader:
    """Reads lines for one town; knows its districts and the vocabulary."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.districts = {one.slug: one.id for one in districts_of(city.id)}
        self.districts |= {name.casefold(): one.id for one in districts_of(city.id) for name in one.name.values()}
        self.themes = themes_by_slug([theme.slug for theme in themes()])

    def ready(self, line: str) -> Ready:
        """One line as a story that can be taken. Raises BadLine."""
        row = _object(line)
        ref = str(row.get("ref") or "")
        if not ref:
            raise BadLine("`ref` is missing; it makes the import repeatable")
        place = text.clean_line(str(row.get("place") or ""))
        district = self.districts.get(place.casefold())
        submission = Submission(
            body=text.clean(str(row.get("body") or "")),
            title=text.clean_line(str(row.get("title") or "")),
            language=str(row.get("language") or ""),
            audience=_one_of(Audience, row.get("audience", "public"), "audience"),
            kind=_one_of(Kind, row.get("kind", "lived"), "kind"),
            imagined_year=row.get("year") or (2040 if row.get("kind") == Kind.IMAGINED else None),
            district_id=district,
            place="" if district else place,
            theme_ids=self._theme_ids(row.get("themes") or []),
            uses=frozenset({Use.PHOTOS}),
        )
        problems = submission.problems()
        if problems:
            raise BadLine("; ".join(f"`{name}`: {key.replace('_', ' ')}" for name, key in problems.items()))
        return Ready(ref, submission, _date(row.get("told_on")), row.get("state") == "waiting", _photos(row.get("photos") or []))

    def _theme_ids(self, slugs: Any) -> tuple[UUID, ...]:
        if not isinstance(slugs, list):
            raise BadLine("`themes` must be a list")
        unknown = [slug for slug in slugs if slug not in self.themes]
        if unknown:
            raise BadLine(f"`themes`: unknown {', '.join(map(str, unknown))}")
        return tuple(self.themes[slug].id for slug in slugs)


def _object(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine("not a JSON object") from error
    if not isinstance(row, dict):
        raise BadLine("not a JSON object")
    return row


def _one_of(kinds: Any, value: Any, name: str) -> Any:
    try:
        return kinds(value)
    except ValueError as error:
        raise BadLine(f"`{name}` must be one of {', '.join(kinds)}") from error


def _date(value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise BadLine("`told_on` must be a date like 2026-05-03") from error


def _photos(value: Any) -> tuple[tuple[str, str], ...]:
    """(path, description) of each photograph; a plain path has no description."""
    rows = [(one, "") if isinstance(one, str) else (one.get("file"), one.get("alt", "")) if isinstance(one, dict) else (None, "") for one in value]
    if not all(isinstance(path, str) and path for path, _ in rows) or len(rows) > MOST_PHOTOS:
        raise BadLine(f"`photos` must be a list of at most {MOST_PHOTOS} paths")
    return tuple((str(path), text.clean_line(str(alt))) for path, alt in rows)


def _take(
    city: City, bundle: list[tuple[int, Ready]], store: Store, folder: Path, result: Imported, *, wording: int, dry_run: bool
) -> None:
    """Keep a bundle in one transaction; photographs are cleaned before it begins."""
    wanted = select(Story.imported_ref).where(Story.city_id == city.id, Story.imported_ref.in_([one.ref for _, one in bundle]))
    known = set(db.session.scalars(wanted))
    fresh: dict[str, tuple[int, Ready]] = {}
    for number, one in bundle:
        if one.ref in known or one.ref in fresh:
            result.known += 1
        else:
            fresh[one.ref] = (number, one)
    developed = {}
    for ref, (number, one) in list(fresh.items()):
        try:
            developed[ref] = [] if dry_run else _developed(one, store, folder)
        except BadLine as problem:
            result.problems.append((number, str(problem)))
            del fresh[ref]
    result.added += len(fresh)
    if dry_run or not fresh:
        return
    with transaction() as session:
        for ref, (_, one) in fresh.items():
            _add(session, city, one, developed[ref], wording)


def _developed(one: Ready, store: Store, folder: Path) -> list[Photo]:
    data = []
    for path, _ in one.photos:
        file = (folder / path).resolve()
        if not file.is_relative_to(folder.resolve()) or not file.is_file():
            raise BadLine(f"photo {path} is not there")
        data.append(file.read_bytes())
    photos = []
    for position, (cleaned, (path, alt)) in enumerate(zip(clean_photos(data) if data else [], one.photos, strict=True), 1):
        if isinstance(cleaned, PhotoRefused):
            raise BadLine(f"photo {path}: {cleaned.reason.replace('_', ' ')}")
        key = new_id().hex
        store_sizes(store, key, cleaned.files)
        photos.append(
            Photo(position=position, key=key, width=cleaned.width, height=cleaned.height, color=cleaned.color, hint=f"{cleaned.hint:016x}", alt=alt)
        )
    return photos


def _add(session: Session, city: City, one: Ready, photos: list[Photo], wording: int) -> None:
    told_at = _moment(city, one.told_on)
    state = State.WAITING if one.is_waiting or city.paused_at else State.PUBLISHED
    said = one.submission
    story = Story(
        id=new_id(),
        code=codes.public_code(),
        city_id=city.id,
        network_id=city.network_id,
        kind=said.kind,
        imagined_year=said.imagined_year,
        state=state,
        audience=said.audience,
        language=said.language,
        title=said.title,
        body=said.body,
        excerpt=text.excerpt(said.body),
        district_id=said.district_id,
        place=said.place,
        imported_ref=one.ref,
        told_at=told_at,
        told_month=f"{told_at.astimezone(ZoneInfo(city.time_zone)):%Y-%m}",
        state_since=told_at,
        published_at=told_at if state == State.PUBLISHED else None,
    )
    session.add(story)
    session.flush()
    session.add(StoryVersion(story_id=story.id, number=1, title=story.title, body=story.body, language=story.language, at=told_at))
    for use in (ARCHIVE, *Use):
        session.add(
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
        )
    for theme_id in dict.fromkeys(said.theme_ids):
        session.add(StoryTheme(story_id=story.id, theme_id=theme_id, origin="teller"))
    for photo in photos:
        photo.story_id = story.id
        session.add(photo)
    session.add(ReviewEvent(story_id=story.id, at=clock.now(), act="imported"))
    events.record(StoryPublished(story.id) if state == State.PUBLISHED else StoryTold(story.id))


def _moment(city: City, told_on: date | None) -> datetime:
    """Noon in the town on the day it was told; now when no day is given."""
    if told_on is None:
        return clock.now()
    return datetime.combine(told_on, time(12), ZoneInfo(city.time_zone)).astimezone(UTC)

