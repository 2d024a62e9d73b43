"""When the stories of a list were told: a bar for each month, each month a link, and the span that is chosen."""

from calendar import monthrange
from datetime import date
from typing import Any

from flask_babel import get_locale, gettext

from storyhub.core.months import month_in_words
from storyhub.stories.queries.facets import Facets
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.views.address import Address
from storyhub.web.filters import day

MOST = 24
"""Months that are drawn: the latest. Earlier days are reached through the two fields."""

BAR, TALL = 12, 64
"""Units of the drawing: how wide a month stands, how tall the fullest is."""


def facet(facets: Facets, filters: Filters, address: Address) -> dict[str, Any]:
    """The months as ui/facet_list draws them, the latest first, with what ui/month_bars needs beside."""
    drawn = _months({*facets.month, filters.month} - {""})[-MOST:]
    rows = [_option(month, facets.month.get(month, 0), filters, address) for month in drawn]
    chosen = next((at for at, row in enumerate(rows) if row["current"]), None)
    return {
        "name": "month",
        "title": gettext("When it was told"),
        "options": [row for row in reversed(rows) if row["count"] or row["current"]],
        "bars": _bars(rows),
        "earlier": _step(rows, chosen, -1),
        "later": _step(rows, chosen, 1),
        "since": address.words.get("from", ""),
        "until": address.words.get("to", ""),
        "path": address.path,
        "hidden": address.hidden("from", "to"),
    }


def _months(told: set[str]) -> list[str]:
    """Every month from the first to the last of these."""
    if not told:
        return []
    first, last = _number(min(told)), _number(max(told))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]


def _number(month: str) -> int:
    year, of_year = (int(part) for part in month.split("-"))
    return year * 12 + of_year - 1


def _option(month: str, count: int, filters: Filters, address: Address) -> dict[str, Any]:
    current = month == filters.month
    first, last = days_of(month)
    span = {"from": first.isoformat(), "to": last.isoformat()}
    href = address.href(**dict.fromkeys(span) if current else span)
    return {"label": month_name(month), "count": count, "current": current, "href": href}


def _bars(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    most = max((row["count"] for row in rows), default=0) or 1
    heights = [max(2, round(TALL * row["count"] / most)) if row["count"] else 0 for row in rows]
    return [
        row | {"x": BAR * at, "y": TALL - height, "height": height}
        for at, (row, height) in enumerate(zip(rows, heights, strict=True))
    ]


def _step(rows: list[dict[str, Any]], chosen: int | None, towards: int) -> dict[str, Any] | None:
    """The next month in that direction in which something was told, while a month is chosen."""
    if chosen is None:
        return None
    further = rows[chosen + 1 :] if towards > 0 else rows[:chosen][::-1]
    return next((row for row in further if row["count"]), None)


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of `2026-11`."""
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def span_name(filters: Filters) -> str:
    if filters.month:
        return month_name(filters.month)
    if not (filters.since or filters.until):
        return ""
    return " – ".join(day(end) if end else "" for end in (filters.since, filters.until)).strip()


def month_name(month: str) -> str:
    """`2026-11` as it is written in the language that is spoken here; nothing of nothing."""
    return month_in_words(month, str(get_locale()))
