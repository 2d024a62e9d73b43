"""Opening, keeping and ending sessions."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from storyhub.accounts import policy
from storyhub.accounts.models import OneTimeLink, Person, StaffSession
from storyhub.accounts.queries import ABSOLUTE, person_by_id, reach_of
from storyhub.accounts.tokens import hash_of, new_token
from storyhub.core import audit, clock
from storyhub.core.db import transaction
from storyhub.core.errors import NotAllowed, NotFound
from storyhub.core.permissions import Viewer

SEEN_EVERY = timedelta(minutes=1)
KEPT_FOR = timedelta(days=30)


def open_session(person_id: UUID, *, instead_of: UUID | None = None) -> str:
    """A new session for the person; ends the one this browser had before.

    Returns the token for the cookie. Raises NotAllowed when the person is disabled.
    """
    with transaction() as session:
        person = session.get(Person, person_id, with_for_update=True)
        if person is None or not person.active:
            raise NotAllowed("account_disabled")
        now, token = clock.now(), new_token()
        person.joined_at = person.joined_at or now
        if instead_of is not None:
            session.execute(update(StaffSession).where(StaffSession.id == instead_of).values(ended_at=now))
        row = StaffSession(person_id=person_id, token_hash=hash_of(token), created_at=now, last_seen_at=now)
        session.add(row)
        session.flush()
        audit.note(Viewer(person_id=person_id), "signed_in", object_id=row.id)
        return token


def touch_session(session_id: UUID) -> None:
    """Note that the session is in use; at most once a minute, whoever asks."""
    now = clock.now()
    with transaction() as session:
        session.execute(
            update(StaffSession)
            .where(StaffSession.id == session_id, StaffSession.last_seen_at < now - SEEN_EVERY)
            .values(last_seen_at=now)
        )


def end_session(actor: Viewer, session_id: UUID) -> None:
    """End one of the actor's own sessions; NotFound when it is not theirs. Ending it twice changes nothing."""
    with transaction() as session:
        mine = session.scalar(
            select(StaffSession).where(StaffSession.id == session_id, StaffSession.person_id == actor.person_id)
        )
        if mine is None:
            raise NotFound()
        if mine.ended_at is None:
            mine.ended_at = clock.now()
            audit.note(actor, "session_ended", object_id=mine.id)


def end_all_sessions(actor: Viewer, person_id: UUID, *, but: UUID | None = None) -> None:
    """End every session of oneself, or of somebody whom the actor looks after; all except one, if one is named."""
    with transaction() as session:
        if actor.person_id != person_id:
            policy.require_manage(actor, reach_of(actor), person_by_id(person_id))
        theirs = update(StaffSession).where(StaffSession.person_id == person_id, StaffSession.ended_at.is_(None))
        if but is not None:
            theirs = theirs.where(StaffSession.id != but)
        session.execute(theirs.values(ended_at=clock.now()))
        audit.note(actor, "sessions_ended", object_id=person_id)


def close_every_door(actor: Viewer) -> None:
    """End everybody's sessions and spend every one-time link: what was open in a backup is not open again."""
    now = clock.now()
    with transaction() as session:
        session.execute(update(StaffSession).where(StaffSession.ended_at.is_(None)).values(ended_at=now))
        session.execute(update(OneTimeLink).where(OneTimeLink.used_at.is_(None)).values(used_at=now))
        audit.note(actor, "every_session_ended")


def label_session(actor: Viewer, session_id: UUID, label: str) -> None:
    """Give one of the actor's own sessions a name."""
    with transaction() as session:
        session.execute(
            update(StaffSession)
            .where(StaffSession.id == session_id, StaffSession.person_id == actor.person_id)
            .values(label=label)
        )


def sweep_accounts() -> None:
    """Forget sessions and links that have been over for a month."""
    old = clock.now() - KEPT_FOR
    with transaction() as session:
        over = or_(StaffSession.ended_at < old, StaffSession.created_at < old - ABSOLUTE)
        session.execute(delete(StaffSession).where(over))
        session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < old))
