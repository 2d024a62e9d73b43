"""How collections and their parts are drawn on pages: cards, markers, knots, the trail."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext, lazy_gettext

from storyhub.accounts import queries as accounts
from storyhub.collections.models import Collection, CollectionState
from storyhub.collections.policy import is_for_anyone
from storyhub.collections.queries import shelves
from storyhub.collections.queries.shelves import Shown
from storyhub.core import text
from storyhub.core.permissions import Viewer
from storyhub.core.registry import Knot
from storyhub.stories.views import cards
from storyhub.web.filters import iso, moment
from storyhub.web.locale import current_language

STATES = {
    CollectionState.DRAFT: lazy_gettext("Draft"),
    CollectionState.PUBLISHED: lazy_gettext("Published"),
    CollectionState.UNPUBLISHED: lazy_gettext("Not published any more"),
}
ACTS = {
    "collection_begun": lazy_gettext("Began the collection"),
    "collection_story_added": lazy_gettext("Put a story in"),
    "collection_story_taken_out": lazy_gettext("Took a story out"),
    "collection_published": lazy_gettext("Published it"),
    "collection_unpublished": lazy_gettext("Took it down"),
    "collection_flagged": lazy_gettext("A story in it was taken back or narrowed"),
    "collection_confirmed": lazy_gettext("Looked again: it holds"),
    "booklet_asked": lazy_gettext("Asked for a booklet"),
}


def title_of(collection: Collection) -> dict[str, str]:
    """Its title with the language it is in."""
    if collection.title:
        return {"title": collection.title, "lang": collection.language}
    return {"title": gettext("A collection without a title"), "lang": current_language().code}


def shelf_cards(found: Sequence[Collection], viewer: Viewer) -> list[dict[str, Any]]:
    """Collections for a list."""
    counts = shelves.story_counts(viewer, [one.id for one in found])
    return [
        title_of(one)
        | {
            "code": one.code,
            "href": url_for("collections.collection", code=one.code),
            "edit_href": url_for("collecting.edit", code=one.code),
            "excerpt": text.excerpt(one.words),
            "words_lang": one.language,
            "count": counts.get(one.id, 0),
            "state": STATES[one.state],
            "is_flagged": one.flagged_at is not None,
        }
        for one in found
    ]


def parts_for_readers(shown: Sequence[Shown], collection: Collection) -> list[dict[str, Any]]:
    """What a reader finds: stories as cards, notes as words, and nothing where a story is not theirs."""
    return [
        {"card": cards.card(one.story, with_town=one.story.city_id != collection.city_id)}
        if one.story
        else {"words": one.part.words}
        for one in shown
        if one.is_for_readers
    ]


def parts_for_staff(shown: Sequence[Shown], typed: dict[str, str]) -> list[dict[str, Any]]:
    """What stands on the page on which it is written; `typed` holds what was sent for the notes."""
    return [_part(one, typed) for one in shown]


def _part(one: Shown, typed: dict[str, str]) -> dict[str, Any]:
    part = {"id": str(one.part.id), "is_note": one.is_note, "marker": "", "is_for_fewer": False}
    if one.is_note:
        name = f"note-{one.part.id}"
        return part | {"field": name, "words": typed.get(name, one.part.words)}
    if one.story is None:
        return part | {"marker": _marker(one.is_withdrawn)}
    return part | cards.card(one.story) | {"is_for_fewer": not is_for_anyone(one.story)}


def _marker(is_withdrawn: bool) -> str:
    if is_withdrawn:
        return gettext("A story stood here. Its teller took it back, which everyone may do.")
    return gettext("A story stands here that is not open to you. Its readers may be others, or none.")


def collection_knots(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, Knot]:
    """Collections as they are drawn on the thread of a story they hold."""
    return {
        one.id: Knot(
            title_of(one)["title"],
            url_for("collections.collection", city=one.city.slug, code=one.code),
            gettext("In a collection"),
            lang=title_of(one)["lang"],
        )
        for one in shelves.collections_by_id(viewer, ids)
    }


def trail(collection_id: UUID, viewer: Viewer) -> list[dict[str, Any]]:
    """What was done with it, for ui/trail."""
    events = shelves.trail_of(collection_id)
    stories = shelves.stories_by_code(viewer, {one.details["story"] for one in events if "story" in one.details})
    names = accounts.names_of([one.actor_id for one in events if one.actor_id])
    return [
        {
            "what": str(ACTS.get(one.act, one.act)),
            "who": names.get(one.actor_id, gettext("A former colleague")) if one.actor_id else gettext("Storyhub"),
            "iso": iso(one.at),
            "when": moment(one.at),
            # In the trail a story goes by its code; who may not read it learns no more.
            "note": cards.heading(stories[code]) if (code := one.details.get("story")) in stories else "",
        }
        for one in events
    ]
