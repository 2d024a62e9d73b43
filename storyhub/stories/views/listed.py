"""The stories of a list as ids, for whoever draws them as no page: feeds and files."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from storyhub.adapters.index import Order
from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Story
from storyhub.stories.policy import published_to
from storyhub.stories.queries.finding import ids_found
from storyhub.stories.queries.narrowing import conditions_for, in_order
from storyhub.stories.views.asked import Asked
from storyhub.stories.views.listing import archive_index, question_of


def listed_ids(asked: Asked, who: Viewer, order: Order, most: int, offset: int = 0) -> Sequence[UUID]:
    """The ids of what the list holds for this viewer; what the index found is still to be allowed by the database."""
    question, filters = question_of(asked), asked.filters
    if question is not None and question.is_empty:
        return []
    if question is not None:
        found = ids_found(archive_index(), who, question, filters, asked.slugs, order, most, offset)
        if found is not None:
            return found
    narrowed = conditions_for(replace(filters, clause=question.everything if question else None))
    rows = in_order(select(Story).where(published_to(who), *narrowed), order)
    return db.session.scalars(rows.with_only_columns(Story.id).limit(most).offset(offset)).all()
