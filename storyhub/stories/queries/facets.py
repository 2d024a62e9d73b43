"""The counts beside a list: for each way to narrow it, how many stories each choice would lead to. The database counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Uuid, column, exists, func, select, values
from sqlalchemy.orm import InstrumentedAttribute, aliased

from storyhub.archive.queries import remembered
from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Kind, Story, StoryTheme
from storyhub.stories.policy import published_to
from storyhub.stories.queries.narrowing import Filters, conditions_for, has_photos
from storyhub.themes.queries import lineages


@dataclass(frozen=True)
class Facets:
    """For each way to narrow, what choosing a value would lead to under the other filters."""

    theme: dict[UUID, int] = field(default_factory=dict)
    lens: dict[UUID, int] = field(default_factory=dict)
    district: dict[UUID, int] = field(default_factory=dict)
    month: dict[str, int] = field(default_factory=dict)
    kind: dict[Kind, int] = field(default_factory=dict)
    language: dict[str, int] = field(default_factory=dict)
    photos: dict[bool, int] = field(default_factory=dict)
    town: dict[UUID, int] = field(default_factory=dict)


def facets_for(viewer: Viewer, filters: Filters) -> Facets:
    """Counts beside every choice, each under what is chosen in the others; counted once for each edition."""
    lines = lineages()
    key = ("facets", viewer.circle, filters, frozenset(lines.items()))
    return remembered(filters.city_id, key, lambda: _facets(viewer, filters, lines))


def _facets(viewer: Viewer, filters: Filters, lines: dict[UUID, tuple[UUID, ...]]) -> Facets:
    """Four reads; one more for a span of days, and one for a theme or a lens.

    Month, kind and language share one: together they make few groups. With districts or themes in it there
    would be nearly as many groups as stories, and fetching them costs more than reading again.
    """
    rows = _counted(viewer, filters.without("month", "kind", "language"), Story.told_month, Story.kind, Story.language)
    spanless = filters.without("month", "kind", "language", "since", "until")
    is_span = filters.since or filters.until
    by_month = _counted(viewer, spanless, Story.told_month, Story.kind, Story.language) if is_span else rows
    chosen = (filters.month, filters.kind, filters.language)
    places = _counted(viewer, filters.without("district"), Story.district_id) if filters.city_id else []
    towns = [] if filters.city_id else _counted(viewer, filters.without("town"), Story.city_id)
    themes = _themes_counted(viewer, filters.without("theme"), lines)
    is_one_kept = filters.theme or filters.lens
    return Facets(
        theme=themes,
        lens=_themes_counted(viewer, filters.without("lens"), lines) if is_one_kept else themes,
        district={place: count for place, count in places if place},
        town={town: count for town, count in towns},
        month=_summed(by_month, chosen, 0),
        kind=_summed(rows, chosen, 1),
        language=_summed(rows, chosen, 2),
        photos={bool(shown): count for shown, count in _counted(viewer, filters.without("photos"), has_photos())},
    )


def _counted(
    viewer: Viewer, filters: Filters, *columns: ColumnElement[Any] | InstrumentedAttribute[Any]
) -> Sequence[Row]:
    """(a value of each column, how many stories hold them) for every combination there is."""
    mine = [published_to(viewer), *conditions_for(filters)]
    named = [column.label(f"by_{at}") for at, column in enumerate(columns)]
    return db.session.execute(select(*named, func.count()).where(*mine).group_by(*named)).all()


def _summed(rows: Sequence[Row], chosen: tuple[object, ...], at: int) -> dict[Any, int]:
    """The counts per value of the column `at`, over the rows that hold what is chosen in the other columns."""
    counts: Counter[Any] = Counter()
    for row in rows:
        if all(not want or row[place] == want for place, want in enumerate(chosen) if place != at):
            counts[row[at]] += row[-1]
    return dict(counts)


def _themes_counted(viewer: Viewer, filters: Filters, lines: dict[UUID, tuple[UUID, ...]]) -> dict[UUID, int]:
    """How many stories carry each theme, or one below it. A theme given by the teller and again by the team counts once:
    the team's is left out where the teller's stands, which costs a third less than counting distinct stories.
    Where themes stand below others or were merged, a story may carry two that count as one, and distinct ones are
    counted after all.
    """
    if any(line != (theme,) for theme, line in lines.items()):
        return _themes_counted_in_lines(viewer, filters, lines)
    again = aliased(StoryTheme)
    told_too = exists().where(
        again.story_id == StoryTheme.story_id, again.theme_id == StoryTheme.theme_id, again.origin == "teller"
    )
    is_told, is_added = (StoryTheme.origin == one for one in ("teller", "staff"))
    rows = db.session.execute(
        select(StoryTheme.theme_id, func.count())
        .join(Story, Story.id == StoryTheme.story_id)
        .where(published_to(viewer), *conditions_for(filters), is_told | (is_added & ~told_too))
        .group_by(StoryTheme.theme_id)
    )
    return {theme: count for theme, count in rows}


def _themes_counted_in_lines(viewer: Viewer, filters: Filters, lines: dict[UUID, tuple[UUID, ...]]) -> dict[UUID, int]:
    pairs = [(theme, above) for theme, line in lines.items() for above in line]
    line = values(column("theme", Uuid), column("above", Uuid), name="line").data(pairs).cte("line")
    rows = db.session.execute(
        select(line.c.above, func.count(Story.id.distinct()))
        .select_from(line)
        .join(StoryTheme, StoryTheme.theme_id == line.c.theme)
        .join(Story, Story.id == StoryTheme.story_id)
        .where(published_to(viewer), *conditions_for(filters))
        .group_by(line.c.above)
    )
    return {theme: count for theme, count in rows}
