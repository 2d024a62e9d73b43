"""Which themes are told of together: a picture and a table, each number a link to exactly those stories.

In public a cell of fewer than five stories is not said, which keeps the picture calm and nothing else: these stories are
public, and the list of stories counts and shows them. The page says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, url_for

from storyhub.stories.queries.facets import facets_for
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.queries.together import Pair, themes_together
from storyhub.themes.models import Theme, ThemeKind
from storyhub.themes.queries import themes_to_choose
from storyhub.web.access import public, viewer
from storyhub.web.filters import tr, tr_lang
from storyhub.web.render import page

blueprint = Blueprint("together", __name__)

FEWEST = 5
MOST_ARCS = 30
STEP, ROOM = 32, 92
"""Of the picture, in its own units: from one theme to the next, and how far an arc may reach."""


@blueprint.get("/<lang:lang>/<city>/themes/together")
@public
def town() -> Response:
    """In one town."""
    return _page(viewer().cities_with() & {g.city.id})


@blueprint.get("/<lang:lang>/themes/together")
@public
def network() -> Response:
    """In all towns: one who works in some of them sees of the others what everybody does."""
    return _page(False)


@dataclass(frozen=True)
class Cell:
    """How many stories carry both themes. `count` is None where that is not said; `heat` is 0 to 4."""

    count: int | None
    href: str
    label: str
    heat: int = 0


def _page(sees_all: Any) -> Response:
    city_id = g.city.id if g.get("city") is not None else None
    pairs = themes_together(viewer(), city_id)
    counts = facets_for(viewer(), Filters(city_id=city_id)).theme
    in_pairs = {one for pair in pairs for one in pair}
    shown = [one for one in themes_to_choose(city_id) if one.kind == ThemeKind.THEME and one.id in in_pairs]
    said = {pair: count for pair, count in pairs.items() if sees_all or count >= FEWEST}
    joined = {one for pair in said for one in pair}
    drawn = [one for one in shown if one.id in joined]
    return page(
        "themes/together.html",
        heads=[{"label": tr(one.label), "lang": tr_lang(one.label)} for one in shown],
        rows=[_row(at, shown, pairs, said, counts.get(one.id, 0)) for at, one in enumerate(shown)],
        arcs=_arcs(drawn, said),
        names=[_name(at, one) for at, one in enumerate(drawn)],
        room=ROOM,
        step=STEP,
        fewest=FEWEST,
        hides=not sees_all,
    )


def _row(
    at: int, shown: Sequence[Theme], pairs: Mapping[Pair, int], said: Mapping[Pair, int], own: int
) -> dict[str, Any]:
    """A theme beside those that come before it; the last cell is its own count."""
    one = shown[at]
    most = max(said.values(), default=1)
    cells = [_cell(_pair(one, other), one, other, pairs, said, most) for other in shown[:at]]
    return {
        "label": tr(one.label),
        "lang": tr_lang(one.label),
        "cells": cells,
        "own": Cell(own, _list(theme=one.slug), tr(one.label)),
        "rest": len(shown) - at - 1,
    }


def _cell(pair: Pair, one: Theme, other: Theme, pairs: Mapping[Pair, int], said: Mapping[Pair, int], most: int) -> Cell:
    label = f"{tr(one.label)}, {tr(other.label)}"
    if pair in said:
        return Cell(said[pair], _list(theme=one.slug, also=other.slug), label, 1 + min(3, 4 * said[pair] // (most + 1)))
    return Cell(None if pair in pairs else 0, "", label)


def _arcs(shown: Sequence[Theme], said: Mapping[Pair, int]) -> list[dict[str, Any]]:
    """The strongest pairs, thin ones first so that the strong lie above them."""
    at = {one.id: place for place, one in enumerate(shown)}
    by_id = {one.id: one for one in shown}
    known = [(count, pair) for pair, count in said.items() if pair[0] in at and pair[1] in at]
    strongest = sorted(known, key=lambda row: -row[0])[:MOST_ARCS]
    most = strongest[0][0] if strongest else 1
    return [
        _arc(count, most, *sorted((by_id[a], by_id[b]), key=lambda one: at[one.id]), at=at)
        for count, (a, b) in reversed(strongest)
    ]


def _arc(count: int, most: int, one: Theme, other: Theme, *, at: Mapping[Any, int]) -> dict[str, Any]:
    first, last = (STEP // 2 + at[theme.id] * STEP for theme in (one, other))
    reach = min(ROOM - 8, 20 + (last - first) // 2)
    return {
        "path": f"M {ROOM} {first} C {ROOM - reach * 4 // 3} {first} {ROOM - reach * 4 // 3} {last} {ROOM} {last}",
        "width": f"{1 + 6 * count / most:.1f}",
        "count": count,
        "label": f"{tr(one.label)}, {tr(other.label)}",
        "href": _list(theme=one.slug, also=other.slug),
    }


def _name(at: int, one: Theme) -> dict[str, Any]:
    return {
        "label": tr(one.label),
        "lang": tr_lang(one.label),
        "y": STEP // 2 + at * STEP,
        "href": _list(theme=one.slug),
    }


def _pair(one: Theme, other: Theme) -> Pair:
    return (one.id, other.id) if one.id < other.id else (other.id, one.id)


def _list(**narrowed: str) -> str:
    endpoint = "reading.stories" if g.get("city") is not None else "reading.all_stories"
    return f"{url_for(endpoint)}?{urlencode(narrowed)}"
