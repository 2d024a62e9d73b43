"""A list of stories as its address asks for it: found by the index where words narrow it, otherwise by the database."""

from dataclasses import dataclass, replace
from typing import Any

from flask import current_app
from flask_babel import gettext

from storyhub.adapters.index import Index, Order
from storyhub.archive.queries.asking import question_for
from storyhub.archive.queries.suggesting import meant_and_nearest, suggestion_for
from storyhub.archive.query import Question
from storyhub.archive.snippets import marked, snippet
from storyhub.stories.models import SOURCE, Story
from storyhub.stories.queries import reading
from storyhub.stories.queries.facets import facets_for
from storyhub.stories.queries.finding import NOTHING, Listed, stories_found
from storyhub.stories.views import cards
from storyhub.stories.views.address import Address
from storyhub.stories.views.asked import Asked
from storyhub.web.access import viewer
from storyhub.web.locale import current_language


@dataclass(frozen=True)
class Listing:
    """What stands on the page. `is_away`: words were asked for, and there was no index to ask."""

    listed: Listed
    question: Question | None = None
    is_away: bool = False


def listing_for(asked: Asked, number: int) -> Listing:
    """The page of that number; the last one where there are not so many."""
    filters, question = asked.filters, question_of(asked)
    if question is None:
        return Listing(_from_database(asked, number))
    if question.is_empty:
        return Listing(NOTHING, question)
    found = stories_found(archive_index(), viewer(), question, filters, asked.slugs, asked.order, number)
    if found:
        return Listing(found, question)
    by_letters = replace(asked, filters=replace(filters, clause=question.everything))
    return Listing(_from_database(by_letters, number), question, True)


def _from_database(asked: Asked, number: int) -> Listed:
    page = reading.stories_for(viewer(), asked.filters, number, asked.order)
    return Listed(page, facets_for(viewer(), asked.filters))


def question_of(asked: Asked) -> Question | None:
    """The words as a question; None where nothing is looked for."""
    words = asked.filters.words
    return question_for(words, current_language().code, asked.filters.city_id) if words else None


def orders(asked: Asked) -> list[dict[str, Any]]:
    """The orders there are; which fits best is one only where words are looked for."""
    labels = {
        Order.BEST: gettext("Best first"),
        Order.NEWEST: gettext("Newest first"),
        Order.OLDEST: gettext("Oldest first"),
        Order.LEAST_HEARD: gettext("Least heard first"),
    }
    usual = Order.BEST if asked.filters.words else Order.NEWEST
    return [
        {"label": label, "current": one == asked.order, "href": asked.address.href(order=None if one == usual else one)}
        for one, label in labels.items()
        if one != Order.BEST or usual == Order.BEST
    ]


def found_card(story: Story, question: Question | None, *, with_town: bool) -> dict[str, Any]:
    """A story's card; after a search with what was looked for marked, and the words around it for an excerpt."""
    card = cards.card(story, with_town=with_town)
    if question is None:
        return card
    return card | {
        "title_pieces": marked(question, card["title"], story.language),
        "pieces": snippet(question, story.body, story.language),
    }


def instead(asked: Asked, listing: Listing) -> dict[str, Any]:
    """What to offer where little was found, or nothing: another spelling, what comes nearest, the themes of that."""
    found, question, city_id = listing.listed, listing.question, asked.filters.city_id
    offer: dict[str, Any] = {"meant": None, "nearest": [], "near_themes": [], "only_words_href": ""}
    if question is None or listing.is_away or (found.page.total and found.is_all):
        return offer
    if found.page.total:
        return offer | _meant(asked, suggestion_for(archive_index(), viewer(), SOURCE, question, city_id))
    typed, hits = meant_and_nearest(archive_index(), viewer(), SOURCE, question, city_id)
    stories = reading.stories_of(viewer(), [hit.id for hit in hits])
    drawn = [found_card(story, question, with_town=city_id is None) for story in stories]
    themes = {theme["label"]: theme for card in drawn for theme in card["themes"]}
    only_words = Address(asked.address.path, {"q": asked.typed}).href()
    offer |= _meant(asked, typed)
    return offer | {"nearest": drawn, "near_themes": list(themes.values())[:6], "only_words_href": only_words}


def _meant(asked: Asked, typed: str | None) -> dict[str, Any]:
    return {"meant": {"text": typed, "href": asked.address.href(q=typed)} if typed else None}


def archive_index() -> Index:
    found: Index = current_app.extensions["storyhub.index"]
    return found
