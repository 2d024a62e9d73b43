"""What stands behind the colon: days, languages, kinds, and the names of themes, districts and towns."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from storyhub.archive.query.names import folded, kind_named, language_named

_DAY = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?")
EARLIEST, LATEST = 1900, 2100


@dataclass(frozen=True)
class Value:
    """`terms`: a thing holds one of them; `kind` and `name` say what that is for a reader."""

    kind: str
    name: str
    terms: frozenset[str]


class Names(Protocol):
    """Names that the archive does not make itself."""

    def theme(self, name: str) -> Value | None: ...

    def district(self, name: str) -> Value | None: ...

    def city(self, name: str) -> Value | None: ...


@dataclass(frozen=True)
class NamesByWord:
    """Names in three tables, by folded name."""

    themes: Mapping[str, Value] = field(default_factory=dict)
    districts: Mapping[str, Value] = field(default_factory=dict)
    cities: Mapping[str, Value] = field(default_factory=dict)

    def theme(self, name: str) -> Value | None:
        return self.themes.get(folded(name))

    def district(self, name: str) -> Value | None:
        return self.districts.get(folded(name))

    def city(self, name: str) -> Value | None:
        return self.cities.get(folded(name))


NO_NAMES = NamesByWord()


def value_of(field_: str, text: str, names: Names) -> Value | None:
    """The value of theme:, place:, lang:, city: or kind:; None for a name that nobody knows."""
    match field_:
        case "theme":
            return names.theme(text)
        case "place":
            return names.district(text)
        case "city":
            return names.city(text)
        case "lang":
            code = language_named(text)
            return Value("lang", code, frozenset({f"lang:{code}"})) if code else None
        case "kind":
            kind = kind_named(text)
            return Value("kind", kind, frozenset({f"kind:{kind}"})) if kind else None
    return None


def days_of(text: str) -> tuple[date, date] | None:
    """The first and last day of 2024, 2024-05 or 2024-05-03; None for anything else."""
    found = _DAY.fullmatch(text.strip())
    if found is None or not EARLIEST <= int(found[1]) <= LATEST:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None
