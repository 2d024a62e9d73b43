"""That somebody was written to about an entry: each turn once, however often a job runs."""

from uuid import UUID

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.learning.models import EntryNotice
from storyhub.learning.services.trail import locked_entry


def note_letter(entry_id: UUID, person_id: UUID, turn: str) -> bool:
    """Write down that this letter goes out now; False when it did before."""
    with transaction() as session:
        locked_entry(session, entry_id)
        if session.get(EntryNotice, (entry_id, person_id, turn)) is not None:
            return False
        session.add(EntryNotice(entry_id=entry_id, person_id=person_id, turn=turn, at=clock.now()))
    return True


def forget_letter(entry_id: UUID, person_id: UUID, turn: str) -> None:
    """It could not be handed over: the job that runs again may send it."""
    with transaction() as session:
        notice = session.get(EntryNotice, (entry_id, person_id, turn), with_for_update=True)
        if notice is not None:
            session.delete(notice)
