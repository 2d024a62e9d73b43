"""The stories on the table of a workshop as a room names them: to hear them again, to put one behind a card, to take it off.

Their words, the title among them, are there while their tellers allow *quotation*; else place and month alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload

from storyhub.core.db import db
from storyhub.core.months import month_in_words
from storyhub.core.text import excerpt
from storyhub.stories.models import Story, Use
from storyhub.stories.queries.uses import allowing
from storyhub.workshops.models import Card, CardStory, TableStory
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
    """In words."""


# Every phone asks this while cards are written; the statement is built once.
_ON_TABLE = (
    select(Story)
    .join(TableStory, TableStory.story_id == Story.id)
    .where(TableStory.workshop_id == bindparam("workshop_id"), allows_workshops())
    .order_by(TableStory.position, TableStory.story_id)
    .options(selectinload(Story.district))
)


def stories_at_hand(workshop_id: UUID, language: str) -> list[StoryAtHand]:
    """In the order of the table; only those whose tellers allow workshops now."""
    rows = db.session.scalars(_ON_TABLE, {"workshop_id": workshop_id}).all()
    return list(_named(rows, language).values())


def stories_put_behind(exercise_id: UUID, language: str) -> dict[UUID, list[StoryAtHand]]:
    """By card: those that somebody put behind it, and not what it inherited or was sent as. Only what may be heard now."""
    rows = db.session.execute(
        select(CardStory.card_id, Story)
        .join(Story, Story.id == CardStory.story_id)
        .join(Card, Card.id == CardStory.card_id)
        .where(Card.exercise_id == exercise_id, CardStory.is_inherited.is_(False), allows_workshops())
        .where(CardStory.story_id.is_distinct_from(Card.story_id))
        .order_by(Story.told_at, Story.id)
        .options(selectinload(Story.district))
    ).all()
    named = _named([story for _, story in rows], language)
    found: dict[UUID, list[StoryAtHand]] = defaultdict(list)
    for card_id, story in rows:
        found[card_id].append(named[story.id])
    return found


def _named(stories: Sequence[Story], language: str) -> Mapping[UUID, StoryAtHand]:
    """By story, in their order."""
    quotable = allowing({story.id for story in stories}, Use.QUOTATION) if stories else set()
    return {
        story.id: StoryAtHand(
            id=story.id,
            title=excerpt(story.title or story.body, LONGEST_TITLE) if story.id in quotable else "",
            excerpt=story.excerpt if story.id in quotable else "",
            language=story.language,
            place=place_of(story, language),
            month=month_in_words(story.told_month, language),
        )
        for story in stories
    }
