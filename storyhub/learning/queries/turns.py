"""What a letter about an entry needs to know, read when it is written: whose turn it is may have changed since."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from storyhub.core.db import db
from storyhub.learning.models import Entry, EntryEvent


def entry_by_id(entry_id: UUID) -> Entry | None:
    """The entry with its town, for the worker."""
    return db.session.scalar(select(Entry).where(Entry.id == entry_id).options(selectinload(Entry.city)))


def reply_to(entry_id: UUID, version: int) -> EntryEvent | None:
    """What a learning lead did with that version of the entry, if it was answered."""
    answered = select(EntryEvent).where(
        EntryEvent.entry_id == entry_id, EntryEvent.version == version, EntryEvent.act.in_(("accepted", "returned"))
    )
    return db.session.scalar(answered.order_by(EntryEvent.id.desc()).limit(1))
