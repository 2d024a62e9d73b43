"""The districts of a town as a map of how many stories each has: areas, a small number hatched, never a point."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from cachetools import LRUCache, cached
from flask import g
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from storyhub.cities import queries as cities
from storyhub.cities.models import Area, District
from storyhub.cities.shapes.drawing import Drawing, Outline, drawn
from storyhub.cities.shapes.rings import Geometry
from storyhub.town.views.counting import facets, list_of
from storyhub.web.filters import tr, tr_lang

FEWEST = 5
"""Below that a district is hatched: an area with a handful of stories should not look like one that has been heard."""
STEPS = 4
MOST_DRAWINGS = 16
"""One process remembers; each is up to a megabyte."""


@dataclass(frozen=True)
class Place:
    """A district with its stories. `number` is 0 and `outline` None where the town has drawn none."""

    label: str
    lang: str
    href: str
    text: str
    short: str
    level: int
    number: int = 0
    outline: Outline | None = None


@dataclass(frozen=True)
class TownMap:
    """`places` are drawn, `others` not. `keys` are (level, how many stories it stands for)."""

    id: str
    title: str
    description: str
    drawing: Drawing
    places: list[Place]
    others: list[Place]
    keys: list[tuple[int, str]]
    attribution: Any


def town_map() -> TownMap | None:
    """The districts that stand in the table, on a map; None where the town has drawn none of them."""
    # The mark is read first, so that what is remembered under it is never older than it.
    mark = cities.settings_mark(g.city.id, Area.SHAPES)
    found, counts = cities.shapes_of(g.city.id), facets().district
    shown = [one for one in cities.districts_of(g.city.id) if counts.get(one.id) or one.retired_at is None]
    shapes = {one.slug: found.shapes[one.slug] for one in shown if one.slug in found.shapes}
    if not shapes:
        return None
    drawing, lows = _drawn(mark, shapes), lows_of(max(counts.values(), default=0))
    numbers = {slug: number for number, slug in enumerate(shapes, start=1)}
    places = [_place(one, counts.get(one.id, 0), lows, numbers, drawing.outlines) for one in shown]
    return TownMap(
        id="map",
        title=_("By district, on the map"),
        description=_(
            "The stronger its colour, the more stories a district has here. Each is numbered as in the list."
        ),
        drawing=drawing,
        places=[one for one in places if one.outline],
        others=[one for one in places if not one.outline],
        keys=[(0, _("fewer than %(n)s stories", n=FEWEST)), *_keys(lows, max(counts.values(), default=0))],
        attribution=found.attribution,
    )


# A large town takes most of a second to draw, and stands as it was drawn for years.
@cached(LRUCache(MOST_DRAWINGS), key=lambda mark, shapes: (mark, *shapes), lock=Lock())
def _drawn(_mark: UUID | None, shapes: Mapping[str, Geometry]) -> Drawing:
    return drawn(shapes)


def lows_of(most: int) -> list[int]:
    """From how many stories on a district is drawn more strongly: up to four steps of about the same width."""
    span = most - FEWEST + 1
    steps = min(STEPS, span)
    return [FEWEST + span * step // steps for step in range(steps)]


def _place(
    one: District, count: int, lows: list[int], numbers: Mapping[str, int], outlines: Mapping[str, Outline]
) -> Place:
    return Place(
        label=tr(one.name),
        lang=tr_lang(one.name),
        href=list_of(place=one.slug),
        text=ngettext("%(num)s story", "%(num)s stories", count),
        short=format_decimal(count),
        level=sum(count >= low for low in lows),
        number=numbers.get(one.slug, 0),
        outline=outlines.get(one.slug),
    )


def _keys(lows: list[int], most: int) -> list[tuple[int, str]]:
    highs = [*(low - 1 for low in lows[1:]), most]
    return [
        (level, _("%(low)s to %(high)s", low=low, high=high) if low < high else str(low))
        for level, (low, high) in enumerate(zip(lows, highs, strict=False), start=1)
    ]
