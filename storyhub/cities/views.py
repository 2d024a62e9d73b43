"""The town in a URL, and the pages a town answers for."""

from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, url_for

from storyhub.cities import queries
from storyhub.cities.models import LegalPage, PageKind
from storyhub.core.errors import NotFound
from storyhub.web.access import public
from storyhub.web.filters import tr, tr_lang
from storyhub.web.render import page

blueprint = Blueprint("cities", __name__)


@blueprint.get("/<lang:lang>/<city>/about/<kind>")
@public
def about(kind: str) -> Response:
    """One of the pages a town answers for: responsible, privacy, terms, accessibility, help."""
    if kind not in set(PageKind):
        raise NotFound()
    found = queries.legal_page(g.city.id, PageKind(kind))
    return page(
        "cities/about.html",
        legal=found,
        body=filled(found, tr(found.body)),
        body_language=tr_lang(found.body),
        lines=queries.help_lines_of(g.city.id) if kind == PageKind.HELP else [],
    )


def filled(found: LegalPage, text: str) -> str:
    """The draft with the town's own names in it; what the town has not given stands as an open gap."""
    values = {name: value or "[…]" for name, value in g.city.responsible.items()}
    values |= {"town": tr(g.city.name), "updated": found.since.date().isoformat(), "age": str(g.city.min_age_alone)}
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _take_from_url(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "city" in values:
        g.city = queries.city_of_page(values.pop("city"))


def _put_into_url(endpoint: str, values: dict[str, Any]) -> None:
    if "city" not in values and g.get("city") and current_app.url_map.is_endpoint_expecting(endpoint, "city"):
        values["city"] = g.city.slug


def _town() -> dict[str, object]:
    """The town's name, and its pages, linked from every page of the town."""
    if g.get("city") is None:
        return {"city": None, "footer_links": []}
    titles = queries.legal_titles(g.city.id)
    return {
        "city": {"slug": g.city.slug, "name": tr(g.city.name)},
        "footer_links": [
            {"text": tr(titles[kind]), "href": url_for("cities.about", kind=kind.value)}
            for kind in PageKind
            if kind in titles
        ],
    }


def init_app(app: Flask) -> None:
    app.url_value_preprocessor(_take_from_url)
    app.url_defaults(_put_into_url)
    app.context_processor(_town)
