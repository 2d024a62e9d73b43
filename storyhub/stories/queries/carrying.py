"""How many stories carry a theme, for whoever is about to change it: those the viewer may read, and those beyond."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select

from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.stories.models import State, Story, StoryTheme
from storyhub.stories.policy import published_to


def carrying(viewer: Viewer, theme_ids: Sequence[UUID], city_id: UUID | None) -> dict[UUID, tuple[int, int]]:
    """For each theme: (stories the viewer may read, all that were not withdrawn), in the town or (None) everywhere."""
    readable = func.count(case((published_to(viewer), Story.id)).distinct())
    where: list[ColumnElement[bool]] = [StoryTheme.theme_id.in_(list(theme_ids)), Story.state != State.WITHDRAWN]
    if city_id:
        where.append(Story.city_id == city_id)
    rows = db.session.execute(
        select(StoryTheme.theme_id, readable, func.count(Story.id.distinct()))
        .join(Story, Story.id == StoryTheme.story_id)
        .where(*where)
        .group_by(StoryTheme.theme_id)
    )
    return {theme: (seen, all_) for theme, seen, all_ in rows}
