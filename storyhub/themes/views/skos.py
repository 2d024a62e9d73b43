"""The vocabulary at public addresses: of the network, and of a town with its own themes; in three notations."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from storyhub.cities.queries import the_network
from storyhub.core.errors import NotFound
from storyhub.core.languages import LANGUAGES
from storyhub.themes import queries
from storyhub.themes.skos import MEDIA_TYPES, WRITERS, Scheme, statements_of
from storyhub.web.access import public
from storyhub.web.locale import guess

blueprint = Blueprint("skos", __name__)


@blueprint.get("/themes.<any(ttl, rdf, jsonld):ending>")
@public
def network(ending: str) -> Response:
    """The themes that all towns share."""
    of = the_network()
    return _file(ending, None, "/themes", dict(of.name) if of else {})


@blueprint.get("/<lang:lang>/<city>/themes.<any(ttl, rdf, jsonld):ending>")
@public
def town(ending: str) -> Response:
    """With the town's own."""
    return _file(ending, g.city.id, f"/{g.lang}/{g.city.slug}/themes", dict(g.city.name))


@blueprint.get("/themes/<slug>")
@public
def concept(slug: str) -> AnyResponse:
    """The address that stands for a theme in every language leads to the page about it."""
    found = queries.theme_for(slug)
    if found is None:
        raise NotFound()
    if found.city_id is None:
        return redirect(url_for("vocabulary.network_theme", lang=guess(), slug=slug), 303)
    city = queries.town_of(found)
    return redirect(url_for("vocabulary.town_theme", lang=guess(), city=city, slug=slug), 303)


def _file(ending: str, city_id: UUID | None, path: str, title: dict[str, str]) -> Response:
    vocabulary = queries.the_vocabulary()
    if vocabulary is None:
        raise NotFound()
    themes = queries.themes_explained(city_id)
    base: str = current_app.config["STORYHUB"].base_url
    titles: dict[str, Any] = {lang: words for lang, words in title.items() if lang in LANGUAGES}
    scheme = Scheme(base + path, f"{base}/themes", titles, vocabulary)
    said = statements_of(scheme, themes, queries.renamings_of([one.id for one in themes]))
    answer = Response(WRITERS[ending](said), mimetype=MEDIA_TYPES[ending])
    answer.headers["Content-Disposition"] = f'inline; filename="themes.{ending}"'
    return answer
