"""A search finds more than stories: the kinds of things as tabs with their counts, and the list of another kind."""

from typing import Any

from flask import request
from flask_babel import gettext

from storyhub.archive.queries.searching import search, totals_for
from storyhub.core.paging import Page
from storyhub.core.registry import REGISTRY, FoundKind
from storyhub.stories.queries.reading import PER_PAGE
from storyhub.stories.views.address import Address
from storyhub.stories.views.asked import Asked
from storyhub.stories.views.listing import Listing, archive_index
from storyhub.web.access import viewer
from storyhub.web.locale import current_language


def kind_asked() -> tuple[str, FoundKind] | None:
    """The kind of thing that the address asks for, other than stories, where words are looked for."""
    name = request.args.get("in", "")
    kind = REGISTRY.found_kinds.get(name)
    return (name, kind) if kind and request.args.get("q", "").strip() else None


def tabs_for(asked: Asked, listing: Listing, current: str = "") -> list[dict[str, Any]]:
    """Stories first, then what else was found; none where there is nothing else."""
    question = listing.question
    if question is None or question.is_empty or listing.is_away:
        return []
    only_words = Address(asked.address.path, {"q": asked.typed})
    names = tuple(REGISTRY.found_kinds)
    totals = totals_for(archive_index(), viewer(), question, asked.filters.city_id, only=names)
    others = [
        {"text": str(kind.label), "href": only_words.href(**{"in": name}), "count": count, "current": name == current}
        for name, kind in REGISTRY.found_kinds.items()
        if (count := totals.get(name, 0)) or name == current
    ]
    stories = {
        "text": gettext("Stories"),
        "href": only_words.href() if current else asked.address.href(),
        "count": listing.listed.page.total,
        "current": not current,
    }
    return [stories, *others] if others else []


def page_of(source: str, asked: Asked, number: int) -> Page[Any]:
    """The hits of another source for the same words."""
    found = search(
        archive_index(),
        viewer(),
        asked.filters.words,
        only=(source,),
        city_id=asked.filters.city_id,
        limit=PER_PAGE,
        offset=(number - 1) * PER_PAGE,
        language=current_language().code,
    )
    return Page(found.hits, number, PER_PAGE, found.total)
