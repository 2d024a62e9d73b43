"""What waits for a facilitator: held cards, twins that may be joined, objections without an answer, answers to read."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.workshops.methods.schema import Method
from storyhub.workshops.models import Card, CardState, Rating, StepEvent, Workshop
from storyhub.workshops.playing import OBJECTION, REFLECTION, normal
from storyhub.workshops.queries.drawing import Drawing
from storyhub.workshops.queries.laid import may_tell_rating
from storyhub.workshops.seen import CardView

ALIKE = 84
"""Of 100: from here on two cards are worth a look. A hint, never a decision."""
MOST_PAIRS = 12
MOST_COMPARED = 400


@dataclass(frozen=True)
class Objection:
    """“I cannot live with this”, without a name."""

    id: UUID
    card: CardView | None
    column: CardView | None
    reason: str
    answer: str


@dataclass(frozen=True)
class Reflection:
    """One person's answers, without a name: (question, words)."""

    language: str
    answers: Sequence[tuple[str, str]]


def held_cards(drawing: Drawing) -> list[CardView]:
    """In the order in which they came. For the desk alone."""
    return [drawing.card(card) for card in drawing.laid.cards if card.state == CardState.HELD]


def refused_cards(exercise_id: UUID) -> Sequence[Card]:
    """So that a slip can be mended."""
    rows = select(Card).where(Card.exercise_id == exercise_id, Card.state == CardState.REFUSED)
    return db.session.scalars(rows.order_by(Card.position)).all()


def twins(drawing: Drawing) -> list[tuple[CardView, CardView]]:
    """Pairs of cards of one kind that say nearly the same, the likest first; for the desk to look at."""
    by_kind: dict[str, list[CardView]] = defaultdict(list)
    for view in list(drawing.views.values())[:MOST_COMPARED]:
        if view.is_kept and _compared(view):
            by_kind[view.kind].append(view)
    alike = [pair for views in by_kind.values() for pair in _alike(views)]
    alike.sort(key=lambda pair: -pair[0])
    return [(one, other) for _, one, other in alike[:MOST_PAIRS]]


def _alike(views: Sequence[CardView]) -> Iterator[tuple[float, CardView, CardView]]:
    words = [_compared(view) for view in views]
    for place, one in enumerate(views):
        rest = words[place + 1 :]
        for _, score, at in extract(words[place], rest, scorer=ratio, score_cutoff=ALIKE, limit=MOST_PAIRS):
            yield score, one, views[place + 1 + at]


def _compared(view: CardView) -> str:
    """What a card says, in whichever order."""
    return " ".join(sorted(normal(view.text).split()))


def objections(drawing: Drawing) -> list[Objection]:
    """Those that may be told, in the order of the cards; whoever objected is not in them. For the desk alone.

    They are read when their step has ended, or once it is revealed: where it is the last step, it ends only with answers.
    """
    method, eyes = drawing.laid.method, drawing.eyes
    told = [one.id for one in method.rating if eyes.is_revealed or may_tell_rating(method, one, eyes.over)]
    rows = db.session.scalars(
        select(Rating)
        .where(Rating.exercise_id == drawing.laid.exercise_id, Rating.dim == OBJECTION, Rating.rating.in_(told))
        .order_by(Rating.card_id, Rating.other_id, Rating.note)
    )
    views = drawing.views
    return [
        Objection(
            row.id, views.get(row.card_id), views.get(row.other_id) if row.other_id else None, row.note, row.answer
        )
        for row in rows
    ]


def reflections(exercise_id: UUID, method: Method) -> list[Reflection]:
    """What people answered, in no order that tells who; for the facilitator and the town's learning."""
    rows = db.session.scalars(
        select(Card)
        .where(Card.exercise_id == exercise_id, Card.kind == REFLECTION, Card.state == CardState.SHOWN)
        .order_by(Card.code)
    )
    labels = {question.id: question.label for step in method.step for question in step.questions}
    return [
        Reflection(card.language, [(labels.get(name, name), words) for name, words in card.fields.items()])
        for card in rows
    ]


def tied_cards(workshop: Workshop, drawing: Drawing) -> list[CardView]:
    """Those at the edge of the last vote, where the method wants ties to be discussed."""
    event = db.session.scalar(
        select(StepEvent)
        .where(
            StepEvent.workshop_id == workshop.id,
            StepEvent.exercise_id == drawing.laid.exercise_id,
            StepEvent.kind == "tie",
        )
        .order_by(StepEvent.sequence.desc())
        .limit(1)
    )
    ids = {UUID(one) for one in event.about["cards"]} if event else set()
    return [view for view in drawing.views.values() if view.id in ids]
