"""A story of another collection, read from the fields of a line for one town; what cannot be taken is said field by field."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from storyhub.cities.models import City
from storyhub.cities.queries import districts_of, prompts_of
from storyhub.core import text
from storyhub.core.visibility import Audience
from storyhub.stories.models import Kind, NameShown, State
from storyhub.stories.services.imported_values import (
    CAREFUL,
    MOST_REF,
    USUAL_YEAR,
    BadLine,
    Fields,
    PhotoLine,
    Problem,
    bad,
    date_of,
    language_of,
    one_of,
    photos_of,
    plain,
    text_of,
    uses_of,
    year_of,
)
from storyhub.stories.submission import MOST_ALT, MOST_LINE, Submission, When
from storyhub.themes.models import ThemeKind
from storyhub.themes.queries import merged_slugs, themes_by_slug, themes_to_choose

LARGEST_PHOTO = 12 * 1024 * 1024

STATES = (State.PUBLISHED, State.WAITING)
ALSO = {"year": "imagined_year", "when_to": "when_date"}
"""Fields that are called otherwise in a story that is told by the form."""

NOWHERE: tuple[str, UUID | None] = ("", None)
T = TypeVar("T")

PhotoBytes = Callable[[str], bytes]
"""The bytes of a photograph by the path that a line names. Raises BadLine."""


@dataclass(frozen=True)
class Ready:
    """A line that can be taken. `code` is the story's own, where the line was exported by us; `answers` a ref or code."""

    ref: str
    submission: Submission
    told_on: date | None
    is_waiting: bool
    photos: tuple[PhotoLine, ...]
    code: str = ""
    answers: str = ""
    team_theme_ids: tuple[UUID, ...] = ()
    when: tuple[date | None, date | None] = (None, None)
    content_note: str = ""
    content_note_language: str = ""


