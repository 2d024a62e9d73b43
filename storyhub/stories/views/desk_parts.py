"""The parts of the desk's page about one story that concern its words: as told, withheld, tagged, translated, remarked on."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup, escape

from storyhub.accounts import queries as accounts
from storyhub.adapters.guessing import Guess
from storyhub.cities.models import City
from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import Viewer
from storyhub.stories.inflected import forms_of
from storyhub.stories.language_doubt import doubted
from storyhub.stories.models import Mask, Remark, Story, StoryVersion, Translation, Use, Withheld
from storyhub.stories.queries.care import Care, care_of
from storyhub.stories.queries.translations import translations_at_desk
from storyhub.stories.queries.uses import allowing
from storyhub.stories.services.tagging import STAFF
from storyhub.stories.views import cards
from storyhub.stories.views.acts import withheld_name
from storyhub.stories.withheld import Passage, merged
from storyhub.themes import queries as themes
from storyhub.themes.models import Theme, ThemeKind
from storyhub.web.filters import day, iso, moment, paragraphs, tr

_OPENS, _CLOSES = "\ue000", "\ue001"
"""Private letters that stand for the marks until the words around them are escaped."""


def parts_of(viewer: Viewer, city: City, story: Story, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What the template of the page needs beside the decision. `typed` is what came with a form that was refused."""
    care = care_of(viewer, story)
    return {
        "told_title": _marked(care, "title"),
        "told_body": _in_marks(paragraphs(_with_marks(care, "body"))),
        "told_language": care.version.language,
        "told_place": _marked(care, "place"),
        "told_version": care.version.number,
        "language_doubt": _language_doubt(care.version),
        "is_later_version": care.version.number != story.version,
        "withheld": _withheld(care.masks),
        "other_forms": _other_forms(care),
        "withheld_choices": [{"value": one.value, "label": withheld_name(one)} for one in Withheld],
        "theme_choices": _theme_choices(city, ThemeKind.THEME),
        "lens_choices": _theme_choices(city, ThemeKind.LENS),
        "staff_themes": typed.get("staff_themes") or [tag.theme.slug for tag in story.tags if tag.origin == STAFF],
        "languages": language_choices(),
        "translations": _translations(viewer, story),
        "may_be_translated": bool(allowing([story.id], Use.TRANSLATION)),
        "remarks": _remarks(care.remarks),
        "typed": typed,
    }


def _language_doubt(version: StoryVersion) -> dict[str, str] | None:
    """What was chosen, and what it reads more like, which may be without a name."""
    second = Guess(version.guessed_language, version.guessed_probability or 0) if version.guessed_language else None
    other = doubted(version.body, version.language, second)
    if other is None:
        return None
    return {"chosen": LANGUAGES[version.language].own_name, "other": LANGUAGES[other].own_name if other else ""}


def _marked(care: Care, part: str) -> Markup:
    """A line of the teller's own words, with what readers do not get marked in it."""
    return _in_marks(escape(_with_marks(care, part)))


def _with_marks(care: Care, part: str) -> str:
    words = care.told[part].replace(_OPENS, "\ufffd").replace(_CLOSES, "\ufffd")
    out, at = [], 0
    for passage in merged(Passage(one.start, one.end, one.what) for one in care.masks if one.part == part):
        # A mark ends with its line: what stands in it may run over several paragraphs.
        inside = re.sub(r"(\n+)", rf"{_CLOSES}\1{_OPENS}", words[passage.start : passage.end])
        out += [words[at : passage.start], _OPENS, inside, _CLOSES]
        at = passage.end
    return "".join([*out, words[at:]])


def _in_marks(escaped: Markup) -> Markup:
    ends = Markup('<span class="hide"> {}</span></mark>').format(gettext("(withheld)"))
    return escaped.replace(_OPENS, Markup("<mark>")).replace(_CLOSES, ends)


def _withheld(masks: Iterable[Mask]) -> list[dict[str, Any]]:
    """What is withheld, the same words once."""
    found: dict[str, dict[str, Any]] = {}
    for mask in masks:
        row = found.setdefault(
            " ".join(mask.exact.split()),
            {
                "id": mask.id,
                "exact": mask.exact,
                "what": withheld_name(mask.what),
                "places": 0,
                "objection": mask.objection,
                "objected": day(mask.objected_at) if mask.objected_at else "",
                "answer": mask.answer,
            },
        )
        row["places"] += 1
    return list(found.values())


def _other_forms(care: Care) -> list[dict[str, str]]:
    """How withheld names and places still stand in the words, each form once. Of a passage's many words none is one."""
    words = {" ".join(one.exact.split()): one.what for one in care.withheld}
    is_short = (Withheld.NAME, Withheld.PLACE)
    found = {
        form: what.value
        for exact, what in words.items()
        if what in is_short or " " not in exact
        for form in forms_of(care.told, care.masks, exact, care.version.language)
    }
    return [{"exact": form, "what": what} for form, what in found.items()]


def _theme_choices(city: City, kind: ThemeKind) -> list[dict[str, str]]:
    return [
        {"value": theme.slug, "label": tr(theme.label), "meaning": tr(theme.meaning)}
        for theme in themes_for(city, kind)
    ]


def themes_for(city: City, kind: ThemeKind) -> list[Theme]:
    """The network's themes and the town's own."""
    return list(themes.themes(kind, city.id))


def language_choices(but: str = "") -> list[dict[str, str]]:
    return [{"value": one.code, "label": one.own_name} for one in LANGUAGES.values() if one.code != but]


def _translations(viewer: Viewer, story: Story) -> list[dict[str, Any]]:
    found = translations_at_desk(viewer, story)
    names = accounts.names_of([one.actor_id for one, _ in found])
    return [_translation(one, names, story, is_stale=is_stale) for one, is_stale in found]


def _translation(one: Translation, names: Mapping[UUID, str], story: Story, *, is_stale: bool) -> dict[str, Any]:
    return {
        "id": one.id,
        "language": LANGUAGES[one.language].own_name,
        "lang": one.language,
        "title": one.title,
        "body": one.body,
        "by": names.get(one.actor_id, gettext("A former colleague")),
        "when": moment(one.at),
        "is_stale": is_stale,
        "href": url_for("desk.translate", code=story.code, to=one.language),
    }


def _remarks(remarks: Iterable[Remark]) -> list[dict[str, str]]:
    found = list(remarks)
    names = accounts.names_of([one.actor_id for one in found])
    return [
        {
            "who": names.get(one.actor_id, gettext("A former colleague")),
            "what": one.text,
            "when": moment(one.at),
            "iso": iso(one.at),
        }
        for one in found
    ]


def photos_of(story: Story) -> list[dict[str, Any]]:
    """The photographs as the desk shows them, with the teller's own descriptions."""
    return [
        cards.photo_of(story, one)
        | {
            "told_alt": one.alt if one.told_alt is None else one.told_alt,
            "blurred": day(one.blurred_at) if one.blurred_at else "",
            "blur_href": url_for("desk.blur", code=story.code, position=one.position),
        }
        for one in story.photos
    ]
