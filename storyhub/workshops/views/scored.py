"""What people gave points to or judged, as rows for the stage: the longest bar first, each page as much as it holds."""

from collections.abc import Sequence
from typing import Any

from flask_babel import format_decimal, gettext, ngettext

from storyhub.workshops.drawing.fitting import LEAST, SIZES, SMALL, Box, Pile, Sheet
from storyhub.workshops.drawing.letters import kept_whole, lines_of
from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import Dimension, Method, Step, Verb
from storyhub.workshops.seen import CardView, Spread, Standing

Row = dict[str, Any]
LEADING = 1.32
LABEL = 0.46
"""The share of a row that its words have."""
BETWEEN = "xx"
"""As wide as what is between the words and the note behind them."""


def pages_of_results(
    method: Method | None, step: Step | None, cards: Sequence[CardView], above: float = 0
) -> list[dict[str, Any]]:
    """Points where any may be told, unless the step is about a rating; else medians, a dimension after the other."""
    if method is None:
        return []
    about_rating = step is not None and bool(step.rating)
    on = by_name(method.vote)[step.vote].on if step is not None and step.vote else ()
    counted = [card for card in cards if card.votes is not None and (not on or card.kind in on)]
    if counted and not about_rating:
        title = title_of(step)
        return _pages(title, gettext("Points"), ("", ""), _ranked(counted), above)
    return [page for dim in _dimensions(method, step.rating if step else "") for page in _judged(dim, cards, above)]


def title_of_results(standing: Standing) -> str:
    return title_of(standing.step)


def title_of(step: Step | None) -> str:
    if step is None:
        return gettext("What the room says")
    return step.title if step.do != Verb.COMPUTE else step.prompt


def _ranked(cards: Sequence[CardView]) -> list[Row]:
    """The most points first; who has as many as another shares the place."""
    points = sorted((card.votes or 0 for card in cards), reverse=True)
    ordered = sorted(cards, key=lambda card: -(card.votes or 0))
    return [_voted(card, points) | {"rank": points.index(card.votes or 0) + 1} for card in ordered]


def _voted(card: CardView, points: Sequence[int]) -> Row:
    given = card.votes or 0
    notes = [
        gettext("As many points as another") if given and points.count(given) > 1 else "",
        gettext("A few insist") if card.is_minority else "",
        "" if card.is_kept else gettext("Left out"),
    ]
    return _row(card) | {
        "share": round(given / (points[0] or 1) * 100, 1),
        "value": format_decimal(given),
        "note": " · ".join(filter(None, notes)),
        "is_out": not card.is_kept,
    }


def _dimensions(method: Method, rating: str) -> list[Dimension]:
    """Of the rating the step is about, else of all that judge cards."""
    ratings = by_name(method.rating)
    chosen = [ratings[rating]] if rating in ratings else list(method.rating)
    return [dim for one in chosen for dim in one.dims]


def _judged(dim: Dimension, cards: Sequence[CardView], above: float) -> list[dict[str, Any]]:
    found = [(card, one) for card in cards for one in card.ratings if one.dim == dim.id and one.median is not None]
    found.sort(key=lambda pair: -(pair[1].median or 0))
    ends = (dim.low or str(dim.min), dim.high or str(dim.max))
    return _pages(dim.label, gettext("Median"), ends, [_measured(card, one, dim) for card, one in found], above)


def _measured(card: CardView, one: Spread, dim: Dimension) -> Row:
    def along(value: float) -> float:
        return round((value - dim.min) / ((dim.max - dim.min) or 1) * 100, 1)

    spread = one.low is not None and one.high is not None
    notes = [
        ngettext("%(num)s person", "%(num)s people", one.n),
        gettext("Views differ") if one.is_disputed else "",
        gettext("A few insist") if card.is_minority else "",
    ]
    return _row(card) | {
        "share": None,
        "median": along(one.median or 0),
        "low": along(one.low or 0) if spread else None,
        "high": along(one.high or 0) if spread else None,
        "value": format_decimal(one.median or 0, format="#,##0.#"),
        "note": " · ".join(filter(None, notes)),
        "is_disputed": one.is_disputed,
    }


def _row(card: CardView) -> Row:
    return {"code": card.code, "text": kept_whole(card.text), "lang": card.language, "rank": 0}


def _pages(title: str, unit: str, ends: tuple[str, str], rows: Sequence[Row], above: float) -> list[dict[str, Any]]:
    """In letters as large as let all rows stand at once; where there are too many, close to each other in the least."""
    sheet, pages = _laid(rows, above)
    said = {"title": title, "unit": unit, "low": ends[0], "high": ends[1]}
    return [said | {"rows": page, "size": sheet.size, "is_close": sheet.is_close} for page in pages]


def _laid(rows: Sequence[Row], above: float) -> tuple[Sheet, list[list[Row]]]:
    close = [Sheet(size, is_close=True, above=above) for size in (*SIZES[-2:], LEAST)]
    piles = [(sheet, _pile(rows, sheet)) for sheet in [*(Sheet(size, above=above) for size in SIZES), *close]]
    sheet, pile = next((one for one in piles if one[1].is_roomy), piles[-1])
    return sheet, pile.pages if rows else []


def _pile(rows: Sequence[Row], sheet: Sheet) -> Pile[Row]:
    box = Box(sheet.wide * LABEL - 2.6, sheet.high - 2.4)
    height = _height_when_close if sheet.is_close else _height_of
    return Pile(rows, box, lambda row: height(row, box.width), lambda row: [row["text"]])


def _height_when_close(row: Row, width: float) -> float:
    """With what is noted behind the words, on the same line."""
    return lines_of(f"{row['text']} {BETWEEN}{row['note']}", width - (2 if row["rank"] else 0)) * LEADING + 0.52


def _height_of(row: Row, width: float) -> float:
    words = lines_of(row["text"], width - (2 if row["rank"] else 0))
    notes = lines_of(row["note"], width / SMALL) if row["note"] else 0
    return max(1.7, (words + notes * SMALL) * LEADING) + 0.84
