"""What a search offers beside the stories it found: what has the very name that was typed, and all the other towns."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext

from storyhub.archive.queries.asking import question_for
from storyhub.archive.queries.searching import find
from storyhub.archive.query.names import folded
from storyhub.cities.queries import open_cities
from storyhub.stories.models import SOURCE
from storyhub.stories.queries import reading
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.views.address import Address
from storyhub.stories.views.asked import Asked
from storyhub.stories.views.listing import Listing, archive_index
from storyhub.themes.models import ThemeKind
from storyhub.web.access import viewer
from storyhub.web.filters import tr
from storyhub.web.locale import current_language


def named_so(asked: Asked) -> list[dict[str, Any]]:
    """The themes, lenses, districts and towns with this very name in any language, of which the viewer may read something."""
    name = folded(asked.filters.words)
    if not name:
        return []
    themes = _called(name, ((one.label, one) for one in asked.choices["theme"].values()))
    places = _called(name, ((one.name, one) for one in asked.choices["district"].values()))
    towns = _called(name, ((one.name, one) for one in open_cities())) if asked.filters.city_id is None else []
    return [*_lists(asked, themes, places), *_towns(towns)]


def in_all_towns(asked: Asked, listing: Listing) -> dict[str, Any] | None:
    """How much the words find in all towns together, where they find nothing in this one."""
    words = asked.filters.words
    if not words or asked.filters.city_id is None or listing.is_away or listing.listed.page.total:
        return None
    question = question_for(words, current_language().code)
    found = None if question.is_empty else find(archive_index(), viewer(), SOURCE, question, limit=1)
    if not found or not found.total:
        return None
    return {"total": found.total, "href": Address(url_for("reading.all_stories"), {"q": words}).href()}


def _called(name: str, things: Iterable[tuple[Mapping[str, str], Any]]) -> list[Any]:
    return [thing for names, thing in things if name in {folded(one) for one in (*names.values(), thing.slug)}]


def _lists(asked: Asked, themes: list[Any], places: list[Any]) -> list[dict[str, Any]]:
    if not themes and not places:
        return []
    titles = {ThemeKind.THEME: gettext("Theme"), ThemeKind.LENS: gettext("Lens")}
    named = [
        *((titles[one.kind], tr(one.label), one.kind.value, one.kind.value, one) for one in themes),
        *((gettext("District"), tr(one.name), "district", "place", one) for one in places),
    ]
    list_, all_ = Address(asked.address.path, {}), Filters(asked.filters.city_id, time_zone=asked.filters.time_zone)
    rows = [
        _row(title, label, _total(all_, name, one.id), list_.href(**{word: one.slug}))
        for title, label, name, word, one in named
    ]
    return [row for row in rows if row["count"]]


def _total(filters: Filters, name: str, id_: UUID) -> int:
    chosen: dict[str, Any] = {name: id_}
    return reading.total_for(viewer(), replace(filters, **chosen))


def _towns(towns: list[Any]) -> list[dict[str, Any]]:
    counts = reading.counts_by_city(viewer()) if towns else {}
    rows = [
        _row(gettext("Town"), tr(one.name), counts.get(one.id, 0), url_for("reading.stories", city=one.slug))
        for one in towns
    ]
    return [row for row in rows if row["count"]]


def _row(title: str, label: str, count: int, href: str) -> dict[str, Any]:
    return {"title": title, "label": label, "count": count, "href": href}
