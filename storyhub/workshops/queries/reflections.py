"""What people answered when they looked back: by question, without whose answer it is."""

from collections.abc import Sequence

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.workshops.methods.schema import Method, Reveal, Verb
from storyhub.workshops.models import Card, CardState, Exercise
from storyhub.workshops.playing import REFLECTION

Answers = Sequence[tuple[str, str]]
"""(words, language), in the order of the alphabet: not in the order of hands."""


def reflections_of(exercise: Exercise, method: Method) -> list[tuple[str, Answers]]:
    """(question, answers) in the order of the method; a question that nobody answered is left out."""
    asking = [step for step in method.step if step.do == Verb.REFLECT and step.reveal != Reveal.NEVER]
    if not asking or exercise.opened_at is None:
        return []
    rows = select(Card).where(Card.exercise_id == exercise.id, Card.kind == REFLECTION, Card.state == CardState.SHOWN)
    cards = db.session.scalars(rows).all()
    found = [
        (question.label, sorted((words, one.language) for one in cards if (words := _said(one, step.id, question.id))))
        for step in asking
        for question in step.questions
    ]
    return [(question, answers) for question, answers in found if answers]


def _said(card: Card, step: str, question: str) -> str:
    return card.fields.get(question, "").strip() if card.step == step else ""
