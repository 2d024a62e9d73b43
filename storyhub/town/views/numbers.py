"""A town in numbers: stories by week, theme, district and language, who was answered, whose voices are missing."""

import csv
from datetime import date, timedelta
from io import StringIO

from flask import Blueprint, Response, g, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from storyhub.core import clock
from storyhub.core.permissions import ANONYMOUS, Role
from storyhub.stories.queries import numbers
from storyhub.stories.queries.reading import counts_by_city
from storyhub.town.views.charts import Chart
from storyhub.town.views.counting import answered_chart, districts_chart, languages_chart, themes_chart, weeks_chart
from storyhub.town.views.mapping import town_map
from storyhub.town.views.voices import not_asked, voices_charts
from storyhub.web.access import public, viewer
from storyhub.web.render import page

blueprint = Blueprint("numbers", __name__)

WEEKS = 26
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run."""


@blueprint.get("/<lang:lang>/<city>/numbers")
@public
def town() -> Response:
    """Every number leads to exactly the stories it counts; all of them count what this viewer may read."""
    first = _first_week()
    told_first = numbers.first_day(viewer(), g.city.id, g.city.time_zone)
    this_week = _monday(clock.today(g.city.time_zone))
    return page(
        "town/numbers.html",
        weeks=weeks_chart(first, WEEKS),
        charts=[themes_chart(), districts_chart(), languages_chart(), answered_chart()],
        map=town_map(),
        voices=voices_charts(),
        not_asked=not_asked(),
        source=g.city.figures.get("source", ""),
        year=g.city.figures.get("year") or "",
        sees_more=_sees_more(),
        may_give=viewer().has(Role.CITY_ADMIN, g.city.id),
        earlier=_from(first - WEEKS * numbers.WEEK) if told_first and told_first < first else None,
        later=_from(first + WEEKS * numbers.WEEK) if first + WEEKS * numbers.WEEK <= this_week else None,
    )


def _sees_more() -> bool:
    """Whether one who works here reads, and so counts, stories that not everybody may read."""
    everybody, mine = (counts_by_city(who).get(g.city.id, 0) for who in (ANONYMOUS, viewer()))
    return g.city.id in viewer().cities_with() and mine > everybody


@blueprint.get("/<lang:lang>/<city>/numbers/<any(weeks, themes, districts, languages, answered, voices):table>.csv")
@public
def table(table: str) -> Response:
    """One of the tables, for a spreadsheet."""
    if table == "voices":
        charts = voices_charts()
    elif table == "weeks":
        charts = [weeks_chart(_first_week(), WEEKS)]
    else:
        charts = [DRAWN[table]()]
    answer = Response(_csv(charts), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{g.city.slug}-{table}.csv"'
    return answer


DRAWN = {
    "themes": themes_chart,
    "districts": districts_chart,
    "languages": languages_chart,
    "answered": answered_chart,
}


def _csv(charts: list[Chart]) -> str:
    """With the mark by which spreadsheets know the letters, and no cell that one of them would run."""
    out = StringIO()
    out.write("\ufeff")
    rows = csv.writer(out)
    for chart in charts:
        compared = [_("Share of the stories"), _("Share of the town")] if chart.legend else []
        rows.writerow([chart.head, _("Stories"), *compared])
        for mark in chart.marks:
            shares = [f"{mark.share:.3f}", f"{mark.beside:.3f}"] if mark.beside is not None else []
            rows.writerow([_safe(mark.label), mark.text if mark.count is None else mark.count, *shares])
    return out.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _first_week() -> date:
    """The Monday from which weeks are shown: as the address says, or so that the last is the present one."""
    try:
        asked = date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        asked = None
    this_week = _monday(clock.today(g.city.time_zone))
    if asked is None or not 2000 <= asked.year <= this_week.year:
        return this_week - (WEEKS - 1) * numbers.WEEK
    return min(_monday(asked), this_week)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _from(first: date) -> dict[str, str]:
    text = _("Weeks from %(day)s on", day=format_date(first, "long"))
    return {"href": f"{url_for('numbers.town')}?from={first.isoformat()}", "text": text}
