"""A story of another collection, read from the fields of a line for one town; what cannot be taken is said field by field."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from storyhub.cities.models import City
from storyhub.cities.queries import districts_of, prompts_of
from storyhub.core import text
from storyhub.core.visibility import Audience
from storyhub.stories.models import Kind, NameShown, State
from storyhub.stories.services.imported_values import (
    MOST_REF,
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
        """A line's fields as a story that can be taken. Raises BadLine."""
        ref = text.clean_line(text_of(row, "ref")) or text.clean_line(text_of(row, "code"))
        if not ref:
            raise bad("ref", "line_ref_missing")
        if len(ref) > MOST_REF:
            raise bad("ref", "too_long")
        submission = self._submission(row)
        problems = submission.problems()
        if problems:
            raise BadLine(*(Problem(name, key) for name, key in problems.items()))
        note = text.clean(text_of(row, "content_note"))[:MOST_ALT]
        return Ready(
            ref=ref,
            code=text.clean_line(text_of(row, "code")).lower(),
            submission=submission,
            told_on=date_of(row, "told_on"),
            is_waiting=one_of((State.PUBLISHED, State.WAITING), row, "state", State.PUBLISHED) == State.WAITING,
            photos=photos_of(row.get("photos") or []),
            answers=text.clean_line(text_of(row, "answers")),
            team_theme_ids=self._theme_ids(row, "team_themes"),
            when=(date_of(row, "when_from"), date_of(row, "when_to")),
            content_note=note,
            content_note_language=language_of(row, "content_note_language") if note else "",
        )

    def _submission(self, row: Fields) -> Submission:
        kind = one_of(Kind, row, "kind", Kind.LIVED)
        place, district = self._place(row)
        name_shown = one_of(NameShown, row, "name_shown", NameShown.NONE)
        return Submission(
            body=text.clean(text_of(row, "body")),
            title=text.clean_line(text_of(row, "title")),
            language=text_of(row, "language"),
            audience=one_of(Audience, row, "audience", Audience.PUBLIC),
            kind=kind,
            imagined_year=year_of(row.get("year")) if kind == Kind.IMAGINED else None,
            district_id=district,
            place=place,
            when=one_of(When, row, "when_precision", When.UNSAID),
            when_date=date_of(row, "when_to"),
            theme_ids=self._theme_ids(row, "themes"),
            lens_id=self._lens_id(row),
            uses=uses_of(row.get("consents")),
            name_shown=name_shown,
            name=text.clean_line(text_of(row, "name")) if name_shown != NameShown.NONE else "",
            prompt_id=self.prompts.get(text_of(row, "prompt")),
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