class Gathered:
    """All that is wrong with one line, so that its writer mends it in one go: a field at most once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def take(self, read: Callable[..., T], instead: T, *about: Any) -> T:
        """What is read, or what stands for it when it cannot be."""
        try:
            return read(*about)
        except BadLine as why:
            self.add(why.problems)
            return instead

    def add(self, problems: Iterable[Problem]) -> None:
        said = {one.field for one in self.problems} | {ALSO[one.field] for one in self.problems if one.field in ALSO}
        self.problems.extend(one for one in problems if one.field not in said)


class Reader:
    """Reads the fields of lines for one town; knows its districts, its questions and the vocabulary."""

    def __init__(self, city: City) -> None:
        districts = districts_of(city.id)
        self.districts = {name.casefold(): one.id for one in districts for name in one.name.values()}
        self.districts |= {one.slug: one.id for one in districts}
        self.prompts = {one.slug: one.id for one in prompts_of(city.id)}
        self.themes = themes_by_slug([theme.slug for theme in themes_to_choose(city.id)])
        self.themes |= {slug: self.themes[into] for slug, into in merged_slugs().items() if into in self.themes}

    def ready(self, row: Fields) -> Ready:
        """A line's fields as a story that can be taken. Raises BadLine with all that is wrong with it."""
        wrong = Gathered()
        take, line = wrong.take, partial(wrong.take, _line, "")
        ref = take(_ref_of, "", row)
        submission = self._submission(row, wrong)
        wrong.add(Problem(name, key) for name, key in submission.problems().items())
        note = take(text_of, "", row, "content_note")
        ready = Ready(
            ref=ref,
            code=line(row, "code").lower(),
            submission=submission,
            told_on=take(date_of, None, row, "told_on"),
            is_waiting=take(one_of, None, STATES, row, "state", State.PUBLISHED) == State.WAITING,
            photos=take(photos_of, (), row.get("photos") or []),
            answers=line(row, "answers"),
            team_theme_ids=take(self._theme_ids, (), row, "team_themes"),
            when=(take(date_of, None, row, "when_from"), submission.when_date),
            content_note=text.clean(note)[:MOST_ALT],
            content_note_language=take(language_of, "", row, "content_note_language") if text.clean(note) else "",
        )
        if wrong.problems:
            raise BadLine(*wrong.problems)
        return ready

    def _submission(self, row: Fields, wrong: Gathered) -> Submission:
        """What the teller said, with nothing in place of what cannot be read."""
        take, line = wrong.take, partial(wrong.take, _line, "")
        kind = take(one_of, Kind.LIVED, Kind, row, "kind", Kind.LIVED)
        place, district = take(self._place, NOWHERE, row)
        name_shown = take(one_of, NameShown.NONE, NameShown, row, "name_shown", NameShown.NONE)
        return Submission(
            body=text.clean(take(text_of, "", row, "body")),
            title=line(row, "title"),
            language=take(language_of, "", row, "language"),
            audience=take(one_of, Audience.PUBLIC, Audience, row, "audience", Audience.PUBLIC),
            kind=kind,
            imagined_year=take(year_of, USUAL_YEAR, row.get("year")) if kind == Kind.IMAGINED else None,
            district_id=district,
            place=place,
            when=take(one_of, When.UNSAID, When, row, "when_precision", When.UNSAID),
            when_date=take(date_of, None, row, "when_to"),
            theme_ids=take(self._theme_ids, (), row, "themes"),
            lens_id=take(self._lens_id, None, row),
            uses=take(uses_of, CAREFUL, row.get("consents")),
            name_shown=name_shown,
            name=line(row, "name") if name_shown != NameShown.NONE else "",
            prompt_id=self.prompts.get(take(text_of, "", row, "prompt")),
        )

    def _place(self, row: Fields) -> tuple[str, UUID | None]:
        """The teller's words for the place, and the district. Without `district`, a place that is one is taken as it."""
        place = text.clean_line(text_of(row, "place"))
        if "district" not in row:
            district = self.districts.get(place.casefold())
            return ("" if district else place), district
        named = text.clean_line(text_of(row, "district"))
        district = self.districts.get(named.casefold())
        if named and district is None:
            # Another town's district: here it is a name like any other.
            called = text.clean_line(text_of(row, "district_name")) or named
            return ", ".join(filter(None, (called, place)))[:MOST_LINE], None
        return place, district

    def _theme_ids(self, row: Fields, name: str) -> tuple[UUID, ...]:
        slugs = row.get(name) or []
        if not isinstance(slugs, list) or not all(isinstance(slug, str) for slug in slugs):
            raise bad(name, "line_not_a_list")
        unknown = [slug for slug in slugs if slug not in self.themes]
        if unknown:
            raise bad(name, "line_unknown", unknown=plain(", ".join(unknown))[:MOST_LINE])
        return tuple(dict.fromkeys(self.themes[slug].id for slug in slugs))

    def _lens_id(self, row: Fields) -> UUID | None:
        slug = text_of(row, "lens")
        if slug and (slug not in self.themes or self.themes[slug].kind != ThemeKind.LENS):
            raise bad("lens", "line_unknown", unknown=slug[:MOST_LINE])
        return self.themes[slug].id if slug else None


def _line(row: Fields, name: str) -> str:
    return text.clean_line(text_of(row, name))


def _ref_of(row: Fields) -> str:
    ref = _line(row, "ref") or _line(row, "code")
    if not ref:
        raise bad("ref", "line_ref_missing")
    if len(ref) > MOST_REF:
        raise bad("ref", "too_long")
    return ref


def fields_of(line: str | bytes) -> Fields:
    """The fields of a line of JSON. Raises BadLine."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise bad("", "line_unreadable") from error
    if not isinstance(row, dict):
        raise bad("", "line_unreadable")
    return row


def photo_in(folder: Path, path: str) -> bytes:
    """A photograph's file, which lies in the folder of the import and nowhere else. Raises BadLine."""
    try:
        file = (folder / path).resolve()
        if not file.is_relative_to(folder.resolve()) or not file.is_file():
            raise bad("photos", "line_photo_missing", path=path[:MOST_LINE])
        if file.stat().st_size > LARGEST_PHOTO:
            raise bad("photos", "line_photo_too_large", path=path[:MOST_LINE])
        return file.read_bytes()
    except (OSError, ValueError) as error:
        raise bad("photos", "line_photo_missing", path=ascii(path)[:MOST_LINE]) from error
