"""Who sits where: the tables of a room with their people, those who have no table yet, and one seat by itself."""

from collections import Counter, defaultdict
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, select, union

from storyhub.core import clock
from storyhub.core.db import db
from storyhub.workshops.models import Card, CardState, Cluster, Exercise, Group, Ready, Seat, Workshop
from storyhub.workshops.queries.agenda import loaded_of
from storyhub.workshops.seen import Sitter, Table

HERE = timedelta(seconds=30)
"""How long somebody is surely here after their phone last asked."""
LATELY = timedelta(minutes=5)
"""How long they are perhaps here: where no script runs, a phone asks when somebody loads its page."""
ON_THE_BOARD = (CardState.SHOWN, CardState.HELD)


def tables(workshop_id: UUID) -> list[Table]:
    """The groups that take part now, by number, with their people."""
    workshop = db.session.get_one(Workshop, workshop_id)
    sitters, cards = _sitters(workshop), _cards(workshop)
    taking_part = {group.id for group in groups_taking_part(workshop)}
    groups = db.session.scalars(select(Group).where(Group.workshop_id == workshop_id).order_by(Group.number))
    return [
        _table(group, sitters[group.id], cards[group.id])
        for group in groups
        if group.id in taking_part or cards[group.id]
    ]


def groups_taking_part(workshop: Workshop) -> list[Group]:
    """Those with people, those that the present exercise asks for, and new ones at which nobody has sat yet; by number.

    A table that was given up when people were dealt out anew is none of them.
    """
    mine = select(Seat.group_id).where(Seat.workshop_id == workshop.id, Seat.left_at.is_(None)).distinct()
    present, used, asked = set(db.session.scalars(mine)), groups_used(workshop), groups_asked(workshop)
    groups = db.session.scalars(select(Group).where(Group.workshop_id == workshop.id).order_by(Group.number))
    return [one for one in groups if one.id in present or one.id not in used or one.number <= asked]


def groups_used(workshop: Workshop) -> set[UUID | None]:
    """Those at which somebody has sat or something has lain."""
    rows = (
        select(Seat.group_id).where(Seat.workshop_id == workshop.id),
        select(Card.group_id).where(Card.workshop_id == workshop.id),
        select(Cluster.group_id).join(Exercise).where(Exercise.workshop_id == workshop.id),
    )
    return set(db.session.scalars(union(*rows)))


def unseated(workshop_id: UUID) -> list[Sitter]:
    """Those who have no table yet."""
    return _sitters(db.session.get_one(Workshop, workshop_id))[None]


def count_cards(workshop_id: UUID) -> int:
    """Cards that were written in the present step and lie or wait on the boards, whosever they are."""
    workshop = db.session.get_one(Workshop, workshop_id)
    here = Card.exercise_id == workshop.exercise_id, Card.step == workshop.step, Card.state.in_(ON_THE_BOARD)
    return db.session.scalar(select(func.count()).select_from(Card).where(*here)) or 0


def groups_asked(workshop: Workshop) -> int:
    """How many groups the present exercise must have; 0 when the number of people decides."""
    exercise = db.session.get(Exercise, workshop.exercise_id) if workshop.exercise_id else None
    return loaded_of(exercise).method.method.groups.count if exercise else 0


# The desk of a large hall asks this each second: columns alone, and the statement is built once.
_SEATS = (
    select(
        *(Seat.id, Seat.number, Seat.name, Seat.language, Seat.group_id),
        *(Seat.is_host, Seat.may_show_name, Seat.seen_at),
    )
    .where(Seat.workshop_id == bindparam("workshop_id"), Seat.left_at.is_(None))
    .order_by(Seat.number)
)


def _sitters(workshop: Workshop) -> dict[UUID | None, list[Sitter]]:
    ready, now = _ready(workshop), clock.now()
    found: dict[UUID | None, list[Sitter]] = defaultdict(list)
    for seat in db.session.execute(_SEATS, {"workshop_id": workshop.id}):
        here = seat.seen_at >= now - HERE
        perhaps = not here and seat.seen_at >= now - LATELY
        told = (seat.is_host, here, seat.id in ready, seat.may_show_name, perhaps)
        sitter = Sitter(seat.id, seat.number, seat.name, seat.language, *told)
        found[seat.group_id].append(sitter)
    return found


def _ready(workshop: Workshop) -> set[UUID]:
    rows = select(Ready.seat_id).where(Ready.exercise_id == workshop.exercise_id, Ready.step == workshop.step)
    return set(db.session.scalars(rows)) if workshop.exercise_id else set()


def _cards(workshop: Workshop) -> Counter[UUID | None]:
    rows = (
        select(Card.group_id, func.count())
        .where(Card.exercise_id == workshop.exercise_id, Card.state.in_(ON_THE_BOARD))
        .group_by(Card.group_id)
    )
    return Counter({group_id: cards for group_id, cards in db.session.execute(rows)})


def _table(group: Group, people: list[Sitter], cards: int) -> Table:
    return Table(
        id=group.id,
        number=group.number,
        name=group.name,
        seats=len(people),
        here=sum(one.is_here or one.is_perhaps_away for one in people),
        ready=sum(one.is_ready for one in people),
        cards=cards,
        people=tuple(people),
    )
