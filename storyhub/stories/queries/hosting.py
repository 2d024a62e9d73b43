"""What a network's host sees of its towns: how much there is and how long it waits, and words only where a reader has them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, select

from storyhub.cities.models import City
from storyhub.core.db import db
from storyhub.core.errors import NotAllowed
from storyhub.core.paging import Page
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Report, State, Story
from storyhub.stories.policy import published_to
from storyhub.stories.queries.reading import for_cards

PER_PAGE = 50


class Figure(StrEnum):
    """What is counted of a town beside the stories the host may read."""

    WAITING = "waiting"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    REPORTED = "reported"


@dataclass(frozen=True)
class Town:
    """A town in numbers. `oldest` is since when the longest waiting story waits."""

    readable: int = 0
    waiting: int = 0
    oldest: datetime | None = None
    answered: int = 0
    unanswered: int = 0
    reported: int = 0

    @property
    def share(self) -> float | None:
        """Answered stories among the published; None where nothing is published."""
        published = self.answered + self.unanswered
        return self.answered / published if published else None


@dataclass(frozen=True)
class Row:
    """One story behind a number: since when, in which language, and the story itself only where this viewer may read it."""

    since: datetime
    language: str
    story: Story | None


def towns_of(actor: Viewer, city_ids: Collection[UUID]) -> dict[UUID, Town]:
    """The towns in numbers, in one read. Raises NotAllowed unless the actor hosts them."""
    _require_host(actor, city_ids)
    counted = [func.count(case((_rows_of(figure), Story.id))) for figure in Figure]
    rows = db.session.execute(
        select(
            Story.city_id,
            func.count(case((published_to(actor), Story.id))),
            func.min(case((_rows_of(Figure.WAITING), Story.state_since))),
            *counted,
        )
        .where(Story.city_id.in_(list(city_ids)))
        .group_by(Story.city_id)
    )
    return {
        city_id: Town(readable, oldest=oldest, **dict(zip([one.value for one in Figure], counts, strict=True)))
        for city_id, readable, oldest, *counts in rows
    }


def rows_behind(actor: Viewer, city_id: UUID, figure: Figure, page: int) -> Page[Row]:
    """Exactly the stories that a number counts, those that wait longest first."""
    _require_host(actor, [city_id])
    mine = (Story.city_id == city_id, _rows_of(figure))
    total = db.session.scalar(select(func.count()).select_from(Story).where(*mine)) or 0
    number = min(page, max(1, -(-total // PER_PAGE)))
    # Whether the host may read a story is asked in the same statement that finds it.
    found = db.session.execute(
        select(Story.id, Story.state_since, Story.language, published_to(actor))
        .where(*mine)
        .order_by(Story.state_since, Story.id)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    ).all()
    readable = [story_id for story_id, *_, may_read in found if may_read]
    stories = db.session.scalars(for_cards(select(Story).where(Story.id.in_(readable), published_to(actor)))).all()
    by_id = {story.id: story for story in stories}
    rows = [Row(since, language, by_id.get(story_id)) for story_id, since, language, _ in found]
    return Page(rows, number, PER_PAGE, total)


def _rows_of(figure: Figure) -> ColumnElement[bool]:
    match figure:
        case Figure.WAITING:
            return Story.state == State.WAITING
        case Figure.ANSWERED:
            return (Story.state == State.PUBLISHED) & Story.answered_at.is_not(None)
        case Figure.UNANSWERED:
            return (Story.state == State.PUBLISHED) & Story.answered_at.is_(None)
    is_open = exists().where(Report.story_id == Story.id, Report.settled_at.is_(None))
    return (Story.state != State.WITHDRAWN) & is_open


def _require_host(actor: Viewer, city_ids: Sequence[UUID] | Collection[UUID]) -> None:
    if actor.is_site_admin:
        return
    networks = set(db.session.scalars(select(City.network_id).where(City.id.in_(list(city_ids)))))
    if not networks <= actor.hosted:
        raise NotAllowed()
