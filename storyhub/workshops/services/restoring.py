"""Restore points: where each card of an exercise lay and what it belonged to, kept without its words, and laid so again.

What people decided about their own words stays decided: a card that was taken back or refused since does not come back,
and one that was put back or let in stays. Cards, clusters and links made since stay where they are.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.errors import Conflict
from storyhub.workshops.models import Card, CardState, Cluster, Exercise, RestorePoint, Workshop

PLACE = ("zone", "x", "y", "position", "is_kept", "is_minority")
BELONGS = ("group_id", "cluster_id", "parent_id", "merged_into_id")
ON_THE_BOARD = (CardState.SHOWN, CardState.MERGED)
"""Between these two a restore goes; the others are somebody's decision."""


class PointElsewhere(Conflict):
    """It is of another exercise than the one that runs: what that one gave out has been taken up already."""

    key = "restore_elsewhere"


def keep_point(session: Session, workshop: Workshop, exercise: Exercise, person_id: UUID | None = None) -> RestorePoint:
    """How the boards of an exercise stand now. Without a person it was kept by itself, at the end of a step."""
    session.flush()
    kept = {
        "cards": {str(card.id): _card(card) for card in _cards(session, exercise.id)},
        "clusters": {str(one.id): _cluster(one) for one in _clusters(session, exercise.id)},
    }
    point = RestorePoint(
        workshop_id=workshop.id,
        exercise_id=exercise.id,
        step=workshop.step,
        kept=kept,
        person_id=person_id,
        at=clock.now(),
    )
    session.add(point)
    session.flush()
    return point


def restore_point(session: Session, workshop: Workshop, point: RestorePoint, person_id: UUID | None) -> RestorePoint:
    """Lay the boards as they were. Returns how they stood before, kept as a point too. Raises PointElsewhere."""
    exercise = session.get_one(Exercise, point.exercise_id)
    if exercise.id != workshop.exercise_id:
        raise PointElsewhere()
    before = keep_point(session, workshop, exercise, person_id)
    cards = {card.id: card for card in _cards(session, exercise.id)}
    clusters = {one.id: one for one in _clusters(session, exercise.id)}
    for key, was in point.kept["clusters"].items():
        if one := clusters.get(UUID(key)):
            _lay_cluster(one, was)
    for key, was in point.kept["cards"].items():
        if card := cards.get(UUID(key)):
            _lay_card(card, was, cards, clusters)
    session.flush()
    return before


def _card(card: Card) -> dict[str, Any]:
    belongs = {name: _plain(getattr(card, name)) for name in BELONGS}
    return {"state": str(card.state)} | {name: getattr(card, name) for name in PLACE} | belongs


def _cluster(one: Cluster) -> dict[str, Any]:
    return {
        "zone": one.zone,
        "position": one.position,
        "group_id": _plain(one.group_id),
        "card_id": _plain(one.card_id),
        "is_dissolved": one.dissolved_at is not None,
    }


def _lay_cluster(one: Cluster, was: dict[str, Any]) -> None:
    one.zone, one.position = was["zone"], was["position"]
    one.group_id, one.card_id = _id(was["group_id"]), _id(was["card_id"])
    if not was["is_dissolved"]:
        one.dissolved_at = None
    elif one.dissolved_at is None:
        one.dissolved_at = clock.now()


def _lay_card(card: Card, was: dict[str, Any], cards: dict[UUID, Card], clusters: dict[UUID, Cluster]) -> None:
    for name in PLACE:
        setattr(card, name, was[name])
    cluster_id, parent_id = _id(was["cluster_id"]), _id(was["parent_id"])
    card.group_id = _id(was["group_id"])
    card.cluster_id = cluster_id if cluster_id in clusters else None
    card.parent_id = parent_id if parent_id in cards else None
    if card.state in ON_THE_BOARD and was["state"] in ON_THE_BOARD:
        card.state, card.merged_into_id = CardState(was["state"]), _id(was["merged_into_id"])
    card.revision += 1


def _cards(session: Session, exercise_id: UUID) -> list[Card]:
    return list(session.scalars(select(Card).where(Card.exercise_id == exercise_id)))


def _clusters(session: Session, exercise_id: UUID) -> list[Cluster]:
    return list(session.scalars(select(Cluster).where(Cluster.exercise_id == exercise_id)))


def _plain(value: UUID | None) -> str | None:
    return str(value) if value else None


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value else None
