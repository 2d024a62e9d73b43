"""What waits for a facilitator: held cards, twins that may be joined, objections without an answer."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract
from sqlalchemy import exists, select

from storyhub.core.db import db
from storyhub.workshops.methods.schema import Verb
from storyhub.workshops.models import Card, CardState, Cluster, Exercise, Rating, Seat, StepEvent, Workshop
from storyhub.workshops.playing import OBJECTION, normal
from storyhub.workshops.queries.boards import drawing_beside
from storyhub.workshops.queries.drawing import Drawing
from storyhub.workshops.queries.laid import may_tell_rating
from storyhub.workshops.queries.standing import method_of
from storyhub.workshops.seen import CardView, Standing

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
    language: str
    """Of the reason."""
    answer: str


def name_waits(exercise_id: UUID) -> bool:
    """Whether a heap became a card that waits for a facilitator: its own table goes on reading what others do not yet."""
    named = Cluster.exercise_id == exercise_id, Cluster.dissolved_at.is_(None), Cluster.card_id == Card.id
    return bool(db.session.scalar(select(exists().where(*named, Card.state == CardState.HELD))))


def held_cards(workshop: Workshop, standing: Standing, drawing: Drawing) -> list[CardView]:
    """Of all exercises, the running one's last: some come late. In the order in which they came. For the desk alone."""
    waits = Card.exercise_id == Exercise.id, Card.state == CardState.HELD
    others = select(Exercise).where(Exercise.workshop_id == workshop.id, Exercise.id != drawing.laid.exercise_id)
    audience = drawing.eyes.audience
    drawings = [
        drawing_beside(workshop, standing, one.id, method_of(one, audience.language), audience)
        for one in db.session.scalars(others.where(exists().where(*waits)).order_by(Exercise.position)).all()
    ]
    return [
        found.card(card) for found in (*drawings, drawing) for card in found.laid.cards if card.state == CardState.HELD
    ]


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

    They are read when their rating has ended. That of the last step ends when the room wanted to go on: the step itself
    ends only with answers (`services.objecting`).
    """
    method, eyes = drawing.laid.method, drawing.eyes
    ended = eyes.step.rating if eyes.step and eyes.step.do == Verb.RATE and eyes.is_revealed else ""
    told = [one.id for one in method.rating if one.id == ended or may_tell_rating(method, one, eyes.over)]
    rows = db.session.execute(
        select(Rating, Seat.language)
        .join(Seat, Seat.id == Rating.seat_id)
        .where(Rating.exercise_id == drawing.laid.exercise_id, Rating.dim == OBJECTION, Rating.rating.in_(told))
        .order_by(Rating.card_id, Rating.other_id, Rating.note)
    )
    views = drawing.views
    return [
        Objection(
            row.id,
            views.get(row.card_id),
            views.get(row.other_id) if row.other_id else None,
            row.note,
            language,
            row.answer,
        )
        for row, language in rows
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
