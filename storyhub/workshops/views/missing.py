"""Whose voice is missing: a page to look at before the stories are chosen, and to print and put on the table after.

It says nothing of single stories; each number leads to those that it counts.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext, lazy_gettext

from storyhub.core.paging import page_number
from storyhub.core.permissions import Role
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.views import cards
from storyhub.stories.views.months import month_name
from storyhub.web.access import role, viewer
from storyhub.web.locale import current_language
from storyhub.web.render import page
from storyhub.workshops.models import Workshop, WorkshopState
from storyhub.workshops.policy import may_see_results
from storyhub.workshops.queries.choosing import stories_to_lay
from storyhub.workshops.queries.missing import (
    ARCHIVE,
    CARDS,
    DISTRICT,
    LANGUAGE,
    LENS,
    MONTH,
    PLACES,
    TABLE,
    THEME,
    Cut,
    Part,
    counted_in,
    missing_from,
)
from storyhub.workshops.views.own import own_workshop, prepared

blueprint = Blueprint("missing", __name__)

TITLES = {
    DISTRICT: lazy_gettext("By district"),
    THEME: lazy_gettext("By theme"),
    LENS: lazy_gettext("By lens"),
    LANGUAGE: lazy_gettext("By language"),
    MONTH: lazy_gettext("By month of telling"),
}


HERE = {
    ARCHIVE: lazy_gettext("Stories in the archive"),
    TABLE: lazy_gettext("Stories on the table"),
    CARDS: lazy_gettext("Stories behind cards"),
}


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/missing")
@role(Role.FACILITATOR)
def missing(code: str) -> Response:
    """Counts, each leading to what it counts, and in words what has none."""
    found = own_workshop(code)
    seen = missing_from(found, current_language().code)
    return page(
        "workshops/missing.html",
        seen=seen,
        totals={place: _href(found, place) for place in PLACES},
        cuts=[_cut(found, one) for one in seen.cuts],
        results_href=url_for("results.results", code=code) if _has_results(found) else "",
        **prepared(found, "missing"),
    )


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/missing/stories")
@role(Role.FACILITATOR)
def counted(code: str) -> Response:
    """The stories that one number of the sheet counts, as the archive shows them to whoever asks."""
    found = own_workshop(code)
    asked: dict[str, Any] = {name: request.args.get(name, "")[:60] for name in ("where", "by", "of")}
    seen = counted_in(found, current_language().code, asked["where"], asked["by"], asked["of"])
    shown = stories_to_lay(viewer(), Filters(), seen.ids, page_number(request.args.get("page")))
    return page(
        "workshops/missing_stories.html",
        here=HERE[asked["where"]],
        by=TITLES[asked["by"]] if asked["by"] else "",
        part=month_name(seen.label) if asked["by"] == MONTH else seen.label,
        shown=shown,
        stories=[cards.card(one) for one in shown.items],
        page_href=lambda number: number and url_for("missing.counted", code=code, **asked, page=number),
        **prepared(found, "missing"),
    )


def _has_results(found: Workshop) -> bool:
    return found.state == WorkshopState.CLOSED and may_see_results(viewer(), found)


def _href(found: Workshop, place: str, cut: str = "", key: str = "") -> str:
    asked: dict[str, Any] = {"where": place} | ({"by": cut, "of": key} if cut else {})
    return url_for("missing.counted", code=found.code, **asked)


def _cut(found: Workshop, cut: Cut) -> dict[str, Any]:
    is_dated = cut.name == MONTH
    return {
        "id": cut.name,
        "title": TITLES[cut.name],
        "parts": [_part(found, cut, one, is_dated=is_dated) for one in cut.parts],
        # A month in which nobody told anything is not in the list, and one without a card says nothing about people.
        "sentences": [] if is_dated else _sentences(cut),
    }


def _part(found: Workshop, cut: Cut, part: Part, *, is_dated: bool) -> dict[str, Any]:
    counts = {ARCHIVE: part.archive, TABLE: part.table, CARDS: part.cards}
    return {
        "label": month_name(part.label) if is_dated else part.label,
        "counts": [
            {"count": count, "where": HERE[place], "href": _href(found, place, cut.name, part.key)}
            for place, count in counts.items()
        ],
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
