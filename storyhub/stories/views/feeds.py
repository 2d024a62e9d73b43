"""Feeds: any list of stories as Atom and as JSON Feed, newest first. Read as an anonymous viewer: public stories alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, jsonify, render_template, request, url_for

from storyhub.adapters.index import Order
from storyhub.core.paging import page_number
from storyhub.core.permissions import ANONYMOUS
from storyhub.stories.models import Story
from storyhub.stories.queries.changed import last_changes
from storyhub.stories.queries.reading import stories_of
from storyhub.stories.views import cards
from storyhub.stories.views.address import Address
from storyhub.stories.views.asked import Asked, asked_for
from storyhub.stories.views.facets import active_filters
from storyhub.stories.views.listed import listed_ids
from storyhub.web.access import public
from storyhub.web.filters import iso, tr
from storyhub.web.locale import current_language

blueprint = Blueprint("feeds", __name__)

PER_PAGE = 50
MOST_PAGES = 200
JSON_FEED = "https://jsonfeed.org/version/1.1"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When an empty feed was last changed: whoever asks twice is told the same."""


@dataclass(frozen=True)
class Feed:
    """One page of a list as a feed; addresses are whole."""

    title: str
    page_url: str
    url: str
    next_url: str
    stories: list[Story]
    changes: Mapping[UUID, datetime]

    @property
    def updated(self) -> datetime:
        return max(map(self.changed_at, self.stories), default=NEVER)

    def changed_at(self, story: Story) -> datetime:
        """When readers last got something else of a story than before."""
        return max(story.published_at or story.told_at, self.changes.get(story.id, NEVER))


@blueprint.get("/<lang:lang>/<city>/stories.atom")
@public
def town_feed() -> Response:
    """The town's public stories, narrowed as the address says."""
    return _atom(_feed(g.city.id, "feeds.town_feed"))


@blueprint.get("/<lang:lang>/stories.atom")
@public
def network_feed() -> Response:
    """The public stories of all towns."""
    return _atom(_feed(None, "feeds.network_feed"))


@blueprint.get("/<lang:lang>/<city>/stories.json")
@public
def town_json() -> Response:
    """The same as JSON Feed."""
    return _json(_feed(g.city.id, "feeds.town_json"))


@blueprint.get("/<lang:lang>/stories.json")
@public
def network_json() -> Response:
    """The same as JSON Feed."""
    return _json(_feed(None, "feeds.network_json"))


def _feed(city_id: UUID | None, endpoint: str) -> Feed:
    g.viewer = ANONYMOUS  # a feed is the same for everybody, and so is what its address is understood to ask for
    asked, number = asked_for(city_id), min(page_number(request.args.get("page")), MOST_PAGES)
    ids = listed_ids(asked, ANONYMOUS, Order.NEWEST, PER_PAGE + 1, (number - 1) * PER_PAGE)
    there = {one.id: one for one in stories_of(ANONYMOUS, ids[:PER_PAGE])}
    words = {word: given for word, given in asked.address.words.items() if word != "order"}
    here = Address(url_for(endpoint), words)
    is_last = len(ids) <= PER_PAGE or number == MOST_PAGES
    return Feed(
        title=_title(asked),
        page_url=_base() + Address(url_for("reading.stories" if city_id else "reading.all_stories"), words).href(),
        url=_base() + here.href(page=str(number) if number > 1 else None),
        next_url="" if is_last else _base() + here.href(page=str(number + 1)),
        stories=[there[id_] for id_ in ids if id_ in there],
        changes=last_changes(there),
    )


def _title(asked: Asked) -> str:
    where = tr(g.city.name) if asked.filters.city_id else "Storyhub"
    return " · ".join([where, *(one["label"] for one in active_filters(asked.filters, asked.choices, asked.address))])


def _atom(feed: Feed) -> Response:
    entries = [
        {"story": story, "title": cards.heading(story), "url": cards.story_url(story), "name": cards.teller_name(story)}
        for story in feed.stories
    ]
    text = render_template("stories/feed.xml", feed=feed, entries=entries, base=_base())
    return _marked(Response(text, mimetype="application/atom+xml"), feed)


def _json(feed: Feed) -> Response:
    document = {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.url,
        "language": current_language().code,
        **({"next_url": feed.next_url} if feed.next_url else {}),
        "items": [_item(story, feed.changed_at(story)) for story in feed.stories],
    }
    answer = jsonify(document)
    answer.mimetype = "application/feed+json"
    return _marked(answer, feed)


def _item(story: Story, changed_at: datetime) -> dict[str, Any]:
    item = {
        "id": story.id.urn,
        "url": _base() + cards.story_url(story),
        "title": cards.heading(story),
        "content_text": story.body,
        "date_published": iso(story.told_at),
        "date_modified": iso(changed_at),
        "language": story.language,
        "authors": [{"name": cards.teller_name(story)}],
        "tags": [theme["label"] for theme in cards.themes_of(story)],
    }
    return item | ({"summary": story.content_note} if story.content_note else {})


def _marked(answer: Response, feed: Feed) -> Response:
    if not cards.may_be_indexed(feed.stories):
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _base() -> str:
    return str(current_app.config["STORYHUB"].base_url)
