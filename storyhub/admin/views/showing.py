"""What residents will see, made ready for a preview: each text in each language of the town, or what stands for it."""

from typing import Any

from flask import g
from flask_babel import gettext as _

from storyhub.admin.areas import KEYS
from storyhub.admin.figures import part_names
from storyhub.admin.forms import chosen_languages
from storyhub.admin.shapes import district_names, said_shapes
from storyhub.cities import queries
from storyhub.cities.changes import Change, changes_between
from storyhub.cities.models import Area
from storyhub.cities.queries import Document
from storyhub.core import clock
from storyhub.core.languages import LANGUAGES, Language, Translated
from storyhub.web.locale import current_language

PAGE = "page_"
UNSAID = {"checked_at", "checked_by"}
"""Who called a help line, and when: the change itself says both."""


def town_languages() -> list[Language]:
    """The town's languages, the reader's own first."""
    return chosen_languages(g.city.languages, current_language().code)


def shown_in(area: Area, row: Document) -> list[dict[str, Any]]:
    """For each language of the town: its texts, and in which language each of them will really stand."""
    texts = {key: Translated(value) for key, value in row.items() if isinstance(value, dict)}
    return [
        {
            "language": language,
            "texts": {key: _text(area, key, text.text(language.code)) for key, text in texts.items()},
            "stands_in": {key: text.language_for(language.code) for key, text in texts.items()},
        }
        for language in town_languages()
    ]


def differences(area: Area, before: Document, after: Document) -> list[dict[str, str]]:
    """What a change changes, in words: {path, before, after, language}."""
    names = _names(area, before) | _names(area, after)
    if area == Area.SHAPES:
        before, after = said_shapes(before, after)
    changes = (one for one in changes_between(before, after) if one.path[-1] not in UNSAID)
    return [_said(change, names) for change in changes]


def _said(change: Change, names: dict[str, str]) -> dict[str, str]:
    """A change as a person reads it, and in which language its texts stand."""
    language = change.path[-1] if change.path[-1] in LANGUAGES else ""
    return {
        "path": " · ".join(_step(step, names) for step in change.path),
        "before": _value(change.before, change.path, names),
        "after": _value(change.after, change.path, names),
        "language": language,
    }


def _step(step: str, names: dict[str, str]) -> str:
    if step in LANGUAGES:
        return LANGUAGES[step].own_name
    return names.get(step) or str(KEYS.get(step, step))


def _value(value: str, path: tuple[str, ...], names: dict[str, str]) -> str:
    match path[-1]:
        case "order":
            return ", ".join(names.get(slug, slug) for slug in value.split(", "))
        case "languages":
            return ", ".join(LANGUAGES[code].own_name for code in value.split(", ") if code in LANGUAGES)
    return {"True": _("yes"), "False": _("no")}.get(value, value)


def _names(area: Area, document: Document) -> dict[str, str]:
    """What the members of a list call themselves, or the parts of the town of which there are figures."""
    if area == Area.FIGURES:
        return part_names(g.city)
    if area == Area.SHAPES:
        return district_names(g.city)
    if "items" not in document:
        return {}
    key = queries.TRANSLATED[area][0]
    return {row["slug"]: Translated(row[key]).text(current_language().code) for row in document["items"]}


def _text(area: Area, key: str, text: str) -> str:
    if key == "body" and area.startswith(PAGE):
        return queries.filled(g.city, text, current_language().code, clock.now())
    return text
