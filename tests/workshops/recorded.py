"""Closed workshops in which somebody promised something, and the records they left."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.workshops.models import Outcome
from storyhub.workshops.services import cards
from storyhub.workshops.services.cards import NewCard
from tests.workshops.boards import Looking, shipped
from tests.workshops.room import Room


def records(room: Room) -> list[Outcome]:
    """All rows, those that were left out among them."""
    with room.inside():
        rows = select(Outcome).where(Outcome.workshop_id == room.id).order_by(Outcome.position, Outcome.id)
        found = list(db.session.scalars(rows.execution_options(populate_existing=True)))
        db.session.expunge_all()
        return found


def promise(look: Looking, seat: UUID, text: str, due: str = "2030-06-01", who: str = "Nino Beridze") -> UUID:
    exercise_id, step = look.room.here
    assert exercise_id is not None
    new = NewCard(exercise_id, step, "promises", {"text": text, "who": who, "due": due})
    return look.act(cards.add_card, seat, new)


def promised(workshop_of: Callable[..., Room], *texts: str, due: str = "2030-06-01") -> Room:
    """A closed workshop in which one person promised this."""
    room = workshop_of(shipped("closing-reflection"))
    look, (ana, *_) = Looking(room), room.seats(2)
    room.play_to("promise")
    for text in texts:
        promise(look, ana, text, due)
    room.close()
    return room
