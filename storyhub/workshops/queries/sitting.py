"""Who sits at a phone, in which workshop and at which table."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import joinedload

from storyhub.core.db import db
from storyhub.workshops.models import Card, CardState, Group, Ready, Seat, Workshop


@dataclass(frozen=True)
class Sitting:
    """A seat with its workshop (and that one's town) and its table."""

    seat: Seat
    workshop: Workshop
    group: Group | None

    @property
    def has_left(self) -> bool:
        return self.seat.left_at is not None

    @property
    def is_host(self) -> bool:
        return self.seat.is_host

    @property
    def sequence(self) -> int:
        """The last number that concerns this seat."""
        return max(self.workshop.seat_sequence, self.group.sequence if self.group else 0)


# Every phone of a hall asks this; the statement is built once.
_SITTING = (
    select(Seat, Workshop, Group)
    .join(Workshop, Workshop.id == Seat.workshop_id)
    .outerjoin(Group, Group.id == Seat.group_id)
    .where(Seat.id == bindparam("seat_id"), Workshop.code == bindparam("code"), Workshop.discarded_at.is_(None))
    .options(joinedload(Workshop.city))
)


def sitting_of(code: str, seat_id: UUID) -> Sitting | None:
    """The seat, if it is one of the workshop that has this code; also one that was left."""
    row = db.session.execute(_SITTING, {"seat_id": seat_id, "code": code}).one_or_none()
    return Sitting(*row) if row else None


def is_held(card_id: UUID) -> bool:
    """Whether a card waits for a facilitator."""
    return db.session.scalar(select(Card.state).where(Card.id == card_id)) == CardState.HELD


_READY = (
    select(func.count(Ready.seat_id), func.count(Seat.id))
    .select_from(Seat)
    .outerjoin(
        Ready,
        and_(
            Ready.seat_id == Seat.id,
            Ready.exercise_id == bindparam("exercise_id"),
            Ready.step == bindparam("step"),
        ),
    )
    .where(Seat.workshop_id == bindparam("workshop_id"), Seat.left_at.is_(None))
)
_READY_AT_TABLE = _READY.where(Seat.group_id == bindparam("group_id"))
_READY_WITHOUT_TABLE = _READY.where(Seat.group_id.is_(None))


def count_ready(sitting: Sitting) -> tuple[int, int]:
    """(ready, people) at this seat's table, or of all who have none yet."""
    workshop, group_id = sitting.workshop, sitting.seat.group_id
    asked = {"workshop_id": workshop.id, "exercise_id": workshop.exercise_id, "step": workshop.step}
    rows = _READY_WITHOUT_TABLE if group_id is None else _READY_AT_TABLE
    row = db.session.execute(rows, asked | ({"group_id": group_id} if group_id else {})).one()
    return row[0], row[1]


def first_card_of(cluster_id: UUID) -> UUID | None:
    """A card that lies in a heap, for whoever lays another one onto it."""
    rows = select(Card.id).where(Card.cluster_id == cluster_id, Card.state == CardState.SHOWN)
    return db.session.scalar(rows.order_by(Card.position, Card.id).limit(1))
