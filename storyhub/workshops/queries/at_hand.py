"""The stories on the table of a workshop as a phone names them: to hear them again, or to put one behind a card.

Their words, the title among them, are there while their tellers allow *quotation*; else place and month alone.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from storyhub.core.db import db
from storyhub.core.text import excerpt
from storyhub.stories.models import Story, Use
from storyhub.stories.queries.uses import allowing
from storyhub.workshops.models import TableStory
from storyhub.workshops.queries.voices import allows_workshops, place_of

LONGEST_TITLE = 70


@dataclass(frozen=True)
class StoryAtHand:
    id: UUID
    title: str
    """Its beginning where the teller gave none; empty, as the excerpt is, where it may not be quoted."""
    excerpt: str
    language: str
    place: str
    month: str


def stories_at_hand(workshop_id: UUID, language: str) -> list[StoryAtHand]:
    """In the order of the table; only those whose tellers allow workshops now."""
    rows = db.session.scalars(
        select(Story)
        .join(TableStory, TableStory.story_id == Story.id)
        .where(TableStory.workshop_id == workshop_id, allows_workshops())
        .order_by(TableStory.position, TableStory.story_id)
        .options(selectinload(Story.district))
    ).all()
    quotable = allowing({story.id for story in rows}, Use.QUOTATION) if rows else set()
    return [
        StoryAtHand(
            id=story.id,
            title=excerpt(story.title or story.body, LONGEST_TITLE) if story.id in quotable else "",
            excerpt=story.excerpt if story.id in quotable else "",
            language=story.language,
            place=place_of(story, language),
            month=story.told_month,
        )
        for story in rows
    ]
