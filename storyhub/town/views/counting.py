"""The charts of what has been told. Each count is that of the list it leads to, asked of the same rule."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from babel.dates import format_interval
from flask import g, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from storyhub.cities import queries as cities
from storyhub.core.languages import LANGUAGES
from storyhub.stories.queries import numbers
from storyhub.stories.queries.facets import Facets, facets_for
from storyhub.stories.queries.narrowing import Filters
from storyhub.themes.models import ThemeKind
from storyhub.themes.queries import themes_of
from storyhub.town.views.charts import Chart, Mark, lengths
from storyhub.web.access import viewer
from storyhub.web.filters import tr, tr_lang


def weeks_chart(first: date, weeks: int) -> Chart:
    rows = numbers.weeks_for(viewer(), g.city.id, g.city.time_zone, first, weeks)
    return Chart(
        id="weeks",
        title=_("By week"),
        description=_("When stories were told, a column for each week: %(span)s.", span=_span(first, rows[-1].until)),
        head=_("Week"),
        kind="columns",
        csv_href=_csv("weeks", **{"from": first.isoformat()}),
        marks=lengths(
            [
                Mark(
                    _span(week.since, week.until),
                    week.count,
                    list_of(**{"from": week.since.isoformat(), "to": week.until.isoformat()}),
                )
                for week in rows
            ]
        ),
    )


def themes_chart() -> Chart:
    """Themes alone; how deep a story looks is another question. A story with two themes is counted under both."""
    counts = facets().theme
    marks = [
        Mark(tr(theme.label), counts.get(theme.id, 0), list_of(theme=theme.slug), lang=tr_lang(theme.label))
        for theme in (*themes_of(None), *themes_of(g.city.id))
        if theme.kind == ThemeKind.THEME
        and theme.merged_into_id is None
        and (counts.get(theme.id) or not theme.retired_at)
    ]
    return Chart(
        id="themes",
        title=_("By theme"),
        description=_("What stories are about. One with two themes is counted under both."),
        head=_("Theme"),
        csv_href=_csv("themes"),
        marks=most_first(marks),
    )


def districts_chart() -> Chart:
    counts = facets().district
    return Chart(
        id="districts",
        title=_("By district"),
        description=_("Where stories are from, if their tellers said so."),
        head=_("District"),
        csv_href=_csv("districts"),
        marks=most_first(
            Mark(tr(one.name), counts.get(one.id, 0), list_of(place=one.slug), lang=tr_lang(one.name))
            for one in cities.districts_of(g.city.id)
            if counts.get(one.id) or one.retired_at is None
        ),
    )


def languages_chart() -> Chart:
    counts = facets().language
    codes = dict.fromkeys([*g.city.languages, *counts])
    return Chart(
        id="languages",
        title=_("By language"),
        description=_("In which language stories were told."),
        head=_("Language"),
        csv_href=_csv("languages"),
        marks=most_first(
            Mark(LANGUAGES[code].own_name, counts.get(code, 0), list_of(lang=code), lang=code) for code in codes
        ),
    )


def answered_chart() -> Chart:
    found = numbers.answered_for(viewer(), g.city.id)
    return Chart(
        id="answered",
        title=_("Who was answered"),
        description=_("Stories whose tellers have been told what came of them, and those whose tellers wait."),
        head=_("Answer"),
        csv_href=_csv("answered"),
        marks=lengths(
            [
                Mark(_("Answered"), found.yes, list_of(answered="yes")),
                Mark(_("Not answered yet"), found.no, list_of(answered="no")),
            ]
        ),
    )


def facets() -> Facets:
    """Read once for a page."""
    if "town_facets" not in g:
        g.town_facets = facets_for(viewer(), Filters(city_id=g.city.id, time_zone=g.city.time_zone))
    found: Facets = g.town_facets
    return found


def list_of(**narrowed: Any) -> str:
    """The stories that are counted."""
    return (
        url_for("reading.stories", city=g.city.slug)
        + "?"
        + "&".join(f"{name}={value}" for name, value in narrowed.items())
    )


def most_first(marks: Iterable[Mark]) -> list[Mark]:
    return lengths(sorted(marks, key=lambda mark: -(mark.count or 0)))


def _csv(table: str, **more: Any) -> str:
    return url_for("numbers.table", table=table, **more)


def _span(since: date, until: date) -> str:
    """Two days as one span, in the way the reader's language shortens it."""
    return format_interval(since, until, "yMMMd", locale=get_locale())
