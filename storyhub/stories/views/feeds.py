"""For machines: Atom feeds, the sitemap, robots.txt. All read as an anonymous viewer: public stories alone."""

from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, url_for

from storyhub.cities import queries as cities
from storyhub.core import clock
from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import ANONYMOUS
from storyhub.stories.queries import reading
from storyhub.stories.views import cards
from storyhub.web.access import public
from storyhub.web.filters import tr

blueprint = Blueprint("feeds", __name__)

MOST = 50


@blueprint.get("/<lang:lang>/<city>/stories.atom")
@public
def town_feed() -> Response:
    """The town's newest public stories."""
    return _feed(g.city.id, tr(g.city.name), url_for("reading.stories"))


@blueprint.get("/<lang:lang>/stories.atom")
@public
def network_feed() -> Response:
    """The newest public stories of all towns."""
    return _feed(None, "Storyhub", url_for("reading.all_stories"))


def _feed(city_id: Any, title: str, page_path: str) -> Response:
    stories = reading.newest(ANONYMOUS, city_id, MOST)
    entries = [
        {"story": story, "title": cards.heading(story), "url": cards.story_url(story), "name": cards.teller_name(story)}
        for story in stories
    ]
    updated = max((story.published_at for story in stories if story.published_at), default=clock.now())
    text = render_template(
        "stories/feed.xml", title=title, entries=entries, page_path=page_path, updated=updated, base=_base()
    )
    answer = Response(text, mimetype="application/atom+xml")
    if not all(story.may_be_indexed for story in stories):
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@blueprint.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """Towns, and the stories whose tellers let search engines in."""
    text = render_template(
        "stories/sitemap.xml",
        base=_base(),
        languages=list(LANGUAGES),
        cities=cities.open_cities(),
        stories=reading.sitemap_stories(),
    )
    return Response(text, mimetype="application/xml")


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """Where search engines may go."""
    text = f"User-agent: *\nDisallow: /*/my$\nDisallow: /*/desk/\nDisallow: /photos/pending/\nSitemap: {_base()}/sitemap.xml\n"
    return Response(text, mimetype="text/plain")


def _base() -> str:
    return current_app.config["STORYHUB"].base_url
