"""The town in a URL, and the pages a town answers for."""

from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, url_for

from storyhub.cities import queries
from storyhub.cities.models import City, LegalPage, PageKind
from storyhub.core.errors import NotFound
from storyhub.web.access import public, viewer
from storyhub.web.filters import tr, tr_lang
from storyhub.web.locale import current_language
from storyhub.web.render import page

blueprint = Blueprint("cities", __name__)


@blueprint.get("/<lang:lang>/<city>/about/<kind>")
@public
def about(kind: str) -> Response:
    """One of the pages a town answers for: responsible, privacy, terms, accessibility, help."""
    return _legal(queries.legal_page(g.city.id, _kind(kind)))


@blueprint.get("/<lang:lang>/<city>/about/<kind>/<int(max=99999):number>")
@public
def about_version(kind: str, number: int) -> Response:
    """The same page as it stood in an earlier version."""
    return _legal(queries.legal_page_of_version(g.city.id, _kind(kind), number))


def _kind(kind: str) -> PageKind:
    if kind not in set(PageKind):
        raise NotFound()
    return PageKind(kind)


def _legal(found: LegalPage) -> Response:
    return page(
        "cities/about.html",
        legal=found,
        body=queries.filled(g.city, tr(found.body), current_language().code, found.since),
        body_language=tr_lang(found.body),
        versions=queries.legal_versions(g.city.id, found.kind),
        lines=queries.help_lines_of(g.city.id) if found.kind == PageKind.HELP else [],
    )


def _take_from_url(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "city" in values:
        city = queries.city_of_page(values.pop("city"))
        if city.opened_at is None and not _prepares(city):
            raise NotFound()
        g.city = city


def _prepares(city: City) -> bool:
    """Whether the viewer works on a town that residents do not find yet."""
    who = viewer()
    return who.is_site_admin or city.id in who.cities_with() or city.network_id in who.hosted


def _put_into_url(endpoint: str, values: dict[str, Any]) -> None:
    if "city" not in values and g.get("city") and current_app.url_map.is_endpoint_expecting(endpoint, "city"):
        values["city"] = g.city.slug


def _town() -> dict[str, object]:
    """The town's name, on every page of the town."""
    if g.get("city") is None:
        return {"city": None}
    return {"city": {"slug": g.city.slug, "name": tr(g.city.name)}}


def about_links() -> list[dict[str, str]]:
    """The town's pages on who is responsible for what, linked from every page of the town."""
    titles = queries.legal_titles(g.city.id)
    return [
        {"text": tr(titles[kind]), "href": url_for("cities.about", kind=kind.value)}
        for kind in PageKind
        if kind in titles
    ]


def init_app(app: Flask) -> None:
    app.url_value_preprocessor(_take_from_url)
    app.url_defaults(_put_into_url)
    app.context_processor(_town)
