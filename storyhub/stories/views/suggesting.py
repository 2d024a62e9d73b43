"""What a word may become while it is typed: themes, places, towns and stories that this viewer has something of."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.archive.queries.completing import complete
from storyhub.cities.queries import open_cities
from storyhub.core import text
from storyhub.core.languages import Translated
from storyhub.stories.models import SOURCE
from storyhub.stories.queries import reading
from storyhub.stories.queries.facets import facets_for
from storyhub.stories.queries.narrowing import Filters
from storyhub.stories.views import cards
from storyhub.stories.views.asked import choices_for
from storyhub.stories.views.listing import archive_index
from storyhub.web.access import public, viewer
from storyhub.web.filters import tr
from storyhub.web.htmx import is_htmx
from storyhub.web.locale import current_language
from storyhub.web.render import page

blueprint = Blueprint("suggesting", __name__)

SHORTEST, LONGEST = 2, 80
MOST_NAMES, MOST_STORIES = 4, 5


@blueprint.get("/<lang:lang>/<city>/stories/suggest")
@public
def suggest(**_: Any) -> AnyResponse:
    """In the town's stories."""
    return _suggest(g.city.id, url_for("reading.stories"))


@blueprint.get("/<lang:lang>/stories/suggest")
@public
def suggest_in_all() -> AnyResponse:
    """In the stories of all towns."""
    return _suggest(None, url_for("reading.all_stories"))


def _suggest(city_id: UUID | None, list_url: str) -> AnyResponse:
    typed = text.clean_line(request.args.get("q", ""))
    if not is_htmx():
        return redirect(f"{list_url}?{request.query_string.decode()}", 303)
    is_worth_it = SHORTEST <= len(typed) <= LONGEST
    return page("stories/suggest.html", groups=_groups(typed, city_id, list_url) if is_worth_it else [])


def _groups(typed: str, city_id: UUID | None, list_url: str) -> list[dict[str, Any]]:
    """Each kind of thing that has anything to offer."""
    choices = choices_for(city_id)
    facets = facets_for(viewer(), Filters(city_id=city_id))
    told = facets.theme | facets.district
    towns = reading.counts_by_city(viewer()) if city_id is None else {}
    groups = [
        (gettext("Themes"), _named(typed, choices["theme"].values(), told, f"{list_url}?theme=")),
        (gettext("Districts"), _named(typed, choices["district"].values(), told, f"{list_url}?place=")),
        (gettext("Towns"), _named(typed, open_cities(), towns, f"/{current_language().code}/", "/stories")),
        (gettext("Stories"), _stories(typed, city_id)),
    ]
    return [{"title": title, "options": options} for title, options in groups if options]


def _named(
    typed: str, things: Iterable[Any], told: dict[UUID, int], before: str, after: str = ""
) -> list[dict[str, Any]]:
    """Those in whose name a word begins so, and of which the viewer may read something; the most told of first."""
    offered = sorted((one for one in things if told.get(one.id) and _begins(typed, one)), key=lambda one: -told[one.id])
    return [
        {"label": tr(_name(one)), "count": told[one.id], "href": f"{before}{one.slug}{after}"}
        for one in offered[:MOST_NAMES]
    ]


def _name(thing: Any) -> Translated:
    return thing.label if hasattr(thing, "label") else thing.name


def _begins(typed: str, thing: Any) -> bool:
    """Whether the name, or a word in it, begins with what is typed, in whatever language it is typed."""
    wanted = typed.casefold()
    names = [name.casefold() for name in (*_name(thing).values(), thing.slug)]
    return any(name.startswith(wanted) or f" {wanted}" in name for name in names)


def _stories(typed: str, city_id: UUID | None) -> list[dict[str, Any]]:
    hits = complete(
        archive_index(), viewer(), typed, city_id, current_language().code, limit=MOST_STORIES, only=(SOURCE,)
    )
    found = reading.stories_of(viewer(), [hit.id for hit in hits])
    return [{"label": link["title"], "lang": link["lang"], "href": link["url"]} for link in map(cards.link, found)]
