"""The vocabulary as everybody reads it: the tree of themes, what each means, which stories carry it, what became of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext as _

from storyhub.core.errors import NotFound
from storyhub.core.paging import page_number
from storyhub.core.permissions import Role
from storyhub.stories.queries import together
from storyhub.stories.queries.facets import facets_for
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.queries.reading import stories_for
from storyhub.stories.queries.together import Side
from storyhub.stories.views import cards
from storyhub.themes import queries
from storyhub.themes.models import Theme, ThemeKind
from storyhub.themes.policy import may_change
from storyhub.themes.views import changes
from storyhub.web.access import public, role, viewer
from storyhub.web.filters import tr, tr_lang
from storyhub.web.headers import keep_private
from storyhub.web.render import page

blueprint = Blueprint("vocabulary", __name__)

TOWN, NETWORK = "/<lang:lang>/<city>/themes", "/<lang:lang>/themes"
EXAMPLES = 3


def both(rule: str) -> Any:
    """The same view for a town and for the network."""

    def mark(view: Any) -> Any:
        view = public(view)
        blueprint.add_url_rule(TOWN + rule, f"town_{view.__name__}", view)
        blueprint.add_url_rule(NETWORK + rule, f"network_{view.__name__}", view)
        return view

    return mark


@both("")
def themes(**_city: Any) -> Response:
    """All themes, each under the one it belongs to, and the lens."""
    found = _known()
    counts = facets_for(viewer(), Filters(city_id=_city_id())).theme
    shown = [one for one in found if one.merged_into_id is None and (one.retired_at is None or counts.get(one.id))]
    labels = {theme.id: tr(theme.label) for theme in found}
    return page(
        "themes/vocabulary.html",
        tree=_tree([one for one in shown if one.kind == ThemeKind.THEME], counts),
        lens=_tree([one for one in shown if one.kind == ThemeKind.LENS], counts),
        vocabulary=queries.the_vocabulary(),
        changes=changes.drawn(queries.changes_of(list(labels), limit=10), labels),
        change_href=_change_href(),
        together_href=url_for("together.town" if _city_id() else "together.network"),
        files=files(),
    )


@both("/<slug>")
def theme(slug: str, **_city: Any) -> Response:
    """One theme: what it means, when it is used and when not, stories with it, its history."""
    found = queries.theme_explained(slug, _city_id())
    if found is None:
        raise NotFound()
    known = _known()
    labels = {one.id: tr(one.label) for one in known}
    into = next((one for one in known if one.id == found.merged_into_id), None)
    counts = facets_for(viewer(), Filters(city_id=_city_id())).theme
    filters = Filters(city_id=_city_id(), theme=found.id)
    examples = stories_for(viewer(), filters, 1).items[:EXAMPLES] if into is None else []
    return page(
        "themes/theme.html",
        theme=found,
        count=counts.get(found.id, 0),
        list_href=_list_of(found),
        into={"label": tr(into.label), "href": url("theme", slug=into.slug)} if into else None,
        crumbs=[{"text": tr(one.label), "href": url("theme", slug=one.slug)} for one in _above(found, known)],
        parts=_tree([one for one in known if found.id in _line(one, known)[1:] and one.merged_into_id is None], counts),
        other_names=_other_names(found),
        examples=[cards.link(story) for story in examples],
        is_indexed=cards.may_be_indexed(examples),
        changes=changes.drawn(queries.history_of(found.id), labels),
        sides=_sides(found) if into is None else [],
        url=url,
    )


@blueprint.get(f"{TOWN}/<slug>/by/<any(teller, staff, both):side>")
@role(*Role)
def side(slug: str, side: str) -> Response:
    """The stories that a theme was given by their teller alone, by the team alone, or by both."""
    keep_private()
    found = queries.theme_for(slug)
    if found is None or found.city_id not in (None, g.city.id):
        raise NotFound()
    rows = together.rows_of_side(viewer(), g.city.id, found.id, Side(side), page_number(request.args.get("page")))
    return page(
        "themes/side.html",
        fragments=("rows",),
        theme=found,
        tabs_items=[one | {"current": one["side"] == side} for one in _sides(found)],
        found=rows,
        cards=[cards.card(story) for story in rows.items],
        page_href=lambda n: url("side", slug=slug, side=side, page=n) if n else None,
    )


def url(view: str = "themes", **values: Any) -> str:
    """The address of one of these pages in the page's town, or for the network."""
    if g.get("city") is not None:
        return url_for(f"vocabulary.{'' if view == 'side' else 'town_'}{view}", city=g.city.slug, **values)
    return url_for(f"vocabulary.network_{view}", **values)


