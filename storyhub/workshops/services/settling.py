"""What the engine does by itself when an exercise begins, when a step ends and when the exercise ends.

Each may be done again with the same end: a facilitator who went back a step ends it once more.
"""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.errors import Conflict
from storyhub.workshops.methods.rules.names import by_name, zones_of
from storyhub.workshops.methods.schema import Dimension, Method, Rating, Scope, Step, Tie, Verb, Vote
from storyhub.workshops.models import Card, CardState, Exercise, Workshop
from storyhub.workshops.models import Rating as Said
from storyhub.workshops.models import Vote as Given
from storyhub.workshops.playing import is_secret, step_of
from storyhub.workshops.queries.agenda import loaded_of, steps_of
from storyhub.workshops.queries.laid import Laid, what_lies
from storyhub.workshops.queries.tallies import compares, spreads
from storyhub.workshops.services.carrying import carry_in
from storyhub.workshops.services.happening import note
from storyhub.workshops.services.placing import quadrant_at, undivided
from storyhub.workshops.services.post import lay_post
from storyhub.workshops.services.rating import open_objections


class ObjectionsOpen(Conflict):
    """Somebody cannot live with something, and nobody has answered yet."""

    key = "objections_open"


def open_exercise(session: Session, workshop: Workshop, exercise: Exercise) -> None:
    """Lay out the cards that the exercise takes in. Doing it again changes nothing."""
    if exercise.opened_at is None:
        exercise.opened_at = clock.now()
        session.flush()
        carry_in(session, workshop, exercise)
        lay_post(session, workshop, exercise)


def end_step(session: Session, workshop: Workshop, exercise: Exercise, step: str) -> None:
    """Settle what the step asked for: places from ratings, who stays in play after a vote."""
    method = loaded_of(exercise).method
    found = step_of(method, step)
    if found is None or found.do not in (Verb.RATE, Verb.VOTE):
        return
    session.flush()
    order = [one.id for one in method.step]
    laid = what_lies(workshop.id, exercise.id, method, frozenset(order))
    if found.do == Verb.RATE:
        _place_by_rating(laid, by_name(method.rating)[found.rating])
        _then_place(laid, found)
    elif found.keep_top:
        vote = by_name(method.vote)[found.vote]
        edges = _keep_top(laid, found, vote)
        if edges and vote.tie == Tie.DISCUSS:
            note(session, workshop, "tie", about={"vote": vote.id, "cards": [str(card.id) for card in edges]})


def reopen_step(session: Session, workshop: Workshop, exercise: Exercise, step: str) -> None:
    """The facilitator went back to the step: whom its vote left out is in play again, until it ends once more."""
    method = loaded_of(exercise).method
    found = step_of(method, step)
    if found is None or found.do != Verb.VOTE or not found.keep_top:
        return
    session.flush()
    order = [one.id for one in method.step]
    laid = what_lies(workshop.id, exercise.id, method, frozenset(order))
    votes = by_name(method.vote)
    for card in _in_play(laid, *votes[found.vote].on):
        card.is_kept = True
    for earlier in method.step[: order.index(step)]:
        if earlier.do == Verb.VOTE and earlier.keep_top:
            _keep_top(laid, earlier, votes[earlier.vote])


def told_by_closing(session: Session, exercise: Exercise, step: str) -> str:
    """The last step whose secrets were told because the workshop was closed in this one; empty when none was.

    It is the step itself, or one after it that people were in before the room went back.
    """
    method, steps = loaded_of(exercise).method, steps_of(exercise)
    order = [one.id for one in steps]
    told = ""
    for one in steps[order.index(step) :]:
        if is_secret(method, one) and (one.id == step or _is_begun(session, exercise, one)):
            told = one.id
    return told


def _is_begun(session: Session, exercise: Exercise, step: Step) -> bool:
    """Whether somebody has given a point or a judgement in it."""
    given = exists().where(Given.exercise_id == exercise.id, Given.vote == step.vote)
    said = exists().where(Said.exercise_id == exercise.id, Said.rating == step.rating)
    return bool(session.scalar(select(given if step.do == Verb.VOTE else said)))


def close_exercise(session: Session, workshop: Workshop, exercise: Exercise) -> None:  # noqa: ARG001
    """The exercise is over. Raises ObjectionsOpen while one waits for its answer."""
    session.flush()
    if count := open_objections(session, exercise.id):
        raise ObjectionsOpen(count=count)
    exercise.closed_at = exercise.closed_at or clock.now()


def _in_play(laid: Laid, *kinds: str) -> list[Card]:
    return [card for card in laid.cards if card.kind in kinds and card.state == CardState.SHOWN]


def _medians(laid: Laid, rating: Rating, card_id: UUID) -> dict[str, float]:
    found = spreads(rating, laid.judged.get((rating.id, (card_id, None)), ()))
    return {spread.dim: spread.median for spread in found if spread.median is not None}


def _place_by_rating(laid: Laid, rating: Rating) -> None:
    """Cards lie where their medians put them; one that nobody judged stays where it was."""
    by = rating.place_by
    if by is None:
        return
    dims = by_name(rating.dims)
    taking = {zone.id for zone in laid.method.zone if rating.on in zone.accepts}
    whole = undivided(laid.method, by.board, taking)
    for card in _in_play(laid, rating.on):
        medians = _medians(laid, rating, card.id)
        if by.x in medians and by.y in medians:
            card.x, card.y = _share(dims[by.x], medians[by.x]), _share(dims[by.y], medians[by.y])
            card.zone = quadrant_at(laid.method, by.board, card.x, card.y) or whole or card.zone


def _share(dim: Dimension, value: float) -> float:
    return (value - dim.min) / (dim.max - dim.min)


def _then_place(laid: Laid, step: Step) -> None:
    then = step.then_place
    if then is None:
        return
    rating = by_name(laid.method.rating)[then.rating]
    for card in _in_play(laid, rating.on):
        median = _medians(laid, rating, card.id).get(then.dim)
        if median is not None and compares(median, then.op, then.value):
            card.zone = then.zone


def _keep_top(laid: Laid, step: Step, vote: Vote) -> list[Card]:
    """The first stay in play, and with them whoever has as many points as the last of them. Returns who ties at the edge.

    A card without a point is not among the first, unless nobody voted; a minority's card always stays. Where ties are to
    be discussed, those at the edge are named, and the facilitator leaves out what the room leaves out.
    """
    edges: list[Card] = []
    for cards in _fields_of_voting(laid, step, vote):
        points = {card.id: laid.points.get((vote.id, card.id), 0) for card in cards}
        if not any(points.values()):
            continue
        ranked = sorted(points.values(), reverse=True)
        least = max(1, ranked[min(step.keep_top, len(ranked)) - 1])
        for card in cards:
            card.is_kept = points[card.id] >= least or card.is_minority
        last = [card for card in cards if points[card.id] == least]
        if sum(value >= least for value in ranked) > step.keep_top:
            edges += last
    return edges


def _fields_of_voting(laid: Laid, step: Step, vote: Vote) -> list[list[Card]]:
    """All cards together, or table by table where each votes on its own."""
    cards = [card for card in _in_play(laid, *vote.on) if _is_on_board(laid.method, step, card)]
    if vote.scope == Scope.PLENARY:
        return [cards]
    by_group: dict[UUID | None, list[Card]] = defaultdict(list)
    for card in cards:
        by_group[card.group_id].append(card)
    return list(by_group.values())


def _is_on_board(method: Method, step: Step, card: Card) -> bool:
    zone = zones_of(method).get(card.zone)
    return not step.board or zone is None or zone.board == step.board
