"""People dealt out to tables: when an exercise begins, when the facilitator says so, and when somebody comes late."""

import random
from collections import Counter
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.workshops.grouping import balanced, groups_for, still_fit
from storyhub.workshops.methods.schema import DealTo, Method, Scope, Who
from storyhub.workshops.models import Exercise, Group, Seat, StepEvent, Workshop
from storyhub.workshops.queries.agenda import loaded_of
from storyhub.workshops.queries.tables import groups_taking_part, groups_used


def deal_for(session: Session, workshop: Workshop, exercise: Exercise) -> None:
    """The groups that an exercise needs. Tables that are large enough and not too large go on as they are."""
    method = loaded_of(exercise).method
    present = _present(session, workshop)
    sizes = Counter(seat.group_id for seat in present)
    if method.method.groups.count:
        deal(session, workshop, count=method.method.groups.count)
    elif _works_in_groups(method):
        by_hand = _is_by_hand(session, workshop)
        if None in sizes or not still_fit(list(sizes.values()), workshop.group_size, by_hand=by_hand):
            deal(session, workshop)


def deal(session: Session, workshop: Workshop, *, count: int | None = None, afresh: bool = False) -> None:
    """Seat everybody who is present, in `count` groups or as many as the group size gives; `afresh` mixes them anew."""
    present = _present(session, workshop)
    groups = count or groups_for(len(present), workshop.group_size)
    rows = groups_up_to(session, workshop, groups)
    numbers = {group.id: number for number, group in rows.items()}
    if afresh:
        random.shuffle(present)
    sitting = {} if afresh else {seat.id: numbers[seat.group_id] for seat in present if seat.group_id in numbers}
    seated = balanced([seat.id for seat in present], sitting, groups)
    for seat in present:
        seat.group_id = rows[seated[seat.id]].id
    session.flush()
    _clear_away(session, workshop, groups)


def groups_up_to(session: Session, workshop: Workshop, count: int) -> dict[int, Group]:
    """The groups with the numbers from 1, made where they are missing."""
    rows = select(Group).where(Group.workshop_id == workshop.id, Group.number <= count)
    found = {group.number: group for group in session.scalars(rows)}
    for number in range(1, count + 1):
        if number not in found:
            found[number] = Group(workshop_id=workshop.id, number=number)
            session.add(found[number])
    session.flush()
    return found


def seat_late(session: Session, workshop: Workshop, seat: Seat) -> None:
    """Whoever comes after the groups were dealt sits down in the smallest one that takes part now.

    Somebody who comes back sits at the table of before, where there still is one.
    """
    sizes = Counter(one.group_id for one in _present(session, workshop) if one.id != seat.id)
    groups = groups_taking_part(workshop)
    if groups and seat.group_id not in {one.id for one in groups}:
        seat.group_id = min(groups, key=lambda one: (sizes[one.id], one.number)).id


def group_in(session: Session, workshop: Workshop, group_id: UUID) -> Group | None:
    group = session.get(Group, group_id)
    return group if group and group.workshop_id == workshop.id else None


def _present(session: Session, workshop: Workshop) -> list[Seat]:
    rows = select(Seat).where(Seat.workshop_id == workshop.id, Seat.left_at.is_(None))
    return list(session.scalars(rows.order_by(Seat.number)))


def _clear_away(session: Session, workshop: Workshop, groups: int) -> None:
    """Tables beyond that number at which nobody ever sat or wrote."""
    used = groups_used(workshop)
    rows = select(Group).where(Group.workshop_id == workshop.id, Group.number > groups)
    for group in session.scalars(rows).all():
        if group.id not in used:
            session.delete(group)
    session.flush()


def _works_in_groups(method: Method) -> bool:
    """Whether tables do something together, are handed something, or vote each on their own."""
    return any(vote.scope == Scope.GROUP for vote in method.vote) or any(
        step.who == Who.GROUP or (step.deal is not None and step.deal.to == DealTo.GROUP) for step in method.step
    )


def _is_by_hand(session: Session, workshop: Workshop) -> bool:
    """Whether a facilitator moved somebody since the tables were dealt: when the exercise before began, or by a press."""
    happened = (
        select(StepEvent).where(StepEvent.workshop_id == workshop.id).order_by(StepEvent.sequence.desc()).limit(1)
    )
    last = session.scalar(happened)
    arranged = session.scalar(happened.where(StepEvent.kind.in_(("moved", "groups_dealt"))))
    if last is None or arranged is None:
        return False
    return arranged.kind == "moved" and arranged.exercise_id == last.exercise_id