def files() -> list[dict[str, str]]:
    """The vocabulary as other programs read it."""
    names = {"ttl": "Turtle", "rdf": "RDF/XML", "jsonld": "JSON-LD"}
    where = "town" if g.get("city") is not None else "network"
    return [{"text": name, "href": url_for(f"skos.{where}", ending=ending)} for ending, name in names.items()]


def _city_id() -> UUID | None:
    return g.city.id if g.get("city") is not None else None


def _known() -> Sequence[Theme]:
    """The network's themes, and in a town its own."""
    return [*queries.themes_of(None), *(queries.themes_of(_city_id()) if _city_id() else [])]


def _tree(themes_: Sequence[Theme], counts: dict[UUID, int]) -> list[dict[str, Any]]:
    """Each with those below it; one whose parent is not shown stands by itself."""
    rows = {one.id: _row(one, counts) for one in themes_}
    top: list[dict[str, Any]] = []
    for one in themes_:
        above = rows.get(one.parent_id) if one.parent_id else None
        (above["below"] if above else top).append(rows[one.id])
    return top


def _row(one: Theme, counts: dict[UUID, int]) -> dict[str, Any]:
    return {**_link(one), "theme": one, "count": counts.get(one.id, 0), "list_href": _list_of(one), "below": []}


def _link(one: Theme) -> dict[str, Any]:
    return {"label": tr(one.label), "lang": tr_lang(one.label), "href": url("theme", slug=one.slug)}


def _line(one: Theme, known: Sequence[Theme]) -> list[UUID]:
    """The theme and all that stand above it."""
    by_id = {theme.id: theme for theme in known}
    line: list[UUID] = []
    at: Theme | None = one
    while at is not None and at.id not in line:
        line.append(at.id)
        at = by_id.get(at.parent_id) if at.parent_id else None
    return line


def _above(one: Theme, known: Sequence[Theme]) -> list[Theme]:
    """From the top down."""
    by_id = {theme.id: theme for theme in known}
    return [by_id[id_] for id_ in reversed(_line(one, known)[1:])]


def _other_names(found: Theme) -> list[dict[str, Any]]:
    return [{"lang": code, "names": ", ".join(names)} for code, names in found.other_names.items() if names]


def _list_of(one: Theme) -> str:
    """The stories with a theme, or with a lens, as the list is told of them."""
    word = "lens" if one.kind == ThemeKind.LENS else "theme"
    endpoint = "reading.stories" if g.get("city") is not None else "reading.all_stories"
    return f"{url_for(endpoint)}?{word}={one.slug}"


def _sides(found: Theme) -> list[dict[str, Any]]:
    """For the team of the town: whose reading the theme is, as numbers that lead to their rows."""
    if _city_id() is None or _city_id() not in viewer().cities_with():
        return []
    counted = together.sides_of(viewer(), g.city.id, found.id)
    texts = {Side.TELLER: _("By the teller alone"), Side.BOTH: _("By both"), Side.STAFF: _("By the team alone")}
    return [
        {
            "side": side.value,
            "text": text,
            "count": getattr(counted, side),
            "href": url("side", slug=found.slug, side=side.value),
        }
        for side, text in texts.items()
    ]


def _change_href() -> str:
    """Where whoever may change these themes does so."""
    if not may_change(viewer(), _city_id()):
        return ""
    return url_for("theming.town_themes") if _city_id() else url_for("theming.network_themes")
