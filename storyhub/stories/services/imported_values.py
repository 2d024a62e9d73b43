"""One field of a line that is imported, read as what it must be; what it is not is said by the field's name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made_by
from datetime import date
from typing import Any

from storyhub.core import languages, text
from storyhub.stories.models import PhotoOrigin, Use
from storyhub.stories.submission import MOST_ALT, MOST_PHOTOS

YEARS_TOLD = range(1900, 2101)
USUAL_YEAR = 2040
"""What an imagined story is about when its line names no year."""
CAREFUL = frozenset({Use.PHOTOS})
"""What another collection's tellers are taken to have said: to be read with their pictures, and no more."""
CARRIED = (Use.WORKSHOPS, Use.QUOTATION, Use.TRANSLATION, Use.SEARCH_ENGINES, Use.PHOTOS)
"""The answers that a line may bring. How a teller is reached stays where it is, and so does that answer."""

MOST_REF = 200
"""Characters of a reference: a column that is indexed holds it."""
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a field: the key of its sentence, and what fills it."""

    field: str
    key: str
    values: dict[str, str] = made_by(default_factory=dict)


class BadLine(Exception):
    """Why a line cannot be taken."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(", ".join(problem.key for problem in problems))


def bad(name: str, key: str, **values: str) -> BadLine:
    return BadLine(Problem(name, key, values))


@dataclass(frozen=True)
class PhotoLine:
    """A photograph that a line names."""

    path: str
    alt: str = ""
    credit: str = ""
    origin: PhotoOrigin = PhotoOrigin.TELLER


def text_of(row: Fields, name: str) -> str:
    value = row.get(name)
    if name == "ref" and isinstance(value, int):
        return str(value)
    if value is None or isinstance(value, str):
        return plain(value or "")
    raise bad(name, "line_not_text")


def plain(said: str) -> str:
    """Without the signs that no database and no page takes; a line says them only to harm, or was harmed."""
    return _NO_TEXT.sub("", said)


def one_of(kinds: Any, row: Fields, name: str, usual: Any) -> Any:
    value = text_of(row, name) or usual
    for kind in kinds:
        if kind == value:
            return kind
    raise bad(name, "line_not_one_of", choices=", ".join(filter(None, kinds)))


def uses_of(consents: Any) -> frozenset[str]:
    """What the teller allowed, as the line says it; the careful answers where it says nothing."""
    if consents is None:
        return CAREFUL
    if not isinstance(consents, dict) or not all(isinstance(value, bool) for value in consents.values()):
        raise bad("consents", "line_not_yes_or_no")
    return frozenset(use for use in CARRIED if consents.get(use, use in CAREFUL))


def language_of(row: Fields, name: str) -> str:
    code = text_of(row, name)
    if not languages.is_known(code):
        raise bad(name, "line_not_one_of", choices=", ".join(languages.LANGUAGES))
    return code


def year_of(value: Any) -> int:
    if value is None:
        return USUAL_YEAR
    if not isinstance(value, int):
        raise bad("year", "line_not_a_year")
    return value


def date_of(row: Fields, name: str) -> date | None:
    value = text_of(row, name)
    if not value:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise bad(name, "line_not_a_day") from error
    if day.year not in YEARS_TOLD:
        raise bad(name, "line_day_out_of_range")
    return day


def photos_of(value: Any) -> tuple[PhotoLine, ...]:
    """The photographs; a plain path has no description."""
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MOST_PHOTOS:
        raise bad("photos", "line_photos_not_a_list", most=str(MOST_PHOTOS))
    return tuple(_photo(one) for one in value)


def _photo(value: Any) -> PhotoLine:
    row = {"file": value} if isinstance(value, str) else value
    if not isinstance(row, dict) or not row.get("file"):
        raise bad("photos", "line_photo_without_file")
    return PhotoLine(
        path=text_of(row, "file"),
        alt=text.clean_line(text_of(row, "alt"))[:MOST_ALT],
        credit=text.clean_line(text_of(row, "credit"))[:MOST_ALT],
        origin=one_of(PhotoOrigin, row, "origin", PhotoOrigin.TELLER),
    )
