"""How the teller can be reached: sealed, apart from the story, changed or erased alone; and whether letters are wanted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.core import clock, events, jobs, text
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.sealing import Keys
from storyhub.stories.events import StoryLimitsChanged
from storyhub.stories.models import Contact, ReviewEvent, State, Story, Use
from storyhub.stories.services.consenting import answer_use
from storyhub.stories.services.telling import Asked
from storyhub.stories.services.versions import FORGET
from storyhub.stories.submission import MOST_LINE


def change_contact(keys: Keys, story_id: UUID, contact: str, language: str, *, asked: Asked) -> None:
    """Keep this address or number, and the language of its letters, instead of what was there; letters are wanted.

    Raises NotFound, Invalid (field `contact`).
    """
    contact = text.clean_line(contact)
    if text.length(contact) > MOST_LINE:
        raise Invalid({"contact": "too_long"})
    with transaction() as session:
        _there(session, story_id)
        row = _contact(session, story_id)
        if not contact:
            raise Invalid({"contact": "contact_missing" if row else "contact_none_yet"})
        if row is None or keys.open(row.sealed) != contact:
            _replace(session, keys, row, story_id, contact, language)
            _note(session, story_id, "contact_changed")
        else:
            row.language = language
        answer_use(session, story_id, Use.CONTACT, True, asked)


def want_letters(story_id: UUID, wanted: bool, *, asked: Asked) -> None:
    """Letters when something happens with the story, or none. The contact stays, for a receipt that is lost."""
    with transaction() as session:
        _there(session, story_id)
        if wanted and _contact(session, story_id) is None:
            raise NotFound()
        if answer_use(session, story_id, Use.CONTACT, wanted, asked):
            _note(session, story_id, "letters_wanted" if wanted else "letters_not_wanted")


def erase_contact(story_id: UUID, *, asked: Asked) -> None:
    """Forget how the teller can be reached; the story stays. The same again changes nothing."""
    with transaction() as session:
        _there(session, story_id)
        row = _contact(session, story_id)
        if row is None:
            return
        session.delete(row)
        answer_use(session, story_id, Use.CONTACT, False, asked)
        _note(session, story_id, "contact_erased")
        jobs.enqueue(FORGET)


def told_of_move(contact_id: UUID, since: datetime) -> None:
    """A letter told of the move of that moment; no other one needs to."""
    with transaction() as session:
        row = session.get(Contact, contact_id, with_for_update=True)
        if row is not None:
            row.told_of = since


def _replace(session: Session, keys: Keys, row: Contact | None, story_id: UUID, contact: str, language: str) -> None:
    if row is None:
        row = Contact(story_id=story_id)
        session.add(row)
    row.sealed, row.lookup = keys.seal(contact), keys.contact_lookup(contact)
    row.language, row.at = language, clock.now()


def _there(session: Session, story_id: UUID) -> Story:
    story = session.get(Story, story_id, with_for_update=True)
    if story is None or story.state == State.WITHDRAWN:
        raise NotFound()
    return story


def _contact(session: Session, story_id: UUID) -> Contact | None:
    return session.scalar(select(Contact).where(Contact.story_id == story_id))


def _note(session: Session, story_id: UUID, act: str) -> None:
    session.add(ReviewEvent(story_id=story_id, at=clock.now(), act=act))
    events.record(StoryLimitsChanged(story_id))
