"""The filters of a list as links: every count leads to exactly the rows it counts."""

from calendar import monthrange
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import request
from flask_babel import format_date, gettext

from storyhub.archive.query import MOST_CHARACTERS
from storyhub.core.languages import LANGUAGES, sorted_by
from storyhub.stories.models import Kind
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.queries.reading import Facets
from storyhub.themes.models import ThemeKind
from storyhub.web.filters import day, tr
from storyhub.web.locale import current_language

Choices = dict[str, dict[str, Any]]
WORDS = ("q", "theme", "place", "from", "to", "kind", "lang")
"""The words of the query by which a list is narrowed. (`lang` in the query is a filter, in the path the page's own.)"""


def facet_lists(facets: Facets, filters: Filters, choices: Choices) -> list[dict[str, Any]]:
    """For ui/facet_list: each way to narrow that has anything to offer."""
    themes = {
        theme.slug: (tr(theme.label), facets.theme.get(theme.id, 0), theme.id == filters.theme)
        for theme in choices["theme"].values()
        if theme.kind == ThemeKind.THEME
    }
    lens = {
        theme.slug: (tr(theme.label), facets.theme.get(theme.id, 0), theme.id == filters.theme)
        for theme in choices["theme"].values()
        if theme.kind == ThemeKind.LENS
    }
    places = {
        slug: (tr(one.name), facets.district.get(one.id, 0), one.id == filters.district)
        for slug, one in choices["district"].items()
    }
    kinds = {kind.value: (kind_name(kind), facets.kind.get(kind, 0), kind == filters.kind) for kind in Kind}
    spoken = {
        code: (row.own_name, facets.language.get(code, 0), code == filters.language) for code, row in LANGUAGES.items()
    }
    lists = [
        _facet("theme", gettext("Theme"), _in_order(themes)),
        _facet("theme", gettext("Lens"), lens),
        _facet("place", gettext("District"), _in_order(places)),
        _months(facets, filters),
        _facet("kind", gettext("Kind"), kinds),
        _facet("lang", gettext("Language"), spoken),
    ]
    return [one for one in lists if one["options"]]


def active_filters(filters: Filters, choices: Choices) -> list[dict[str, str]]:
    """What the list is narrowed to; each link takes one away."""
    labels = {
        "q": f"“{filters.words}”" if filters.words else "",
        "theme": next((tr(one.label) for one in choices["theme"].values() if one.id == filters.theme), ""),
        "place": _place_name(filters, choices),
        "from": _span_name(filters),
        "kind": kind_name(filters.kind) if filters.kind else "",
        "lang": LANGUAGES[filters.language].own_name if filters.language else "",
    }
    return [{"label": label, "href": _href(name, None)} for name, label in labels.items() if label]


def _place_name(filters: Filters, choices: Choices) -> str:
    district = next((tr(one.name) for one in choices["district"].values() if one.id == filters.district), "")
    return district or next(iter(filters.places), "")


def kind_name(kind: Kind) -> str:
    return gettext("Imagined") if kind == Kind.IMAGINED else gettext("Lived")


def _months(facets: Facets, filters: Filters) -> dict[str, Any]:
    """The months in which stories were told, each a span from its first day to its last."""
    rows = []
    for month, count in sorted(facets.month.items(), reverse=True)[:18]:
        current = month == filters.month
        first, last = days_of(month)
        span = {"from": first.isoformat(), "to": last.isoformat()}
        href = list_href(**dict.fromkeys(span) if current else span)
        rows.append({"label": month_name(month), "count": count, "current": current, "href": href})
    return {"title": gettext("When it was told"), "options": rows}


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of `2026-11`."""
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def _span_name(filters: Filters) -> str:
    if filters.month:
        return month_name(filters.month)
    ends = [day(end) if end else "" for end in (filters.since, filters.until)]
    return " – ".join(ends) if any(ends) else ""


def month_name(month: str) -> str:
    """`2026-11` as people write it."""
    return format_date(days_of(month)[0], "LLLL yyyy")


def _facet(name: str, title: str, options: dict[str, tuple[str, int, bool]]) -> dict[str, Any]:
    rows = [
        {"label": label, "count": count, "current": current, "href": _href(name, None if current else value)}
        for value, (label, count, current) in options.items()
        if count or current
    ]
    return {"title": title, "options": rows}


def _in_order(options: dict[str, tuple[str, int, bool]]) -> dict[str, tuple[str, int, bool]]:
    """By label, in the alphabet of the reader."""
    ordered = sorted_by(((row[0], slug) for slug, row in options.items()), current_language().code)
    return {str(slug): options[str(slug)] for _, slug in ordered}


def _href(name: str, value: str | None) -> str:
    others: dict[str, str | None] = {"to": None} if name == "from" else {}
    return list_href(**{name: value}, **others)


def list_href(**changes: str | None) -> str:
    """This list as it is narrowed now, from its first page, with these words of the query changed or (None) left out."""
    query = {key: given for key, given in (kept_words() | changes).items() if given}
    return request.path + (f"?{urlencode(query)}" if query else "")


def kept_words(*but: str) -> dict[str, str | None]:
    """The words of the query that narrow a list; whatever else stands in an address, or is too much, stays there."""
    given = {key: request.args[key] for key in WORDS if key in request.args and key not in but}
    return {key: value for key, value in given.items() if len(value) <= MOST_CHARACTERS}
