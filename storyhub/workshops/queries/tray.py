"""The stories on the table, and how much of what was written rests on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from storyhub.core.db import db
from storyhub.stories.models import Story
from storyhub.workshops.models import Card, CardState, CardStory, TableStory
from storyhub.workshops.playing import REFLECTION
from storyhub.workshops.queries.voices import allows_workshops


@dataclass(frozen=True)
class Backing:
    """Cards on the boards, and those among them with a story behind them that may be heard now."""

    cards: int
    backed: int


def stories_on_table(workshop_id: UUID) -> Sequence[Story]:
    """In the order in which they were laid out. One whose teller no longer allows workshops is not there."""
    return db.session.scalars(
        select(Story)
        .join(TableStory, TableStory.story_id == Story.id)
        .where(TableStory.workshop_id == workshop_id, allows_workshops())
        .order_by(TableStory.position, TableStory.story_id)
        .options(selectinload(Story.city), selectinload(Story.district))
    ).all()


def count_silent(workshop_id: UUID) -> int:
    """Stories that were laid out and may not be heard any more."""
    laid = select(func.count()).select_from(TableStory).join(Story, Story.id == TableStory.story_id)
    return db.session.scalar(laid.where(TableStory.workshop_id == workshop_id, ~allows_workshops())) or 0


def backing_of(workshop_id: UUID) -> Backing:
    """Of what people wrote and made; cards that were carried in are counted where they were made."""
    on_boards = (
        Card.workshop_id == workshop_id,
        Card.state == CardState.SHOWN,
        Card.kind != REFLECTION,
        Card.origin_id.is_(None),
    )
    heard = select(CardStory.card_id).join(Story, Story.id == CardStory.story_id).where(allows_workshops())
    cards = db.session.scalar(select(func.count()).select_from(Card).where(*on_boards)) or 0
    backed = db.session.scalar(select(func.count()).select_from(Card).where(*on_boards, Card.id.in_(heard))) or 0
    return Backing(cards, backed)
