"""The headline number: of the published stories of a town, those whose tellers were told what came of them."""

from dataclasses import dataclass
from statistics import median
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from storyhub.archive.queries import remembered
from storyhub.core.db import db
from storyhub.core.paging import Page
from storyhub.core.permissions import Viewer
from storyhub.stories.models import State, Story
from storyhub.stories.policy import visible_to
from storyhub.stories.queries.reading import for_cards

PER_PAGE = 30


@dataclass(frozen=True)
class AnsweredShare:
    """How many of the published stories were answered, and after how many days from the telling (the median)."""

    answered: int
    published: int
    days: int | None

    @property
    def unanswered(self) -> int:
        return self.published - self.answered

    @property
    def percent(self) -> int:
        """Never 100 while one waits, never 0 once one was answered."""
        if not 0 < self.answered < self.published:
            return 100 if self.answered else 0
        return min(99, max(1, round(100 * self.answered / self.published)))


def answered_share(viewer: Viewer, city_id: UUID) -> AnsweredShare:
    """Over the published stories of the town that this viewer may see; counted once for each edition."""
    return remembered(city_id, ("answered", viewer.circle), lambda: _share(viewer, city_id))


def _share(viewer: Viewer, city_id: UUID) -> AnsweredShare:
    mine = _published(viewer, city_id)
    published = db.session.scalar(select(func.count()).select_from(Story).where(*mine)) or 0
    answered = select(Story.told_at, Story.answered_at).where(*mine, Story.answered_at.is_not(None))
    days = [(at - told_at).days for told_at, at in db.session.execute(answered) if at]
    return AnsweredShare(len(days), published, round(median(days)) if days else None)


def answered_rows(viewer: Viewer, city_id: UUID, answered: bool, page: int) -> Page[Story]:
    """The stories that the share counts: those answered, the latest first; or those that wait, the oldest first."""
    share = answered_share(viewer, city_id)
    total = share.answered if answered else share.unanswered
    number = min(page, max(1, -(-total // PER_PAGE)))
    rows = select(Story).where(*_published(viewer, city_id))
    if answered:
        rows = rows.where(Story.answered_at.is_not(None)).order_by(Story.answered_at.desc(), Story.id)
    else:
        rows = rows.where(Story.answered_at.is_(None)).order_by(Story.told_at, Story.id)
    found = db.session.scalars(for_cards(rows).limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    return Page(found, number, PER_PAGE, total)


def _published(viewer: Viewer, city_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (Story.city_id == city_id, Story.state == State.PUBLISHED, visible_to(viewer))
