"""How tellers can be reached. Only the worker and the teller ask; staff learn no more than whether a letter goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storyhub.core.db import db
from storyhub.core.sealing import Keys
from storyhub.stories.models import ConsentGrant, Contact, State, Story, Use


@dataclass(frozen=True)
class Reach:
    """Where a letter about a story goes, and in which language."""

    contact: Contact
    story: Story
    address: str
    language: str


def contact_of(story_id: UUID) -> Contact | None:
    return db.session.scalar(select(Contact).where(Contact.story_id == story_id))


def reach_for_letters(keys: Keys, story_id: UUID) -> Reach | None:
    """The teller's mail address, if the story stands, letters are wanted now and there is an address to write to."""
    wanted = select(ConsentGrant.story_id).where(
        ConsentGrant.story_id == story_id,
        ConsentGrant.use == Use.CONTACT,
        ConsentGrant.is_given,
        ConsentGrant.ended_at.is_(None),
    )
    row = db.session.scalar(select(Contact).where(Contact.story_id.in_(wanted)))
    return None if row is None else _reach(keys, row)


def gets_letters(keys: Keys, story_id: UUID) -> bool:
    """Whether a letter would go to the teller now."""
    return reach_for_letters(keys, story_id) is not None


def reaches_of(keys: Keys, lookup: str) -> Sequence[Reach]:
    """The stories whose tellers left this contact, wherever they can be written to."""
    if not lookup:
        return []
    rows = db.session.scalars(select(Contact).where(Contact.lookup == lookup).order_by(Contact.id)).all()
    return [reach for reach in (_reach(keys, row) for row in rows) if reach is not None]


def _reach(keys: Keys, contact: Contact) -> Reach | None:
    story = db.session.get(Story, contact.story_id, options=[joinedload(Story.city)])
    address = keys.open(contact.sealed)
    if story is None or story.state == State.WITHDRAWN or not address or "@" not in address:
        return None
    return Reach(contact, story, address, contact.language)


def partly_hidden(contact: str) -> str:
    """Enough for its owner to know it again: n…@example.org, …42."""
    name, at, domain = contact.partition("@")
    return f"{name[:1]}…@{domain}" if at else f"…{contact[-2:]}"
