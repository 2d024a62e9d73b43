"""Which stories there are to lay on the table of a workshop, and those that lie there, with all that their cards show."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from storyhub.adapters.index import Order
from storyhub.archive.queries.ranked import ranked
from storyhub.core.db import db
from storyhub.core.paging import Page
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Story
from storyhub.stories.policy import published_to
from storyhub.stories.queries.narrowing import Filters, conditions_for, in_order
from storyhub.stories.queries.reading import for_cards
from storyhub.workshops.models import TableStory
from storyhub.workshops.queries.voices import allows_workshops

PER_PAGE = 20


def stories_to_lay(viewer: Viewer, filters: Filters, found: Sequence[UUID] | None, number: int) -> Page[Story]:
    """One page of the stories whose tellers allow workshops; `found` are those that words found, the best first."""
    conditions = [published_to(viewer), allows_workshops(), *conditions_for(filters)]
    if found is not None:
        return _of_found(conditions, found, number)
    total = db.session.scalar(select(func.count()).select_from(Story).where(*conditions)) or 0
    number = _at_most(number, total)
    rows = for_cards(in_order(select(Story).where(*conditions), Order.NEWEST))
    stories = db.session.scalars(rows.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    return Page(stories, number, PER_PAGE, total)


def stories_laid(viewer: Viewer, workshop_id: UUID) -> Sequence[Story]:
    """In the order of the table, those that may lie there now and that the viewer may read."""
    rows = for_cards(select(Story).join(TableStory, TableStory.story_id == Story.id))
    here = (TableStory.workshop_id == workshop_id, allows_workshops(), published_to(viewer))
    return db.session.scalars(rows.where(*here).order_by(TableStory.position, TableStory.story_id)).all()


def count_on_table(workshop_id: UUID) -> int:
    """How many stories may be heard in the room now."""
    rows = select(func.count()).select_from(TableStory).join(Story, Story.id == TableStory.story_id)
    return db.session.scalar(rows.where(TableStory.workshop_id == workshop_id, allows_workshops())) or 0


def _of_found(conditions: Sequence[ColumnElement[bool]], found: Sequence[UUID], number: int) -> Page[Story]:
    allowed = set(db.session.scalars(select(Story.id).where(Story.id.in_(select(ranked(found).id)), *conditions)))
    ids = [one for one in found if one in allowed]
    number = _at_most(number, len(ids))
    shown = ids[(number - 1) * PER_PAGE : number * PER_PAGE]
    stories = db.session.scalars(for_cards(select(Story).where(Story.id.in_(shown)))).all()
    return Page(sorted(stories, key=lambda one: shown.index(one.id)), number, PER_PAGE, len(ids))


def _at_most(number: int, total: int) -> int:
    return min(number, max(1, -(-total // PER_PAGE)))
