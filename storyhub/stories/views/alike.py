"""Stories like one, and the themes that such neighbours carry: what a reader, a moderator or a teller may look at next."""

from collections.abc import Collection, Sequence
from itertools import zip_longest
from typing import Any
from uuid import UUID

from storyhub.archive.queries import remembered
from storyhub.archive.queries.alike import similar, similar_to_text, themes_like
from storyhub.core.permissions import Viewer
from storyhub.stories.models import SOURCE, Story
from storyhub.stories.queries import reading
from storyhub.stories.services.tagging import STAFF
from storyhub.stories.views import cards
from storyhub.stories.views.listing import archive_index
from storyhub.themes.queries import themes_to_choose
from storyhub.web.filters import tr

MOST, MOST_THEMES, NEIGHBOURS = 4, 3, 3
MOST_SEEDS = 5
MOST_LOOKED_AT = 12
"""Neighbours among which those that may stand beside a story are chosen."""


def stories_like(viewer: Viewer, story: Story) -> Sequence[Story]:
    """Those most like a story that the viewer reads, without the one it answers.

    Beside a story that search engines may have, only such stories: its page stays one they are let in to.
    """

    def look() -> list[UUID] | None:
        """None, which is not remembered, when there are none: the index may be away for a moment."""
        return [hit.id for hit in similar(archive_index(), viewer, SOURCE, story.id, MOST_LOOKED_AT)] or None

    near = remembered(None, ("alike", viewer.circle, story.id), look) or ()
    found = reading.stories_of(viewer, [id_ for id_ in near if id_ != story.answers_id])
    return [one for one in found if one.may_be_indexed or not story.may_be_indexed][:MOST]


def stories_like_words(viewer: Viewer, story: Story) -> Sequence[Story]:
    """Those most like the words of a story that may wait at the desk, and so is in no index."""
    hits = similar_to_text(archive_index(), viewer, _words(story), story.language, limit=MOST + 1, only=(SOURCE,))
    return reading.stories_of(viewer, [hit.id for hit in hits if hit.id != story.id][:MOST])


def stories_like_all(viewer: Viewer, ids: Sequence[UUID], most: int) -> Sequence[Story]:
    """The nearest of each of these stories in turn, without these themselves."""
    rows = [similar(archive_index(), viewer, SOURCE, id_, most) for id_ in ids[:MOST_SEEDS]]
    found = dict.fromkeys(hit.id for hits in zip_longest(*rows) for hit in hits if hit)
    return reading.stories_of(viewer, [id_ for id_ in found if id_ not in ids][:most])


def suggested_themes(
    viewer: Viewer, story: Story, carried: Collection[str], most: int = MOST_THEMES
) -> list[dict[str, Any]]:
    """Themes of the nearest neighbours that are not `carried` yet, each with those neighbours: a suggestion, no tag."""
    near = themes_like(
        archive_index(), viewer, _words(story), story.language, limit=MOST_THEMES + len(carried), only=(SOURCE,)
    )
    offered = {one.slug: one for one in themes_to_choose(story.city_id)}
    new = {slug: hits for slug, hits in near if slug in offered and slug not in carried}
    ids = [hit.id for hits in new.values() for hit in hits if hit.id != story.id]
    told = {one.id: one for one in reading.stories_of(viewer, list(dict.fromkeys(ids)))}
    rows = [
        {
            "slug": slug,
            "label": tr(offered[slug].label),
            "because": [cards.link(told[hit.id]) for hit in hits if hit.id in told][:NEIGHBOURS],
        }
        for slug, hits in new.items()
    ]
    return [row for row in rows if row["because"]][:most]


def _words(story: Story) -> str:
    return f"{story.title}\n{story.body}"


def beside_desk(viewer: Viewer, story: Story, taken: str = "") -> dict[str, Any]:
    """For the desk: neighbours, and themes that neither teller nor team has given.

    Where one was `taken` a moment ago no other moves up into its place, under the finger that took it.
    """
    mine = {tag.theme.slug: tr(tag.theme.label) for tag in story.tags if tag.origin == STAFF}
    carried = {tag.theme.read_as.slug for tag in story.tags}
    return {
        "alike": [cards.link(one) for one in stories_like_words(viewer, story)],
        "taken": {"slug": taken, "label": mine[taken]} if taken in mine else None,
        "suggested_themes": suggested_themes(viewer, story, carried, MOST_THEMES - (taken in mine)),
    }
