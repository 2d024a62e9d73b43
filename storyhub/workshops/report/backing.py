"""How much of what was written rests on stories, and of which places and themes nobody was heard."""

from sqlalchemy import func, select

from storyhub.core.db import db
from storyhub.stories.models import Story
from storyhub.workshops.models import Card, CardState, CardStory, Workshop
from storyhub.workshops.queries.missing import unheard
from storyhub.workshops.queries.tray import backing_of
from storyhub.workshops.queries.voices import allows_workshops
from storyhub.workshops.report.values import Backing


def backing_in(workshop: Workshop, language: str) -> Backing:
    heard, counted = _stories_behind(workshop), backing_of(workshop.id)
    # Without any story it would be a list of the whole town.
    return Backing(counted.cards, counted.backed, heard, unheard(workshop, language) if heard else [])


def _stories_behind(workshop: Workshop) -> int:
    rows = (
        select(func.count(CardStory.story_id.distinct()))
        .join(Card, Card.id == CardStory.card_id)
        .join(Story, Story.id == CardStory.story_id)
        .where(Card.workshop_id == workshop.id, Card.state == CardState.SHOWN, allows_workshops())
    )
    return db.session.scalar(rows) or 0
