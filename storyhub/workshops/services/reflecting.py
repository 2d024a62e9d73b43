"""Answers to the questions of a reflect step: for the facilitator and the town's learning, never for a board."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import transaction
from storyhub.workshops.methods.schema import Field, FieldType, Verb
from storyhub.workshops.models import Card, CardState
from storyhub.workshops.playing import REFLECTION
from storyhub.workshops.services.adding import lay_card, step_written_for
from storyhub.workshops.services.hands import hand_of_seat
from storyhub.workshops.services.words import take_fields


def answer_questions(seat_id: UUID, exercise_id: UUID, step: str, answers: Mapping[str, str], *, key: str) -> UUID:
    """Keep one person's answers, {question: words}; later ones stand in place of earlier ones.

    They may still come when the step is over: nobody else sees them anyway. Raises NotFound, StepOver, Invalid.
    """
    with transaction() as session:
        hand = hand_of_seat(session, seat_id)
        if earlier := hand.earlier(key, "reflected"):
            return UUID(earlier.about["card"])
        hand = hand.in_exercise(exercise_id)
        found, _ = step_written_for(hand, step, Verb.REFLECT)
        asked = [Field(id=one.id, type=FieldType.LONG, label=one.label) for one in found.questions]
        taken = take_fields(asked, answers)
        card = session.scalar(
            select(Card).where(
                Card.exercise_id == hand.exercise.id,
                Card.kind == REFLECTION,
                Card.step == found.id,
                Card.seat_id == seat_id,
            )
        )
        if card is None:
            card = lay_card(hand, found, REFLECTION, "", {}, CardState.SHOWN)
        card.fields, card.language, card.revision = taken, hand.language, card.revision + 1
        session.flush()
        hand.note("reflected", key=key, quiet=True, card=card.id)
        return card.id
