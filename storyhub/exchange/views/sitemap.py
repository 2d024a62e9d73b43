"""For search engines: an index of sitemaps, one for each town, and where they may go. Only what tellers let them list."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template

from storyhub.cities import queries as cities
from storyhub.core.errors import NotFound
from storyhub.core.languages import LANGUAGES
from storyhub.stories.queries import reading
from storyhub.web.access import public

blueprint = Blueprint("sitemap", __name__)

PATHS = ("", "stories", "tell")
"""Pages of a town that are the same in every language."""
DISALLOWED = ("/*/my$", "/*/desk/", "/*/exports/", "/*/stories/export", "/photos/pending/")


@blueprint.get("/sitemap.xml")
@public
def index() -> Response:
    """Where the sitemaps stand."""
    slugs = [city.slug for city in cities.open_cities()]
    return _xml("exchange/sitemap_index.xml", slugs=slugs)


@blueprint.get("/sitemap-network.xml")
@public
def network() -> Response:
    """The pages of the network."""
    return _xml("exchange/sitemap.xml", pages=[_page("/{lang}/"), _page("/{lang}/stories")], stories=[])


@blueprint.get("/sitemap-<town>.xml")
@public
def of_town(town: str) -> Response:
    """A town's pages, and the stories whose tellers let search engines in, each in every language of the pages."""
    if town not in {city.slug for city in cities.open_cities()}:
        raise NotFound()
    stories = [
        {"languages": _page(f"/{{lang}}/{town}/stories/{code}"), "day": published.date().isoformat(), "own": language}
        for code, published, language in reading.sitemap_stories(town)
    ]
    return _xml("exchange/sitemap.xml", pages=[_page(f"/{{lang}}/{town}/{path}") for path in PATHS], stories=stories)


def _page(path: str) -> dict[str, str]:
    """A page's address by language."""
    return {code: _base() + path.format(lang=code) for code in LANGUAGES}


def _xml(template: str, **values: Any) -> Response:
    return Response(render_template(template, base=_base(), **values), mimetype="application/xml")


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """Where search engines may go."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in DISALLOWED), f"Sitemap: {_base()}/sitemap.xml"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _base() -> str:
    return str(current_app.config["STORYHUB"].base_url)
