"""A collection ready for paper: what the print page and the booklet both say of each part, words and addresses ready.

Reads the language of its reader from `g`, as every page does; the worker sets it to the collection's own.
"""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import format_date, gettext

from storyhub.collections.models import Collection
from storyhub.collections.queries.printing import Printed
from storyhub.core import clock
from storyhub.stories.models import Kind, Photo, Story
from storyhub.stories.services.photos import file_name
from storyhub.stories.views import cards
from storyhub.web.filters import tr

SIZE = 960


def paper_of(collection: Collection, parts: Sequence[Printed]) -> dict[str, Any]:
    """What the templates of paper need."""
    drawn = [_story(one) if one.story else {"words": one.words} for one in parts]
    return {
        "collection": collection,
        "parts": drawn,
        "stories": [one for one in drawn if "title" in one],
        "town": tr(collection.city.name),
        "other_towns": _other_towns(collection, parts),
        "made_on": format_date(clock.today(collection.city.time_zone), "long"),
        "address": address_of(collection),
        "is_all_in_full": all(one.in_full for one in parts if one.story),
    }


def address_of(collection: Collection) -> str:
    """Where the collection stands, whole, as it can be typed."""
    return f"{_base()}/{collection.language}/{collection.city.slug}/collections/{collection.code}"


def _other_towns(collection: Collection, parts: Sequence[Printed]) -> list[str]:
    """The towns of stories that were told elsewhere, each once."""
    told_in = {one.story.city_id: one.story.city for one in parts if one.story}
    return sorted(tr(city.name) for city_id, city in told_in.items() if city_id != collection.city_id)


def _story(printed: Printed) -> dict[str, Any]:
    story = printed.story
    assert story is not None
    is_named = printed.in_full or story.title
    return {
        "code": story.code,
        # Without a title a story goes by its first words, and these are not for paper unless its teller says so.
        "title": cards.heading(story) if is_named else gettext("A story without a title"),
        "lang": story.language if is_named else "",
        "in_full": printed.in_full,
        "address": f"{_base()}/{story.language}/{story.city.slug}/stories/{story.code}",
        "story": story,
        "teller": cards.teller_name(story),
        "place": ", ".join(part for part in (tr(story.city.name), cards.place_text(story)) if part),
        "when": _when(story),
        "photos": [_photo(story, photo) for photo in printed.photos],
    }


def _when(story: Story) -> str:
    """When it happened as its teller says; else the month in which it was told."""
    if story.kind == Kind.IMAGINED:
        return gettext("a day in %(year)s, imagined", year=story.imagined_year) if story.imagined_year else ""
    return cards.when_text(story) or gettext("told in %(month)s", month=format_date(story.told_at, "LLLL yyyy"))


def _photo(story: Story, photo: Photo) -> dict[str, Any]:
    source = ": ".join(filter(None, (cards.origin_name(photo), photo.credit)))
    credit = source or gettext("Photograph: %(teller)s", teller=cards.teller_name(story))
    return {
        "file": f"photos/{file_name(photo.key, SIZE)}",
        "position": photo.position,
        "alt": photo.alt,
        "caption": " · ".join(filter(None, (photo.alt, credit))),
    }


def _base() -> str:
    return str(current_app.config["STORYHUB"].base_url)
