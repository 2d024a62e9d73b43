"""The stories behind outcomes: those behind the card of each, and behind all that it was made of."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select

from storyhub.core.db import db
from storyhub.stories.models import Story
from storyhub.workshops.models import Card, CardState, CardStory
from storyhub.workshops.queries.trail import led_here
from storyhub.workshops.queries.voices import allows_workshops


def stories_behind(card_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """By card: the stories that stand behind it or behind what led to it, while their tellers allow workshops."""
    led = led_here(card_ids)
    parts = {card_id: {card_id, *(card.id for card in led[card_id])} for card_id in card_ids}
    heard: dict[UUID, set[UUID]] = defaultdict(set)
    rows = (
        select(CardStory.card_id, CardStory.story_id)
        .join(Story, Story.id == CardStory.story_id)
        .where(CardStory.card_id.in_(sorted(set().union(*parts.values()))), allows_workshops())
    )
    for card_id, story_id in db.session.execute(rows):
        heard[card_id].add(story_id)
    return {card_id: set().union(*(heard[part] for part in of)) for card_id, of in parts.items()}


def count_cards_behind(workshop_ids: Collection[UUID], story_ids: Collection[UUID]) -> dict[UUID, int]:
    """By workshop: behind how many of its cards these stories stand. A card that was carried on is counted once."""
    rows = (
        select(Card.workshop_id, func.count(Card.id.distinct()))
        .join(CardStory, CardStory.card_id == Card.id)
        .where(
            Card.workshop_id.in_(list(workshop_ids)),
            CardStory.story_id.in_(list(story_ids)),
            Card.state == CardState.SHOWN,
            Card.origin_id.is_(None),
        )
        .group_by(Card.workshop_id)
    )
    return {workshop_id: count for workshop_id, count in db.session.execute(rows)} if story_ids else {}
