"""Which themes are told of together, and how the teller's reading of a theme stands beside the team's."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, select

from storyhub.archive.queries import remembered
from storyhub.core.db import db
from storyhub.core.paging import Page
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Story, StoryTheme
from storyhub.stories.policy import published_to
from storyhub.stories.queries.narrowing import Filters, conditions_for
from storyhub.stories.queries.reading import PER_PAGE, for_cards
from storyhub.themes.models import Theme, ThemeKind
from storyhub.themes.queries import lineages, read_as

Pair = tuple[UUID, UUID]


class Side(StrEnum):
    """Whose reading of a story a theme is."""

    TELLER = "teller"
    STAFF = "staff"
    BOTH = "both"


@dataclass(frozen=True)
class Sides:
    """Stories with a theme: by their teller alone, by the team alone, by both."""

    teller: int
    staff: int
    both: int


def themes_together(viewer: Viewer, city_id: UUID | None) -> Mapping[Pair, int]:
    """For two themes (the lesser id first): how many stories the viewer may read carry both, or what stands below them.

    A theme and what stands below it are no pair. Themes alone; a lens is another question.
    """
    lines = lineages()
    key = ("together", viewer.circle, frozenset(lines.items()))
    return remembered(city_id, key, lambda: _together(viewer, city_id, lines))


def _together(viewer: Viewer, city_id: UUID | None, lines: Mapping[UUID, tuple[UUID, ...]]) -> dict[Pair, int]:
    """The database puts stories with the same themes together; there are few such sets, however many stories."""
    one = func.aggregate_strings(cast(StoryTheme.theme_id, String), ",").label("themes")
    sets = (
        select(one)
        .join(Story, Story.id == StoryTheme.story_id)
        .join(Theme, Theme.id == StoryTheme.theme_id)
        .where(published_to(viewer), Theme.kind == ThemeKind.THEME, *conditions_for(Filters(city_id)))
        .group_by(StoryTheme.story_id)
        .subquery()
    )
    pairs: Counter[Pair] = Counter()
    for written, count in db.session.execute(select(sets.c.themes, func.count()).group_by(sets.c.themes)):
        carried = sorted({theme for tag in written.split(",") for theme in lines[UUID(tag)]})
        for a, b in combinations(carried, 2):
            if a not in lines[b] and b not in lines[a]:
                pairs[a, b] += count
    return dict(pairs)


def sides_of(viewer: Viewer, city_id: UUID, theme_id: UUID) -> Sides:
    """Of the stories that the viewer may read; what was merged into the theme counts with it."""
    teller, staff = _tagged_by(theme_id, "teller"), _tagged_by(theme_id, "staff")
    rows = select(*(func.count(case((_side(theme_id, side), Story.id))) for side in Side))
    mine = rows.where(published_to(viewer), Story.city_id == city_id, teller | staff)
    counts = tuple(db.session.execute(mine).one())
    return Sides(**{side.value: count for side, count in zip(Side, counts, strict=True)})


def rows_of_side(viewer: Viewer, city_id: UUID, theme_id: UUID, side: Side, page: int) -> Page[Story]:
    """Exactly the stories that `sides_of` counts, the newest first."""
    mine = (published_to(viewer), Story.city_id == city_id, _side(theme_id, side))
    total = db.session.scalar(select(func.count()).select_from(Story).where(*mine)) or 0
    number = min(page, max(1, -(-total // PER_PAGE)))
    rows = for_cards(select(Story).where(*mine).order_by(Story.told_at.desc(), Story.id.desc()))
    found = db.session.scalars(rows.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    return Page(found, number, PER_PAGE, total)


def _side(theme_id: UUID, side: Side) -> ColumnElement[bool]:
    teller, staff = _tagged_by(theme_id, "teller"), _tagged_by(theme_id, "staff")
    match side:
        case Side.TELLER:
            return and_(teller, ~staff)
        case Side.STAFF:
            return and_(staff, ~teller)
        case Side.BOTH:
            return and_(teller, staff)


def _tagged_by(theme_id: UUID, origin: str) -> ColumnElement[bool]:
    themes = StoryTheme.theme_id.in_(read_as(theme_id))
    return exists().where(StoryTheme.story_id == Story.id, StoryTheme.origin == origin, themes)
