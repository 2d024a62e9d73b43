"""What a town has not written yet: texts that lack one of its languages, and what it needs before it opens."""

from collections.abc import Iterator
from dataclasses import dataclass

from storyhub.cities.models import PAGE_AREAS, Area, City
from storyhub.cities.queries.settings import Document, settings_of
from storyhub.cities.queries.towns import open_prompts_of
from storyhub.core.languages import Translated

TRANSLATED = {
    Area.WELCOME: ("name", "title", "text"),
    Area.DISTRICTS: ("name",),
    Area.PROMPTS: ("question", "hint"),
    Area.REASONS: ("label",),
    Area.HELP_LINES: ("name",),
} | dict.fromkeys(PAGE_AREAS.values(), ("title", "body"))
"""The texts of each area that has some, by key."""
REQUIRED_NAMES = ("responsible", "address", "email")


@dataclass(frozen=True)
class Gap:
    """A text of the town in one of its languages. `falls_back_to` is empty when there is no such text at all."""

    area: Area
    slug: str
    key: str
    language: str
    falls_back_to: str
    is_missing: bool


@dataclass(frozen=True)
class Step:
    """One thing to do before a town opens; `is_needed` if it cannot open without."""

    key: str
    area: Area
    is_done: bool
    is_needed: bool


def gaps_of(city: City) -> list[Gap]:
    """Each text of the town in each of its languages, written or missing; what is retired is passed over."""
    return [
        _gap(area, slug, key, text, language)
        for area in TRANSLATED
        for slug, key, text in texts_in(area, settings_of(city, area))
        for language in city.languages
    ]


def texts_in(area: Area, document: Document) -> Iterator[tuple[str, str, Translated]]:
    """(slug, key, text) of the texts that residents can meet; the slug is empty outside lists."""
    for row in document.get("items", [document]):
        if not row.get("retired"):
            for key in TRANSLATED[area]:
                yield row.get("slug", ""), key, Translated(row[key])


def steps_to_open(city: City) -> list[Step]:
    """What stands between a new town and its residents, in the order in which one does it."""
    lines = settings_of(city, Area.HELP_LINES)["items"]
    districts = settings_of(city, Area.DISTRICTS)["items"]
    return [
        Step("responsible", Area.RESPONSIBLE, all(city.responsible.get(key) for key in REQUIRED_NAMES), True),
        Step("welcome", Area.WELCOME, bool(city.name and city.welcome_title and city.welcome_text), True),
        Step("prompts", Area.PROMPTS, bool(open_prompts_of(city.id)), True),
        Step("districts", Area.DISTRICTS, any(not one["retired"] for one in districts), False),
        Step("help_lines", Area.HELP_LINES, bool(lines) and all(one["checked"] for one in lines), False),
        Step("translations", Area.LANGUAGES, not any(gap.is_missing for gap in gaps_of(city)), False),
    ]


def is_ready(steps: list[Step]) -> bool:
    return all(step.is_done for step in steps if step.is_needed)


def _gap(area: Area, slug: str, key: str, text: Translated, language: str) -> Gap:
    shown = text.language_for(language)
    return Gap(area, slug, key, language, shown, shown != language)
