"""How far a workshop has come, for each of its seats: what a poll asks before anything else.

One indexed read tells whether anything happened; who sits where is read again only then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.workshops.models import Group, Seat, Workshop, WorkshopState


@dataclass(frozen=True)
class Pulse:
    """`groups` is {group: the last number that concerns it}, `seats` {seat: its group}; seats that were left are not in it."""

    workshop_id: UUID
    is_open: bool
    sequence: int
    seat_sequence: int
    deadline_at: datetime | None
    paused_seconds: int | None
    groups: Mapping[UUID, int]
    seats: Mapping[UUID, UUID | None]

    def sequence_of(self, seat_id: UUID) -> int:
        """The last number that concerns a seat that is taken."""
        group_id = self.seats[seat_id]
        return max(self.seat_sequence, self.groups.get(group_id, 0) if group_id else 0)

    def seconds_left(self, now: datetime) -> int | None:
        """By the server's clock; below zero when the step takes longer than planned. None without a clock."""
        if self.paused_seconds is not None:
            return self.paused_seconds
        return None if self.deadline_at is None else int((self.deadline_at - now).total_seconds())


def pulse_of(code: str, before: Pulse | None = None) -> Pulse | None:
    """The pulse of the workshop that has this code in its address; None when there is none.

    `before` is what was read last: nothing but the workshop's row is read again while nothing has happened since.
    """
    row = db.session.execute(
        select(
            Workshop.id,
            Workshop.state,
            Workshop.sequence,
            Workshop.seat_sequence,
            Workshop.deadline_at,
            Workshop.paused_seconds,
        ).where(Workshop.code == code, Workshop.discarded_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    is_same = before is not None and before.workshop_id == row.id and before.sequence == row.sequence
    groups, seats = (before.groups, before.seats) if before and is_same else (_groups_of(row.id), _seats_of(row.id))
    return Pulse(
        workshop_id=row.id,
        is_open=row.state == WorkshopState.OPEN,
        sequence=row.sequence,
        seat_sequence=row.seat_sequence,
        deadline_at=row.deadline_at,
        paused_seconds=row.paused_seconds,
        groups=groups,
        seats=seats,
    )


def _groups_of(workshop_id: UUID) -> dict[UUID, int]:
    found = db.session.execute(select(Group.id, Group.sequence).where(Group.workshop_id == workshop_id))
    return {group_id: sequence for group_id, sequence in found}


def _seats_of(workshop_id: UUID) -> dict[UUID, UUID | None]:
    found = db.session.execute(
        select(Seat.id, Seat.group_id).where(Seat.workshop_id == workshop_id, Seat.left_at.is_(None))
    )
    return {seat_id: group_id for seat_id, group_id in found}
