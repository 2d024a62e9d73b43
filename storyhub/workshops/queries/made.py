"""Cards with their exercises: what a record, or the head of a column, was made of."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.workshops.models import Card, Exercise, Outcome


def made_from(outcome: Outcome) -> tuple[Card, Exercise]:
    """The card that the record speaks for, and the exercise that gave it."""
    return db.session.get_one(Card, outcome.card_id), db.session.get_one(Exercise, outcome.exercise_id)


def with_exercises(card_ids: Collection[UUID]) -> list[tuple[Card, Exercise]]:
    """These cards in the order in which they lie, each with its exercise."""
    rows = select(Card, Exercise).join(Exercise, Exercise.id == Card.exercise_id).where(Card.id.in_(list(card_ids)))
    return [(card, exercise) for card, exercise in db.session.execute(rows.order_by(Card.position, Card.id))]
