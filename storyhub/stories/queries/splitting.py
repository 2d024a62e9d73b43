"""The stories from which one chooses when a theme is split."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import selectinload

from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Story, StoryTheme
from storyhub.stories.policy import published_to
from storyhub.themes.queries import read_as


@dataclass(frozen=True)
class Splittable:
    """A story with the theme, and whose reading the theme is."""

    story: Story
    by_teller: bool
    by_staff: bool


def stories_with(
    viewer: Viewer,
    theme_id: UUID,
    city_id: UUID | None,
    most: int,
    among: Sequence[UUID] | None = None,
    codes: Collection[str] | None = None,
) -> tuple[int, list[Splittable]]:
    """How many stories the viewer may read that carry the theme, and the newest of them.

    `among` are those that a search found, the best first: of these alone, and in their order. `codes` are those that
    were chosen: of these alone.
    """
    mine: list[ColumnElement[bool]] = [published_to(viewer), _tagged(theme_id)]
    if city_id is not None:
        mine.append(Story.city_id == city_id)
    if among is not None:
        mine.append(Story.id.in_(list(among)))
    if codes is not None:
        mine.append(Story.code.in_(codes))
    total = db.session.scalar(select(func.count()).select_from(Story).where(*mine)) or 0
    rows = select(Story, _tagged(theme_id, "teller"), _tagged(theme_id, "staff")).where(*mine)
    rows = rows.order_by(Story.told_at.desc(), Story.id.desc()).options(selectinload(Story.city))
    if among is None:
        rows = rows.limit(most)
    found = [Splittable(story, told, added) for story, told, added in db.session.execute(rows)]
    if among is not None:
        place = {id_: at for at, id_ in enumerate(among)}
        found.sort(key=lambda one: place[one.story.id])
    return total, found[:most]


def _tagged(theme_id: UUID, *origins: str) -> ColumnElement[bool]:
    by_them = [StoryTheme.origin.in_(origins)] if origins else []
    return exists().where(StoryTheme.story_id == Story.id, StoryTheme.theme_id.in_(read_as(theme_id)), *by_them)
