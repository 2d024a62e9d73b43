"""One letter when it is somebody's turn with an entry, in their language. What is no longer so is not written."""

from uuid import UUID

from flask import current_app

from storyhub.accounts import queries as accounts
from storyhub.accounts.models import Person
from storyhub.adapters.mail import Letter
from storyhub.core import jobs
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role
from storyhub.learning.mails import turns as mails
from storyhub.learning.models import Entry, EntryState
from storyhub.learning.queries import turns
from storyhub.learning.services.noticing import forget_letter, note_letter


def tell_leads(entry_id: str, version: int) -> None:
    """An entry was submitted: one job for each learning lead of the town who did not write it."""
    entry = turns.entry_by_id(UUID(entry_id))
    if entry is None or not _awaits(entry, version):
        return
    leads = [lead.id for lead in accounts.holders_of(Role.LEARNING_LEAD, entry.city_id) if lead.id != entry.author_id]
    with transaction():
        for lead_id in leads:
            jobs.enqueue(tell_lead, entry_id=entry_id, version=version, person_id=lead_id)


def tell_lead(entry_id: str, version: int, person_id: str) -> None:
    """An entry waits to be read."""
    entry = turns.entry_by_id(UUID(entry_id))
    if entry is None or not _awaits(entry, version):
        return
    leads = {str(lead.id): lead for lead in accounts.holders_of(Role.LEARNING_LEAD, entry.city_id)}
    lead = leads.get(person_id)
    if lead is not None:
        letter = mails.review_letter(lead, entry, _name_of(entry.author_id), _address("entries.entry", entry, lead))
        _send_once(entry, lead, f"review {version}", letter)


def tell_author(entry_id: str, version: int) -> None:
    """A learning lead has accepted the author's entry or returned it with thanks."""
    entry = turns.entry_by_id(UUID(entry_id))
    said = turns.reply_to(UUID(entry_id), version)
    if entry is None or said is None or entry.version != version or said.act != entry.state:
        return
    author = _active(entry.author_id)
    if author is not None:
        reply = mails.Reply(entry.state, _name_of(said.actor_id), said.words)
        page = "entries.entry" if entry.state == EntryState.ACCEPTED else "writing.edit"
        letter = mails.reply_letter(author, entry, reply, _address(page, entry, author))
        _send_once(entry, author, f"reply {version}", letter)


def tell_flagged(entry_id: str) -> None:
    """Something the entry cites was withdrawn or narrowed: its author is asked to look again."""
    entry = turns.entry_by_id(UUID(entry_id))
    author = _active(entry.author_id) if entry is not None and entry.flagged_at is not None else None
    if entry is not None and entry.flagged_at is not None and author is not None:
        letter = mails.flag_letter(author, entry, _address("entries.entry", entry, author))
        _send_once(entry, author, f"flagged {entry.flagged_at.isoformat()}", letter)


def _awaits(entry: Entry, version: int) -> bool:
    return entry.state == EntryState.SUBMITTED and entry.version == version


def _active(person_id: UUID) -> Person | None:
    person = db.session.get(Person, person_id)
    return person if person is not None and person.active else None


def _name_of(person_id: UUID | None) -> str:
    return accounts.names_of([person_id]).get(person_id, "") if person_id else ""


def _address(endpoint: str, entry: Entry, reader: Person) -> str:
    """The page's address in the reader's language, under the configured name of the site."""
    values = {"lang": reader.language, "city": entry.city.slug, "code": entry.code}
    return current_app.config["STORYHUB"].base_url + current_app.url_map.bind("").build(endpoint, values)


def _send_once(entry: Entry, person: Person, turn: str, letter: Letter) -> None:
    entry_id, person_id = entry.id, person.id
    if not note_letter(entry_id, person_id, turn):
        return
    try:
        current_app.extensions["storyhub.mailer"].send(letter)
    except Exception:
        forget_letter(entry_id, person_id, turn)
        raise
