"""The teller's form: what was typed, made clean, and read as a submission. Every error belongs to a field."""

import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from werkzeug.datastructures import MultiDict

from storyhub.cities.models import Prompt
from storyhub.core import clock, text
from storyhub.core.registry import Asking
from storyhub.core.visibility import Audience
from storyhub.stories.models import Kind, NameShown, PendingPhoto, Use
from storyhub.stories.submission import MOST_ALT, PhotoNote, Submission, When

Choice = TypeVar("Choice", bound=StrEnum)

ASKED_USES = (Use.WORKSHOPS, Use.QUOTATION, Use.TRANSLATION, Use.SEARCH_ENGINES)
CAREFUL = Audience.TEAM
"""Who may see a story whose teller chose nobody: the fewest there are."""

FORM_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
QUICKEST = 4
"""Seconds below which no person has told a story."""


def new_form_key() -> str:
    return secrets.token_urlsafe(24)


def form_key_of(data: MultiDict[str, str]) -> str:
    """The key the form came with, or a new one where it has none that can be meant."""
    given = data.get("form_key", "")
    return given if FORM_KEY.fullmatch(given) else new_form_key()


@dataclass
class TellForm:
    """The posted fields of the tell page, and the ids behind the slugs that the town offers to choose from."""

    data: MultiDict[str, str]
    districts: Sequence[Any]
    themes: Sequence[Any]
    """Rows with an id and a slug."""
    prompt: Prompt | None
    default_language: str
    answers_id: UUID | None = None
    photos: Sequence[PendingPhoto] = field(default=())
    asking: Asking | None = None
    """What the story is told for, besides the archive: then it is imagined, and one says whether workshops may use it."""

    def text(self, name: str) -> str:
        return text.clean(self.data.get(name, ""))

    def line(self, name: str) -> str:
        return text.clean_line(self.data.get(name, ""))

    def said_yes(self, name: str) -> bool:
        return self.data.get(name) == "yes"

    @cached_property
    def form_key(self) -> str:
        return form_key_of(self.data)

    @property
    def looks_automatic(self) -> bool:
        """The field no person sees is filled, or the form came back faster than anyone types."""
        began = self.data.get("began", "")
        hurried = began.isascii() and began.isdigit() and len(began) < 12 and 0 <= time.time() - int(began) < QUICKEST
        return bool(self.data.get("website")) or hurried

    @cached_property
    def submission(self) -> Submission:
        kind = _choice(Kind, self.data.get("kind"), self.prompt.kind if self.prompt else Kind.LIVED)
        asked_year = self.asking.year if self.asking else self.prompt.year if self.prompt else None
        return Submission(
            body=self.text("body"),
            language=self.data.get("language") or self.default_language,
            audience=_choice(Audience, self.data.get("audience"), CAREFUL),
            title=self.line("title"),
            kind=Kind.IMAGINED if self.asking else kind,
            imagined_year=_year(self.data.get("imagined_year")) or asked_year,
            district_id=next((d.id for d in self.districts if d.slug == self.data.get("district")), None),
            place=self.line("place"),
            when=_choice(When, self.data.get("when"), When.UNSAID),
            when_date=_date(self.data.get("when_date")),
            theme_ids=tuple(t.id for t in self.themes if t.slug in self.data.getlist("themes")),
            uses=self._uses(),
            name_shown=_choice(NameShown, self.data.get("name_shown"), NameShown.NONE),
            name=self.line("name"),
            contact=self.line("contact"),
            behalf_who=self.line("behalf_who"),
            behalf_how=self.line("behalf_how"),
            is_young=self.said_yes("young"),
            prompt_id=self.prompt.id if self.prompt else None,
            answers_id=self.answers_id,
            photos=tuple(self._photo_note(photo) for photo in self.photos),
        )

    def _uses(self) -> frozenset[str]:
        given = {use for use in ASKED_USES if self.said_yes(use)}
        return frozenset(given | ({Use.PHOTOS} if self.data.get("show_photos") != "no" else set()))

    def _photo_note(self, photo: PendingPhoto) -> PhotoNote:
        mind = self.data.get("anyone_minds")
        return PhotoNote(
            photo.position,
            alt=text.clean_line(self.data.get(f"description-{photo.position}", ""))[:MOST_ALT],
            people_agreed={"yes": False, "no": True}.get(mind or ""),
        )

    @property
    def _is_to_come(self) -> bool:
        """Whether what happened is said to happen on a day that has begun nowhere on earth yet."""
        said = self.submission
        tomorrow = clock.now().date() + timedelta(days=1)
        return said.kind == Kind.LIVED and said.when_date is not None and said.when_date > tomorrow

    @property
    def errors(self) -> dict[str, str]:
        """Field name to the key of its sentence; empty when the story can be taken."""
        found = dict(self.submission.problems())
        if self.submission.contact and not can_be_reached(self.submission.contact):
            found.setdefault("contact", "contact_unreadable")
        if self.data.get("when") == When.DATE and self.data.get("when_date") and self.submission.when_date is None:
            found["when_date"] = "date_unreadable"
        if self._is_to_come:
            found["when_date"] = "date_to_come"
        if self.asking and self.data.get(Use.WORKSHOPS) not in ("yes", "no"):
            found[Use.WORKSHOPS] = "say_yes_or_no"
        return found


def can_be_reached(contact: str) -> bool:
    """Whether this looks like a mail address or a telephone number."""
    if "@" not in contact:
        return sum(c.isdigit() for c in contact) >= 6
    try:
        validate_email(contact, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _choice(kinds: type[Choice], value: str | None, default: str) -> Choice:
    return kinds(value) if value in {kind.value for kind in kinds} else kinds(default)


def _year(value: str | None) -> int | None:
    return (
        int(value)
        if value and value.strip().isascii() and value.strip().isdigit() and len(value.strip()) == 4
        else None
    )


def _date(value: str | None) -> date | None:
    """A date as the browser's own field sends it, or as people type it: 3.5.2026, 03/05/2026."""
    parts = (value or "").strip().replace("/", ".").replace("-", ".").split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    year, month, day = numbers if len(parts[0]) == 4 else reversed(numbers)
    try:
        found = date(year, month, day)
    except (ValueError, OverflowError):
        return None
    return found if 1900 <= found.year <= 2100 else None
