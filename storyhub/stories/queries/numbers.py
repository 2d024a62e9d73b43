"""Counts of a town's stories that no list of filters gives: by week, and who has been answered."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from storyhub.archive.queries import remembered
from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Story
from storyhub.stories.policy import published_to
from storyhub.stories.queries.narrowing import Filters, conditions_for

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """Monday to Sunday in the town's calendar, and how many stories were told in it."""

    since: date
    count: int

    @property
    def until(self) -> date:
        return self.since + timedelta(days=6)


@dataclass(frozen=True)
class Answered:
    """The stories whose tellers were told what came of them, and those whose tellers were not."""

    yes: int
    no: int

    @property
    def total(self) -> int:
        return self.yes + self.no


def weeks_for(viewer: Viewer, city_id: UUID, time_zone: str, first: date, weeks: int) -> list[Week]:
    """So many weeks from the Monday `first` on, those without a story too."""
    key = ("weeks", viewer.circle, time_zone, first, weeks)
    counts = remembered(city_id, key, lambda: _by_week(viewer, city_id, time_zone, first, weeks))
    return [Week(first + n * WEEK, counts.get(n, 0)) for n in range(weeks)]


def _by_week(viewer: Viewer, city_id: UUID, time_zone: str, first: date, weeks: int) -> dict[int, int]:
    """By the number of the week. The days are the town's, so they are told apart here: no database knows its calendar."""
    span = Filters(city_id, since=first, until=first + weeks * WEEK - timedelta(days=1), time_zone=time_zone)
    rows = db.session.scalars(select(Story.told_at).where(published_to(viewer), *conditions_for(span)))
    zone = ZoneInfo(time_zone)
    return dict(Counter((told_at.astimezone(zone).date() - first).days // 7 for told_at in rows))


def first_day(viewer: Viewer, city_id: UUID, time_zone: str) -> date | None:
    """When the first of the stories was told that this viewer may read."""
    told_at = remembered(city_id, ("first told", viewer.circle), lambda: _first_told(viewer, city_id))
    return told_at[0].astimezone(ZoneInfo(time_zone)).date() if told_at else None


def _first_told(viewer: Viewer, city_id: UUID) -> list[datetime]:
    mine = select(func.min(Story.told_at)).where(published_to(viewer), Story.city_id == city_id)
    return [told_at for told_at in db.session.scalars(mine) if told_at]


def answered_for(viewer: Viewer, city_id: UUID) -> Answered:
    """Of the stories that the viewer's lists hold."""
    return remembered(city_id, ("who was answered", viewer.circle), lambda: _answered(viewer, city_id))


def _answered(viewer: Viewer, city_id: UUID) -> Answered:
    was_answered = func.count(case((Story.answered_at.is_not(None), Story.id)))
    rows = select(was_answered, func.count()).where(published_to(viewer), Story.city_id == city_id)
    yes, total = db.session.execute(rows).one()
    return Answered(yes, total - yes)
