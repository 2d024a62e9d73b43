"""The library of methods: what there is to choose from, and a guide to each that can be printed."""

from itertools import groupby
from typing import Any

from flask import Blueprint, Response, g, url_for

from storyhub.core.errors import NotFound
from storyhub.web.access import public, viewer
from storyhub.web.locale import current_language
from storyhub.web.render import page
from storyhub.workshops.methods.library import Library, library
from storyhub.workshops.methods.loaded import Loaded
from storyhub.workshops.policy import may_run
from storyhub.workshops.views import labels
from storyhub.workshops.views.clocks import clock_words

blueprint = Blueprint("methods", __name__)


@blueprint.get("/<lang:lang>/<city>/workshops/methods/")
@public
def methods() -> Response:
    """All methods by family; for facilitators also the files that could not be used."""
    found = library()
    return page(
        "workshops/methods.html",
        families=families_of(found),
        problems=found.problems if may_run(viewer(), g.city.id) else (),
    )


@blueprint.get("/<lang:lang>/<city>/workshops/methods/<slug>")
@public
def method(slug: str) -> Response:
    """The guide to one method."""
    found = library().methods.get(slug)
    if found is None:
        raise NotFound()
    spoken = found.in_language(current_language().code)
    return page(
        "workshops/method.html",
        method=spoken,
        lang_of_method=language_of(found),
        family=labels.FAMILIES[spoken.method.family],
        facts=labels.facts_of(spoken),
        verbs=labels.VERBS,
        who=labels.WHO,
        minutes=labels.minutes,
        clock_words=clock_words,
    )


def families_of(found: Library) -> list[dict[str, Any]]:
    """The methods in the reader's language, in the order of their families."""
    rows = [_row(one) for one in found.methods.values()]
    return [
        {"id": str(family), "label": labels.FAMILIES[family], "methods": list(group)}
        for family, group in groupby(rows, key=lambda row: row["family"])
    ]


def _row(found: Loaded) -> dict[str, Any]:
    spoken = found.in_language(current_language().code)
    return {
        "id": found.id,
        "href": url_for("methods.method", slug=found.id),
        "title": spoken.method.title,
        "purpose": spoken.method.purpose,
        "lang": language_of(found),
        "family": spoken.method.family,
        "minutes": labels.minutes(spoken.method.minutes),
        "takes": [one.label for one in spoken.input if one.type != "story" and one.use != "question"],
        "gives": [one.label for one in spoken.output],
    }


def language_of(found: Loaded) -> str:
    """The language a reader will be given: their own, or English where it is not translated."""
    mine = current_language().code
    return mine if mine in found.texts else "en"
