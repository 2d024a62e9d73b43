"""A line of an import file, read as a story that can be taken; what cannot be taken is said in a sentence."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from storyhub.cities.models import City
from storyhub.cities.queries import districts_of
from storyhub.core import text
from storyhub.core.visibility import Audience
from storyhub.stories.models import Kind, State, Use
from storyhub.stories.submission import MOST_ALT, MOST_PHOTOS, Submission
from storyhub.themes.queries import themes, themes_by_slug

YEARS_TOLD = range(1900, 2101)
USUAL_YEAR = 2040
"""What an imagined story is about when its line names no year."""
LARGEST_PHOTO = 12 * 1024 * 1024


class BadLine(Exception):
    """Why a line cannot be taken, as a sentence for the operator."""


@dataclass(frozen=True)
class Ready:
    """A line that can be taken. `photos` are (path, description)."""

    ref: str
    submission: Submission
    told_on: date | None
    is_waiting: bool
    photos: tuple[tuple[str, str], ...]


class Reader:
    """Reads lines for one town; knows its districts and the vocabulary."""

    def __init__(self, city: City) -> None:
        districts = districts_of(city.id)
        self.districts = {name.casefold(): one.id for one in districts for name in one.name.values()}
        self.districts |= {one.slug: one.id for one in districts}
        self.themes = themes_by_slug([theme.slug for theme in themes(city_id=city.id)])

    def ready(self, line: str | bytes) -> Ready:
        """One line as a story that can be taken. Raises BadLine."""
        row = _object(line)
        ref = text.clean_line(_text(row, "ref"))
        if not ref:
            raise BadLine("`ref` is missing; it makes the import repeatable")
        submission = self._submission(row)
        problems = submission.problems()
        if problems:
            raise BadLine("; ".join(f"`{name}`: {key.replace('_', ' ')}" for name, key in problems.items()))
        return Ready(ref, submission, _date(_text(row, "told_on")), _is_waiting(row), _photos(row.get("photos") or []))

    def _submission(self, row: dict[str, Any]) -> Submission:
        kind = _one_of(Kind, row, "kind", Kind.LIVED)
        place = text.clean_line(_text(row, "place"))
        district = self.districts.get(place.casefold())
        return Submission(
            body=text.clean(_text(row, "body")),
            title=text.clean_line(_text(row, "title")),
            language=_text(row, "language"),
            audience=_one_of(Audience, row, "audience", Audience.PUBLIC),
            kind=kind,
            imagined_year=_year(row.get("year")) if kind == Kind.IMAGINED else None,
            district_id=district,
            place="" if district else place,
            theme_ids=self._theme_ids(row.get("themes") or []),
            uses=frozenset({Use.PHOTOS}),
        )

    def _theme_ids(self, slugs: Any) -> tuple[UUID, ...]:
        if not isinstance(slugs, list) or not all(isinstance(slug, str) for slug in slugs):
            raise BadLine("`themes` must be a list of words")
        unknown = [slug for slug in slugs if slug not in self.themes]
        if unknown:
            raise BadLine(f"`themes`: unknown {', '.join(unknown)}")
        return tuple(self.themes[slug].id for slug in slugs)


def photo_bytes(folder: Path, path: str) -> bytes:
    """A photograph's file, which lies in the folder of the import and nowhere else. Raises BadLine."""
    try:
        file = (folder / path).resolve()
        if not file.is_relative_to(folder.resolve()) or not file.is_file():
            raise BadLine(f"photo {path!r} is not there")
        if file.stat().st_size > LARGEST_PHOTO:
            raise BadLine(f"photo {path!r} is larger than 12 megabytes")
        return file.read_bytes()
    except (OSError, ValueError) as error:
        raise BadLine(f"photo {path!r} cannot be read") from error


def _object(line: str | bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine("not a JSON object in UTF-8") from error
    if not isinstance(row, dict):
        raise BadLine("not a JSON object in UTF-8")
    return row


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if name == "ref" and isinstance(value, int):
        return str(value)
    if value is None or isinstance(value, str):
        return value or ""
    raise BadLine(f"`{name}` must be text")


def _one_of(kinds: Any, row: dict[str, Any], name: str, usual: Any) -> Any:
    try:
        return kinds(_text(row, name) or usual)
    except ValueError as error:
        raise BadLine(f"`{name}` must be one of {', '.join(kinds)}") from error


def _year(value: Any) -> int:
    if value is None:
        return USUAL_YEAR
    if not isinstance(value, int):
        raise BadLine("`year` must be a number like 2040")
    return value


def _is_waiting(row: dict[str, Any]) -> bool:
    state = _text(row, "state") or State.PUBLISHED
    if state not in (State.PUBLISHED, State.WAITING):
        raise BadLine("`state` must be published or waiting")
    return state == State.WAITING


def _date(value: str) -> date | None:
    if not value:
        return None
    try:
        told_on = date.fromisoformat(value)
    except ValueError as error:
        raise BadLine("`told_on` must be a date like 2026-05-03") from error
    if told_on.year not in YEARS_TOLD:
        raise BadLine("`told_on` must lie between 1900 and 2100")
    return told_on


def _photos(value: Any) -> tuple[tuple[str, str], ...]:
    """(path, description) of each photograph; a plain path has no description."""
    if not isinstance(value, list) or len(value) > MOST_PHOTOS:
        raise BadLine(f"`photos` must be a list of at most {MOST_PHOTOS} paths")
    return tuple(_photo(one) for one in value)


def _photo(value: Any) -> tuple[str, str]:
    row = {"file": value} if isinstance(value, str) else value
    if not isinstance(row, dict) or not row.get("file"):
        raise BadLine("`photos` must be paths, or objects with `file` and `alt`")
    return _text(row, "file"), text.clean_line(_text(row, "alt"))[:MOST_ALT]
