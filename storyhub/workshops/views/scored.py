"""What people gave points to or judged, as rows for the stage: the longest bar first, each page as much as it holds."""

from collections.abc import Sequence
from typing import Any

from flask_babel import format_decimal, gettext, ngettext

from storyhub.workshops.drawing.fitting import HIGH, LINE, Box, lines_of, pages_in
from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import Dimension, Method, Verb
from storyhub.workshops.seen import CardView, Spread, Standing

Row = dict[str, Any]
BOX = Box(width=27.5, height=HIGH - 3)


def pages_of_results(standing: Standing, cards: Sequence[CardView]) -> list[dict[str, Any]]:
    """Points where any may be told, unless the step is about a rating; else medians, a dimension after the other."""
    method, step = standing.method, standing.step
    if method is None:
        return []
    counted = [card for card in cards if card.votes is not None]
    about_rating = step is not None and bool(step.rating)
    if counted and not about_rating:
        return _pages(
            title_of_results(standing),
            gettext("Points"),
            ("", ""),
            [_voted(card, counted) for card in _by_votes(counted)],
        )
    return [page for dim in _dimensions(method, step.rating if step else "") for page in _judged(dim, cards)]


def title_of_results(standing: Standing) -> str:
    step = standing.step
    if step is None:
        return gettext("What the room says")
    return step.title if step.do != Verb.COMPUTE else step.prompt


def _by_votes(cards: Sequence[CardView]) -> list[CardView]:
    return sorted(cards, key=lambda card: -(card.votes or 0))


def _voted(card: CardView, all_of_them: Sequence[CardView]) -> Row:
    most = max((one.votes or 0 for one in all_of_them), default=0) or 1
    note = "" if card.is_kept else gettext("Left out")
    return _row(card) | {
        "share": round((card.votes or 0) / most * 100, 1),
        "value": format_decimal(card.votes or 0),
        "note": note,
        "is_out": not card.is_kept,
    }


def _dimensions(method: Method, rating: str) -> list[Dimension]:
    """Of the rating the step is about, else of all that judge cards."""
    ratings = by_name(method.rating)
    chosen = [ratings[rating]] if rating in ratings else list(method.rating)
    return [dim for one in chosen for dim in one.dims]


def _judged(dim: Dimension, cards: Sequence[CardView]) -> list[dict[str, Any]]:
    found = [(card, one) for card in cards for one in card.ratings if one.dim == dim.id and one.median is not None]
    found.sort(key=lambda pair: -(pair[1].median or 0))
    ends = (dim.low or str(dim.min), dim.high or str(dim.max))
    return _pages(dim.label, gettext("Median"), ends, [_measured(card, one, dim) for card, one in found])


def _measured(card: CardView, one: Spread, dim: Dimension) -> Row:
    def along(value: float) -> float:
        return round((value - dim.min) / ((dim.max - dim.min) or 1) * 100, 1)

    spread = one.low is not None and one.high is not None
    note = ngettext("%(num)s person", "%(num)s people", one.n)
    return _row(card) | {
        "share": None,
        "median": along(one.median or 0),
        "low": along(one.low or 0) if spread else None,
        "high": along(one.high or 0) if spread else None,
        "value": format_decimal(one.median or 0, format="#,##0.#"),
        "note": f"{note} · {gettext('Views differ')}" if one.is_disputed else note,
        "is_disputed": one.is_disputed,
    }


def _row(card: CardView) -> Row:
    return {"code": card.code, "text": card.text, "lang": card.language}


def _pages(title: str, unit: str, ends: tuple[str, str], rows: Sequence[Row]) -> list[dict[str, Any]]:
    pages = pages_in(rows, BOX, _height_of) if rows else []
    return [{"title": title, "unit": unit, "low": ends[0], "high": ends[1], "rows": page} for page in pages]


def _height_of(row: Row) -> float:
    words = f"{row['text']} {row['note']}"
    return max(1.7, lines_of(words, row["lang"], BOX.width) * LINE) + 0.95
