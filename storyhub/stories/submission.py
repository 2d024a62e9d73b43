"""What a teller sends, before it is a story, and what must be true of it. The form, the import and the service share this."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from storyhub.core import languages, text
from storyhub.core.visibility import Audience
from storyhub.stories.models import Kind, NameShown

LEAST, MOST = 20, 20_000
MOST_TITLE = 120
MOST_LINE = 200
MOST_ALT = 500
MOST_THEMES = 5
MOST_PHOTOS = 6
YEARS = range(2020, 2101)


class When(StrEnum):
    """When it happened, as people say it. UNSAID: not said."""

    UNSAID = ""
    TODAY = "today"
    MONTH = "month"
    YEAR = "year"
    EARLIER = "earlier"
    DATE = "date"


@dataclass(frozen=True)
class PhotoNote:
    """What the teller says about the photograph at a position (from 1)."""

    position: int
    alt: str = ""
    people_agreed: bool | None = None


@dataclass(frozen=True)
class Submission:
    """A story as it is sent. Texts are clean already; ids belong to the town."""

    body: str
    language: str
    audience: Audience
    title: str = ""
    kind: Kind = Kind.LIVED
    imagined_year: int | None = None
    district_id: UUID | None = None
    place: str = ""
    when: When = When.UNSAID
    when_date: date | None = None
    theme_ids: tuple[UUID, ...] = ()
    lens_id: UUID | None = None
    uses: frozenset[str] = frozenset()
    name_shown: NameShown = NameShown.NONE
    name: str = ""
    contact: str = ""
    behalf_who: str = ""
    behalf_how: str = ""
    is_young: bool = False
    prompt_id: UUID | None = None
    answers_id: UUID | None = None
    photos: tuple[PhotoNote, ...] = field(default=())

    def problems(self) -> dict[str, str]:
        """Which fields cannot be taken: field name to the key of its sentence. Empty when all is well."""
        found = {
            "body": self._body_problem(),
            "language": None if languages.is_known(self.language) else "choose_language",
            "title": "too_long" if text.length(self.title) > MOST_TITLE else None,
            "place": "too_long" if text.length(self.place) > MOST_LINE else None,
            "name": self._name_problem(),
            "contact": "too_long" if text.length(self.contact) > MOST_LINE else None,
            "themes": "too_many_themes" if len(self.theme_ids) > MOST_THEMES else None,
            "imagined_year": self._year_problem(),
            "when_date": "date_missing" if self.when == When.DATE and self.when_date is None else None,
            "behalf_who": "too_long" if text.length(self.behalf_who) > MOST_LINE else None,
            "behalf_how": self._behalf_problem(),
            "photos": "too_many_photos" if len(self.photos) > MOST_PHOTOS else None,
        }
        return {name: key for name, key in found.items() if key}

    def _body_problem(self) -> str | None:
        count = text.length(self.body)
        if count == 0:
            return "body_missing"
        if count < LEAST:
            return "body_too_short"
        return "body_too_long" if count > MOST else None

    def _name_problem(self) -> str | None:
        if self.name_shown != NameShown.NONE and not self.name:
            return "name_missing"
        return "too_long" if text.length(self.name) > MOST_LINE else None

    def _year_problem(self) -> str | None:
        if self.kind == Kind.LIVED:
            return None
        return None if self.imagined_year in YEARS else "year_missing"

    def _behalf_problem(self) -> str | None:
        if self.behalf_who and not self.behalf_how:
            return "behalf_how_missing"
        return "too_long" if text.length(self.behalf_how) > MOST_LINE else None

    def fingerprint(self) -> str:
        """All that was said, in one string: the same again has the same. (Photographs wait apart and are taken once.)"""
        plain = {name: sorted(v) if isinstance(v, frozenset) else v for name, v in asdict(self).items()}
        plain.pop("photos")
        return json.dumps(plain, sort_keys=True, default=str, ensure_ascii=True)

    def period(self, today: date) -> tuple[date | None, date | None]:
        """When it happened, as the first and last day it may have been, in the town's calendar."""
        match self.when:
            case When.TODAY:
                return today, today
            case When.MONTH:
                return today.replace(day=1), today
            case When.YEAR:
                return today.replace(month=1, day=1), today
            case When.EARLIER:
                return None, today.replace(month=1, day=1) - timedelta(days=1)
            case When.DATE:
                return self.when_date, self.when_date
        return None, None
