"""Where one arrives: choosing a language, the network, the town."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from storyhub.cities import queries as cities
from storyhub.cities.models import City
from storyhub.collections.queries.shelves import has_collections
from storyhub.core import clock
from storyhub.core.languages import LANGUAGES, sorted_by
from storyhub.learning.queries.feedback import latest_answer
from storyhub.learning.views.answers import words_of
from storyhub.stories.queries import reading
from storyhub.stories.views import cards
from storyhub.stories.views.asking import invitations
from storyhub.web.access import public, viewer
from storyhub.web.cookies import read_cookie
from storyhub.web.filters import tr
from storyhub.web.locale import COOKIE, current_language
from storyhub.web.render import page
from storyhub.workshops.views.announcement import next_workshop

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def languages() -> AnyResponse:
    """The remembered or preferred language; where there is none, the choice of all."""
    remembered = read_cookie(COOKIE)
    preferred = request.accept_languages.best_match(list(LANGUAGES))
    chosen = remembered if remembered in LANGUAGES else preferred
    answer: AnyResponse = redirect(url_for("home.network", lang=chosen)) if chosen else page("town/languages.html")
    answer.headers["Vary"] = "Accept-Language, Cookie"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/<lang:lang>/")
@public
def network() -> Response:
    """The network: its towns, and the newest stories of all of them."""
    counts = reading.counts_by_city(viewer())
    stories = reading.newest(viewer(), None, 3)
    return page(
        "town/network.html",
        network=cities.the_network(),
        towns=[{"city": city, "count": counts.get(city.id, 0)} for city in _in_order(cities.open_cities())],
        cards=[cards.card(story, with_town=True) for story in stories],
        is_indexed=cards.may_be_indexed(stories),
    )


def _in_order(towns: Iterable[City]) -> list[Any]:
    """By name, in the alphabet of the reader."""
    return [city for _, city in sorted_by(((tr(city.name), city) for city in towns), current_language().code)]


@blueprint.get("/<lang:lang>/<city>/")
@public
def town() -> Response:
    """The town: what it asks, what was told and answered last, what has hardly been heard, where nobody has told yet."""
    newest = reading.newest(viewer(), g.city.id, 3)
    rare = reading.least_heard(viewer(), g.city.id, [story.id for story in newest])
    heard = reading.heard_districts(viewer(), g.city.id)
    answer = latest_answer(g.city.id)
    return page(
        "town/town.html",
        town=g.city,
        answer={"href": url_for("heard.answer", code=answer.code), **words_of(answer)} if answer else None,
        prompts=_prompts(),
        newest=[cards.card(story) for story in newest],
        rare=[cards.card(story) for story in rare],
        is_indexed=cards.may_be_indexed([*newest, *rare]),
        silent=_silent_district(heard),
        total=reading.counts_by_city(viewer()).get(g.city.id, 0),
        has_collections=has_collections(g.city.id),
        workshop=next_workshop(g.city.id),
        invitations=invitations(),
    )


def _prompts() -> list[Any]:
    """The open prompts, beginning with another one each day, so that none is always last."""
    prompts = list(cities.open_prompts_of(g.city.id))
    turn = clock.today(g.city.time_zone).toordinal() % len(prompts) if prompts else 0
    return prompts[turn:] + prompts[:turn]


def _silent_district(heard: dict[Any, int]) -> Any:
    """A district nobody has told from, another one each day; None when all have been heard."""
    silent = [one for one in cities.offered_districts_of(g.city.id) if not heard.get(one.id)]
    return silent[clock.today(g.city.time_zone).toordinal() % len(silent)] if silent else None
