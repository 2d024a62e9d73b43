"""How a list of stories is narrowed: the filters, and what each means in the database."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from storyhub.archive.queries.ranked import ranked
from storyhub.archive.queries.searching import Ranking
from storyhub.core import clock
from storyhub.stories.models import Kind, Story, StoryTheme
from storyhub.themes.queries import read_as

MOST_WORDS = 8
"""Words that the database is asked for while there is no index."""


@dataclass(frozen=True)
class Filters:
    """How a list is narrowed. Empty means not narrowed.

    `month` is `2026-11`; any other span of days is `since` and `until`, both included, in `time_zone`. `places` are
    the spellings of one place in tellers' own words. `ranking` is what the index found for `words`; without one the
    database looks for them itself.
    """

    city_id: UUID | None = None
    theme: UUID | None = None
    district: UUID | None = None
    places: tuple[str, ...] = ()
    month: str = ""
    since: date | None = None
    until: date | None = None
    time_zone: str = "UTC"
    kind: Kind | None = None
    language: str = ""
    words: str = ""
    ranking: Ranking | None = None

    def without(self, *names: str) -> "Filters":
        """The same, but not narrowed in these ways."""
        nothing = Filters()
        return replace(self, **{name: getattr(nothing, name) for name in names})

    @property
    def key(self) -> "Filters":
        """The same as a key under which something is remembered: small, however much the index found."""
        return replace(self, ranking=self.ranking.without_ids()) if self.ranking else self


def conditions_for(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.city_id:
        conditions.append(Story.city_id == filters.city_id)
    if filters.theme:
        tagged = select(StoryTheme.story_id).where(StoryTheme.theme_id.in_(read_as(filters.theme)))
        conditions.append(Story.id.in_(tagged))
    if filters.district:
        conditions.append(Story.district_id == filters.district)
    if filters.places:
        conditions.append(Story.place.in_(filters.places))
    if filters.kind:
        conditions.append(Story.kind == filters.kind)
    if filters.language:
        conditions.append(Story.language == filters.language)
    return conditions + _days(filters) + _words(filters)


def in_order(rows: Select[Story], filters: Filters) -> Select[Story]:
    """What fits a search best comes first; without one, the newest."""
    if filters.ranking is None:
        return rows.order_by(Story.told_at.desc(), Story.id.desc())
    hits = ranked(filters.ranking.ids)
    return rows.join(hits.table, hits.id == Story.id).order_by(hits.rank)


def with_words(words: str) -> list[ColumnElement[bool]]:
    """Each of the words in title or body, as the database compares them."""
    return [
        Story.title.icontains(word, autoescape=True) | Story.body.icontains(word, autoescape=True)
        for word in words.split()[:MOST_WORDS]
    ]


def _days(filters: Filters) -> list[ColumnElement[bool]]:
    days: list[ColumnElement[bool]] = [Story.told_month == filters.month] if filters.month else []
    if filters.since:
        days.append(Story.told_at >= clock.start_of(filters.since, filters.time_zone))
    if filters.until:
        days.append(Story.told_at < clock.start_of(filters.until + timedelta(days=1), filters.time_zone))
    return days


def _words(filters: Filters) -> list[ColumnElement[bool]]:
    if filters.ranking is None:
        return with_words(filters.words)
    return [Story.id.in_(select(ranked(filters.ranking.ids).id))]
