"""What readers see: lists, one story, what the town's page chooses. Every list asks `published_to`."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from storyhub.adapters.index import Order
from storyhub.archive.queries import remembered
from storyhub.archive.queries.ranked import ranked
from storyhub.cities.models import City
from storyhub.core.db import db
from storyhub.core.errors import Gone, NotFound
from storyhub.core.paging import Page
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import Photo, State, Story, StoryTheme
from storyhub.stories.policy import may_see, published_to
from storyhub.stories.queries.narrowing import Filters, conditions_for, in_order
from storyhub.themes.models import Theme
from storyhub.themes.queries import DRAWN

PER_PAGE = 20
WITH_A_THEME = (
    load_only(*DRAWN, Theme.merged_into_id, raiseload=True),
    joinedload(Theme.merged_into).load_only(*DRAWN, raiseload=True),
)


def stories_for(viewer: Viewer, filters: Filters, page: int, order: Order = Order.NEWEST) -> Page[Story]:
    """One page of stories the viewer may read, with what a card shows."""
    total = total_for(viewer, filters)
    number = min(page, max(1, -(-total // PER_PAGE)))
    rows = in_order(select(Story).where(published_to(viewer), *conditions_for(filters)), order)
    items = db.session.scalars(for_cards(rows).limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    return Page(items, number, PER_PAGE, total)


def total_for(viewer: Viewer, filters: Filters) -> int:
    """How many stories the list of these filters holds."""
    return remembered(filters.city_id, ("total", viewer.circle, filters), lambda: _total(viewer, filters))


def _total(viewer: Viewer, filters: Filters) -> int:
    mine = [published_to(viewer), *conditions_for(filters)]
    return db.session.scalar(select(func.count()).select_from(Story).where(*mine)) or 0


def stories_of(viewer: Viewer, ids: Sequence[UUID]) -> Sequence[Story]:
    """Those of these stories that the viewer may read, in this order, with what a card shows."""
    if not ids:
        return []
    found = db.session.scalars(for_cards(select(Story).where(readable_of(viewer, ids)))).all()
    return sorted(found, key=lambda story: ids.index(story.id))


def readable_of(viewer: Viewer, ids: Sequence[UUID]) -> ColumnElement[bool]:
    """That a story is one of these, and one that the viewer may read."""
    # Judged as one value: otherwise SQLite begins with everything that is published, which takes 20 ms of 100,000.
    return and_(Story.id.in_(select(ranked(ids).id)), published_to(viewer).is_(True))


def for_cards(rows: Select[Story]) -> Select[Story]:
    """Load with the stories what their cards show, in a fixed number of queries."""
    return rows.options(
        selectinload(Story.photos),
        selectinload(Story.tags).joinedload(StoryTheme.theme).options(*WITH_A_THEME),
        selectinload(Story.district),
        selectinload(Story.city),
    )


def places_named(viewer: Viewer, city_id: UUID | None, asked: str) -> tuple[str, ...]:
    """The spellings in which tellers wrote this place themselves, capitals or not; none when nobody did."""
    named = remembered(city_id, ("places", viewer.circle), lambda: _places(viewer, city_id))
    return tuple(named.get(asked.casefold(), ()))


def _places(viewer: Viewer, city_id: UUID | None) -> dict[str, list[str]]:
    spellings: dict[str, list[str]] = {}
    rows = (
        select(Story.place).where(published_to(viewer), Story.place != "", *conditions_for(Filters(city_id))).distinct()
    )
    for place in db.session.scalars(rows):
        spellings.setdefault(place.casefold(), []).append(place)
    return {folded: sorted(written) for folded, written in spellings.items()}


def story_for(viewer: Viewer, city_id: UUID, code: str) -> Story:
    """One story of a town with all its page shows. Raises Gone when it was withdrawn, NotFound when not for this viewer."""
    row = for_cards(select(Story).where(Story.city_id == city_id, Story.code == code.lower()))
    story = db.session.scalar(
        row.options(selectinload(Story.prompt), selectinload(Story.answers).selectinload(Story.city))
    )
    if story is None:
        raise NotFound()
    if story.state == State.WITHDRAWN:
        raise Gone("story_withdrawn")
    if not may_see(viewer, story):
        raise NotFound()
    return story


def story_with_photo(code: str, position: int) -> tuple[Story, Photo]:
    """A story and one of its photographs, for the view that asks the visibility rule. Raises Gone, NotFound."""
    # Joined from the story's side: the photographs of a withdrawn one are erased, and its marker still answers.
    its_photo = (Photo.story_id == Story.id) & (Photo.position == position)
    found = db.session.execute(
        select(Story, Photo).outerjoin(Photo, its_photo).where(Story.code == code.lower())
    ).first()
    if found is None:
        raise NotFound()
    story, photo = found
    if story.state == State.WITHDRAWN:
        raise Gone("story_withdrawn")
    if photo is None:
        raise NotFound()
    return story, photo


def is_readable(viewer: Viewer, story_id: UUID) -> bool:
    """Whether a story is published and the viewer belongs to its audience."""
    return bool(db.session.scalar(select(exists().where(Story.id == story_id, published_to(viewer)))))


def answers_to(viewer: Viewer, story_id: UUID, limit: int = 12) -> Sequence[Story]:
    """Stories that answer this one, which the viewer may read."""
    rows = select(Story).where(Story.answers_id == story_id, published_to(viewer)).order_by(Story.told_at.desc())
    return db.session.scalars(for_cards(rows).limit(limit)).all()


def newest(viewer: Viewer, city_id: UUID | None, limit: int) -> Sequence[Story]:
    rows = select(Story).where(published_to(viewer)).order_by(Story.told_at.desc(), Story.id.desc())
    if city_id:
        rows = rows.where(Story.city_id == city_id)
    return db.session.scalars(for_cards(rows).limit(limit)).all()


def least_heard(viewer: Viewer, city_id: UUID, not_ids: Sequence[UUID], limit: int = 1) -> Sequence[Story]:
    """Stories on the themes this town has heard least about; among those, the one that waited longest.

    No clicks are counted anywhere, so "least heard" is about themes, never about popularity.
    """
    key = ("least heard", viewer.circle, tuple(not_ids), limit)
    return stories_of(viewer, remembered(city_id, key, lambda: _least_heard(viewer, city_id, not_ids, limit)))


def _least_heard(viewer: Viewer, city_id: UUID, not_ids: Sequence[UUID], limit: int) -> Sequence[UUID]:
    heard = (
        select(StoryTheme.theme_id, func.count(Story.id.distinct()).label("stories"))
        .join(Story, Story.id == StoryTheme.story_id)
        .where(Story.city_id == city_id, published_to(viewer))
        .group_by(StoryTheme.theme_id)
        .subquery()
    )
    rarest = (
        select(StoryTheme.story_id, func.min(heard.c.stories).label("stories"))
        .join(heard, heard.c.theme_id == StoryTheme.theme_id)
        .group_by(StoryTheme.story_id)
        .subquery()
    )
    rows = (
        select(Story.id)
        .join(rarest, rarest.c.story_id == Story.id)
        .where(Story.city_id == city_id, published_to(viewer), Story.id.not_in(list(not_ids)))
        .order_by(rarest.c.stories, Story.told_at)
        .limit(limit)
    )
    return db.session.scalars(rows).all()


def heard_districts(viewer: Viewer, city_id: UUID) -> dict[UUID, int]:
    """How many stories readers have from each district."""
    return remembered(city_id, ("districts", viewer.circle), lambda: _heard_districts(viewer, city_id))


def _heard_districts(viewer: Viewer, city_id: UUID) -> dict[UUID, int]:
    rows = db.session.execute(
        select(Story.district_id, func.count())
        .where(Story.city_id == city_id, published_to(viewer), Story.district_id.is_not(None))
        .group_by(Story.district_id)
    )
    return {district: count for district, count in rows if district}


def counts_by_city(viewer: Viewer) -> dict[UUID, int]:
    """How many stories the viewer may read in each town."""
    return remembered(None, ("towns", viewer.circle), lambda: _counts_by_city(viewer))


def _counts_by_city(viewer: Viewer) -> dict[UUID, int]:
    rows = db.session.execute(select(Story.city_id, func.count()).where(published_to(viewer)).group_by(Story.city_id))
    return {city_id: count for city_id, count in rows}


def sitemap_stories(town: str, limit: int = 45_000) -> Sequence[Row]:
    """(code, published_at, language) of a town's public stories whose tellers let search engines in."""
    return db.session.execute(
        select(Story.code, Story.published_at, Story.language)
        .join(City, City.id == Story.city_id)
        .where(
            City.slug == town, Story.state == State.PUBLISHED, Story.audience == Audience.PUBLIC, Story.may_be_indexed
        )
        .order_by(Story.published_at.desc())
        .limit(limit)
    ).all()
