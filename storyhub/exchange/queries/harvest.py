"""What harvesters may ask: records since a moment, those of a set, one by its identifier, and when the first was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select

from storyhub.cities.models import City
from storyhub.core.db import db
from storyhub.core.permissions import ANONYMOUS
from storyhub.exchange.models import HarvestRecord
from storyhub.stories.models import Story, StoryTheme
from storyhub.stories.policy import published_to
from storyhub.stories.queries.reading import for_cards
from storyhub.themes.queries import read_as, theme_for


@dataclass(frozen=True)
class Harvest:
    """Which records are asked for: of a town, of a theme, changed in a span (both ends included), after a place in the list."""

    city: str = ""
    theme: str = ""
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, UUID] | None = None


@dataclass(frozen=True)
class Told:
    """What a harvester is told of one story; `story` is None where it is gone."""

    story_id: UUID
    code: str
    city: str
    at: datetime
    story: Story | None


def is_harvestable() -> ColumnElement[bool]:
    return published_to(ANONYMOUS)


def records(asked: Harvest, most: int) -> list[Told]:
    """The next records, the longest unchanged first. Whether a story is there is asked of the story itself."""
    rows = _rows().where(*_conditions(asked)).order_by(HarvestRecord.at, HarvestRecord.story_id).limit(most)
    return _told(db.session.execute(rows).all())


def record(code: str) -> Told | None:
    """The record of the story of that code."""
    return next(iter(_told(db.session.execute(_rows().where(Story.code == code)).all())), None)


def earliest() -> datetime | None:
    return db.session.scalar(select(func.min(HarvestRecord.at)))


def _rows() -> Select:
    is_there = and_(~HarvestRecord.is_deleted, is_harvestable())
    return (
        select(Story.id, Story.code, City.slug, HarvestRecord.at, case((is_there, True), else_=False))
        .select_from(HarvestRecord)
        .join(Story, Story.id == HarvestRecord.story_id)
        .join(City, City.id == HarvestRecord.city_id)
    )


def _told(rows: Sequence) -> list[Told]:
    there = [story_id for story_id, _, _, _, is_there in rows if is_there]
    wanted = for_cards(select(Story).where(Story.id.in_(there)))
    stories = {one.id: one for one in db.session.scalars(wanted)} if there else {}
    return [Told(story_id, code, slug, at, stories.get(story_id)) for story_id, code, slug, at, _ in rows]


def _conditions(asked: Harvest) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.city:
        conditions.append(City.slug == asked.city)
    if asked.theme:
        theme = theme_for(asked.theme)
        tagged = select(StoryTheme.story_id)
        named = StoryTheme.theme_id.in_(read_as(theme.merged_into_id or theme.id)) if theme else false()
        conditions.append(Story.id.in_(tagged.where(named)))
    if asked.since:
        conditions.append(HarvestRecord.at >= asked.since)
    if asked.until:
        conditions.append(HarvestRecord.at <= asked.until)
    if asked.after:
        at, story_id = asked.after
        later = and_(HarvestRecord.at == at, HarvestRecord.story_id > story_id)
        conditions.append(or_(HarvestRecord.at > at, later))
    return conditions
