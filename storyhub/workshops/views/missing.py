"""Whose voice is missing: a page to look at before the stories are chosen, and to print and put on the table after."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext, lazy_gettext

from storyhub.core.permissions import Role
from storyhub.stories.views.months import month_name
from storyhub.web.access import role
from storyhub.web.locale import current_language
from storyhub.web.render import page
from storyhub.workshops.queries.missing import DISTRICT, LANGUAGE, LENS, MONTH, THEME, Cut, Part, missing_from
from storyhub.workshops.views.own import own_workshop, prepared

blueprint = Blueprint("missing", __name__)

TITLES = {
    DISTRICT: lazy_gettext("By district"),
    THEME: lazy_gettext("By theme"),
    LENS: lazy_gettext("By lens"),
    LANGUAGE: lazy_gettext("By language"),
    MONTH: lazy_gettext("By month of telling"),
}


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/missing")
@role(Role.FACILITATOR)
def missing(code: str) -> Response:
    """Counts, and in words what has none."""
    found = own_workshop(code)
    seen = missing_from(found, current_language().code)
    return page(
        "workshops/missing.html", seen=seen, cuts=[_cut(one) for one in seen.cuts], **prepared(found, "missing")
    )


def _cut(cut: Cut) -> dict[str, Any]:
    is_dated = cut.name == MONTH
    return {
        "id": cut.name,
        "title": TITLES[cut.name],
        "parts": [_part(one, is_dated=is_dated) for one in cut.parts],
        # A month in which nobody told anything is not in the list, and one without a card says nothing about people.
        "sentences": [] if is_dated else _sentences(cut),
    }


def _part(part: Part, *, is_dated: bool) -> dict[str, Any]:
    return {
        "label": month_name(part.label) if is_dated else part.label,
        "archive": part.archive,
        "table": part.table,
        "cards": part.cards,
    }


def _sentences(cut: Cut) -> list[str]:
    said = []
    if cut.untold:
        said.append(gettext("No story at all: %(names)s.", names=_listed(cut.untold)))
    if cut.unheard:
        said.append(gettext("Told, and neither on the table nor behind a card: %(names)s.", names=_listed(cut.unheard)))
    return said


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
