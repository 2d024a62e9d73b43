"""What is forgotten of people some time after a workshop: their names, and the words that open their seats. Cards stay."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from storyhub.core import clock
from storyhub.core.db import db, forget_deleted_pages, transaction
from storyhub.core.permissions import WORKER
from storyhub.workshops.models import Card, Seat, Workshop, WorkshopState
from storyhub.workshops.services.happening import note


def erase_seats() -> None:
    """For each workshop whose days are over. Safe to repeat."""
    due = workshops_to_forget()
    for workshop_id in due:
        forget_seats(workshop_id)
    if due:
        forget_deleted_pages()


def workshops_to_forget() -> Sequence[UUID]:
    """Closed for as many days as each keeps its seats."""
    rows = select(Workshop).where(Workshop.state == WorkshopState.CLOSED, Workshop.seats_erased_at.is_(None))
    now = clock.now()
    return [
        one.id
        for one in db.session.scalars(rows.order_by(Workshop.closed_at))
        if one.closed_at and one.closed_at + timedelta(days=one.keeps_seats_days) <= now
    ]


def forget_seats(workshop_id: UUID) -> None:
    """The names that people gave, and those whom hosts wrote for; the phones of the room are nobody's seats any more."""
    with transaction() as session:
        workshop = session.get_one(Workshop, workshop_id, with_for_update=True)
        if workshop.seats_erased_at is not None or workshop.state != WorkshopState.CLOSED:
            return
        now = clock.now()
        seats = update(Seat).where(Seat.workshop_id == workshop_id)
        session.execute(seats.values(name="", may_show_name=False, phrase_hmac=None))
        session.execute(seats.where(Seat.left_at.is_(None)).values(left_at=now))
        session.execute(update(Card).where(Card.workshop_id == workshop_id, Card.said_for != "").values(said_for=""))
        workshop.seats_erased_at = now
        note(session, workshop, "seats_erased", person_id=WORKER.person_id, everyone=True)
