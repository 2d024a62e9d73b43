"""How a card came about: the cards it was made of, and what these were made of, back to the first signal.

| it came of                                                    | because                                          |
|---------------------------------------------------------------|--------------------------------------------------|
| the card it was in an earlier exercise, its twins             | it was carried on, or joined with them           |
| the cards of its heap                                         | the heap was given its name                      |
| the card it hangs on                                          | it follows from it                               |
| what lay beside the form, and what was picked for its world   | a table wrote it from these                      |
| the worlds in which it was tried                              | the verdict on it is made of how it does in them |
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.workshops.methods.rules.names import CELL, by_name
from storyhub.workshops.methods.schema import Method, Reveal, Step, Verb
from storyhub.workshops.models import Card, CardState, Cluster, Exercise, Group, Pick, Rating
from storyhub.workshops.playing import REFLECTION, beside_sheet
from storyhub.workshops.queries.agenda import loaded_of

THERE = (CardState.SHOWN, CardState.MERGED)
Parts = dict[UUID, list[UUID]]


def led_here(card_ids: Collection[UUID]) -> dict[UUID, list[Card]]:
    """For each of these cards what it was made of, nearest first; a handful of statements for each workshop in it.

    What the hall was never shown is not in it.
    """
    wanted = list(card_ids)
    workshop_ids = set(db.session.scalars(select(Card.workshop_id).where(Card.id.in_(wanted)))) if wanted else set()
    cards, parts = _made_in(workshop_ids) if workshop_ids else ({}, {})
    return {one: [cards[part] for part in _back_from(one, parts) if part in cards] for one in wanted}


def _back_from(card_id: UUID, parts: Mapping[UUID, Iterable[UUID]]) -> list[UUID]:
    """Step by step away from the card, each once."""
    found: dict[UUID, None] = {}
    edge = [card_id]
    while edge:
        edge = list(dict.fromkeys(part for one in edge for part in parts.get(one, ()) if part not in found))
        found.update(dict.fromkeys(part for part in edge if part != card_id))
        edge = [part for part in edge if part != card_id]
    return list(found)


def _made_in(workshop_ids: Collection[UUID]) -> tuple[dict[UUID, Card], Parts]:
    """The cards of these workshops that the hall saw, and of which others each was made."""
    rows = select(Card).where(Card.workshop_id.in_(workshop_ids), Card.state.in_(THERE), Card.kind != REFLECTION)
    cards = {card.id: card for card in db.session.scalars(rows.order_by(Card.position, Card.id))}
    exercises = {
        one.id: one for one in db.session.scalars(select(Exercise).where(Exercise.workshop_id.in_(workshop_ids)))
    }
    methods = {one.id: loaded_of(one).method for one in exercises.values()}
    seen = {card_id: card for card_id, card in cards.items() if not _is_secret(methods[card.exercise_id], card)}
    parts: Parts = defaultdict(list)
    for card_id, part_id in (
        *_carried(seen.values()),
        *_heaped(seen.values(), exercises),
        *_written(seen.values(), methods, workshop_ids),
        *_tried(exercises, methods),
    ):
        if part_id not in parts[card_id]:
            parts[card_id].append(part_id)
    return seen, parts


def _is_secret(method: Method, card: Card) -> bool:
    step = by_name(method.step).get(card.step)
    return step is not None and step.reveal == Reveal.NEVER


def _carried(cards: Iterable[Card]) -> Iterable[tuple[UUID, UUID]]:
    for card in cards:
        if card.origin_id:
            yield card.id, card.origin_id
        if card.parent_id:
            yield card.id, card.parent_id
        if card.merged_into_id and card.state == CardState.MERGED:
            yield card.merged_into_id, card.id


def _heaped(cards: Iterable[Card], exercises: Collection[UUID]) -> Iterable[tuple[UUID, UUID]]:
    alive = select(Cluster.id, Cluster.card_id).where(
        Cluster.exercise_id.in_(exercises), Cluster.card_id.is_not(None), Cluster.dissolved_at.is_(None)
    )
    made = {cluster_id: card_id for cluster_id, card_id in db.session.execute(alive) if card_id}
    return [(made[card.cluster_id], card.id) for card in cards if card.cluster_id in made and card.cluster_id]


def _written(
    cards: Collection[Card], methods: Mapping[UUID, Method], workshop_ids: Collection[UUID]
) -> Iterable[tuple[UUID, UUID]]:
    """Of sheets: the cards that lay beside them, and those that were picked for the axes of their board."""
    sheets = [(card, step) for card in cards if (step := _composed(methods[card.exercise_id], card))]
    if not sheets:
        return []
    rows = db.session.execute(select(Group.id, Group.number).where(Group.workshop_id.in_(workshop_ids)))
    numbers = {group_id: number for group_id, number in rows}
    picks = _picked({card.exercise_id for card, _ in sheets})
    found = []
    for sheet, step in sheets:
        method = methods[sheet.exercise_id]
        here = [card for card in cards if card.exercise_id == sheet.exercise_id and card.state == CardState.SHOWN]
        number = numbers.get(sheet.group_id, 0) if sheet.group_id else 0
        found += [(sheet.id, part.id) for part in beside_sheet(method, step, sheet, here, number)]
        board = by_name(method.board).get(step.board)
        names = [by_name(method.axis)[axis].from_pick for axis in board.axes] if board else []
        found += [(sheet.id, picks[sheet.exercise_id, name]) for name in names if (sheet.exercise_id, name) in picks]
    return found


def _composed(method: Method, card: Card) -> Step | None:
    step = by_name(method.step).get(card.step)
    return step if step is not None and step.do == Verb.COMPOSE else None


def _picked(exercise_ids: Collection[UUID]) -> dict[tuple[UUID, str], UUID]:
    rows = select(Pick.exercise_id, Pick.name, Pick.card_id).where(Pick.exercise_id.in_(exercise_ids))
    return {(exercise_id, name): card_id for exercise_id, name, card_id in db.session.execute(rows)}


def _tried(exercises: Collection[UUID], methods: Mapping[UUID, Method]) -> Iterable[tuple[UUID, UUID]]:
    """The columns of a grid in which somebody judged the card."""
    grids = [one for one in exercises if any(rating.on == CELL for rating in methods[one].rating)]
    if not grids:
        return []
    rows = select(Rating.card_id, Rating.other_id).where(Rating.exercise_id.in_(grids), Rating.other_id.is_not(None))
    return [(card_id, other_id) for card_id, other_id in db.session.execute(rows.distinct()) if other_id]
