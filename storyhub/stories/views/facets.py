"""The filters of a list as links: every count leads to exactly the rows it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext

from storyhub.core.languages import LANGUAGES, sorted_by
from storyhub.stories.models import Kind
from storyhub.stories.queries.facets import Facets
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.views import months
from storyhub.stories.views.address import Address
from storyhub.themes.models import Theme, ThemeKind
from storyhub.web.filters import tr
from storyhub.web.locale import current_language

Choices = dict[str, dict[str, Any]]


def facet_lists(facets: Facets, filters: Filters, choices: Choices, address: Address) -> list[dict[str, Any]]:
    """For ui/facet_list: each way to narrow that has anything to offer."""
    drawn = _Drawn(address)
    themes = list(choices["theme"].values())
    places = {
        slug: (tr(one.name), facets.district.get(one.id, 0), one.id == filters.district)
        for slug, one in choices["district"].items()
    }
    towns = {
        slug: (tr(one.name), facets.town.get(one.id, 0), one.id == filters.town)
        for slug, one in choices["town"].items()
    }
    kinds = {kind.value: (kind_name(kind), facets.kind.get(kind, 0), kind == filters.kind) for kind in Kind}
    spoken = {
        code: (row.own_name, facets.language.get(code, 0), code == filters.language) for code, row in LANGUAGES.items()
    }
    shown = {
        word: (photos_name(has), facets.photos.get(has, 0), filters.photos is has)
        for word, has in (("yes", True), ("no", False))
    }
    lists = [
        drawn.tree("theme", gettext("Theme"), themes, facets.theme, filters.theme),
        drawn.tree("lens", gettext("Lens"), themes, facets.lens, filters.lens),
        drawn.facet("town", gettext("Town"), _in_order(towns)),
        drawn.facet("place", gettext("District"), _in_order(places)),
        months.facet(facets, filters, address),
        drawn.facet("kind", gettext("Kind"), kinds),
        drawn.facet("lang", gettext("Language"), spoken),
        drawn.facet("photos", gettext("Photographs"), shown),
    ]
    return [one for one in lists if one["options"]]


@dataclass(frozen=True)
class _Drawn:
    """Draws the ways to narrow at one address."""

    address: Address

    def facet(self, name: str, title: str, options: dict[str, tuple[str, int, bool]]) -> dict[str, Any]:
        rows = [self._option(name, value, *row) for value, row in options.items() if row[1] or row[2]]
        return {"name": name, "title": title, "options": rows}

    def tree(
        self, name: str, title: str, themes: list[Theme], counts: Mapping[UUID, int], chosen: UUID | None
    ) -> dict[str, Any]:
        """Themes below their parents; themes in the reader's alphabet, a lens from the event to the mental model."""
        kind = ThemeKind.LENS if name == "lens" else ThemeKind.THEME
        offered = {one.id: one for one in themes if one.kind == kind and (counts.get(one.id) or one.id == chosen)}
        below: dict[UUID | None, dict[str, tuple[str, int, bool]]] = {}
        for one in offered.values():
            parent = one.parent_id if one.parent_id in offered else None
            row = (tr(one.label), counts.get(one.id, 0), one.id == chosen)
            below.setdefault(parent, {})[one.slug] = row
        ids = {one.slug: one.id for one in offered.values()}

        def rows(parent: UUID | None) -> list[dict[str, Any]]:
            found = below.get(parent, {})
            ordered = _in_order(found) if kind == ThemeKind.THEME else found
            return [self._option(name, slug, *row) | {"children": rows(ids[slug])} for slug, row in ordered.items()]

        return {"name": name, "title": title, "options": rows(None)}

    def _option(self, name: str, value: str, label: str, count: int, current: bool) -> dict[str, Any]:
        href = self.address.href(**{name: None if current else value})
        return {"label": label, "count": count, "current": current, "href": href}


def active_filters(filters: Filters, choices: Choices, address: Address) -> list[dict[str, str]]:
    """What the list is narrowed to; each link takes one away."""
    named = {one.id: tr(one.label) for one in choices["theme"].values()}
    labels = {
        "q": f"“{address.words['q']}”" if "q" in address.words else "",
        "theme": named.get(filters.theme, "") if filters.theme else "",
        "also": named.get(filters.also, "") if filters.also else "",
        "lens": named.get(filters.lens, "") if filters.lens else "",
        "town": next((tr(one.name) for one in choices["town"].values() if one.id == filters.town), ""),
        "place": _place_name(filters, choices),
        "from": months.span_name(filters),
        "kind": kind_name(filters.kind) if filters.kind else "",
        "lang": LANGUAGES[filters.language].own_name if filters.language else "",
        "photos": photos_name(filters.photos) if filters.photos is not None else "",
        "answered": _answered_name(filters.answered),
    }
    with_it: dict[str, dict[str, str | None]] = {"from": {"to": None}}
    return [
        {"label": label, "href": address.href(**{name: None}, **with_it.get(name, {}))}
        for name, label in labels.items()
        if label
    ]


def _place_name(filters: Filters, choices: Choices) -> str:
    district = next((tr(one.name) for one in choices["district"].values() if one.id == filters.district), "")
    return district or next(iter(filters.places), "")


def kind_name(kind: Kind) -> str:
    return gettext("Imagined") if kind == Kind.IMAGINED else gettext("Lived")


def photos_name(has: bool) -> str:
    return gettext("With photographs") if has else gettext("Without photographs")


def _answered_name(answered: bool | None) -> str:
    if answered is None:
        return ""
    return gettext("Answered") if answered else gettext("Not answered yet")


def _in_order(options: dict[str, tuple[str, int, bool]]) -> dict[str, tuple[str, int, bool]]:
    """By label, in the alphabet of the reader."""
    ordered = sorted_by(((row[0], slug) for slug, row in options.items()), current_language().code)
    return {str(slug): options[str(slug)] for _, slug in ordered}
