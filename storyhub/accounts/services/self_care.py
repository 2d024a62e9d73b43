"""What people look after themselves: name, language, passkeys, recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from storyhub.accounts.factors import Factors
from storyhub.accounts.models import Passkey, Person
from storyhub.core import audit, clock
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, NotFound
from storyhub.core.languages import is_known
from storyhub.core.permissions import Viewer


@dataclass(frozen=True)
class Credential:
    """A passkey whose making was verified."""

    id: bytes
    public_key: bytes
    sign_count: int
    transports: Sequence[str] = ()


def change_details(actor: Viewer, *, name: str, language: str) -> None:
    """Change one's own name and the language in which one is written to."""
    with transaction():
        person = _myself(actor)
        person.name = name
        person.language = language if is_known(language) else person.language
        audit.note(actor, "details_changed", object_id=person.id)


def add_passkey(actor: Viewer, credential: Credential, *, name: str) -> None:
    """Take in a passkey of the actor; Conflict when somebody has it already."""
    with transaction() as session:
        person = _myself(actor)
        if session.scalar(select(Passkey.id).where(Passkey.credential_id == credential.id)):
            raise Conflict("passkey_known")
        passkey = Passkey(
            person_id=person.id,
            name=name,
            credential_id=credential.id,
            public_key=credential.public_key,
            sign_count=credential.sign_count,
            transports=list(credential.transports),
            created_at=clock.now(),
        )
        session.add(passkey)
        session.flush()
        audit.note(actor, "passkey_added", object_id=passkey.id)


def remove_passkey(actor: Viewer, passkey_id: UUID) -> None:
    """Remove one of the actor's passkeys; NotFound when it is not theirs."""
    with transaction() as session:
        passkey = session.scalar(select(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == actor.person_id))
        if passkey is None:
            raise NotFound()
        session.delete(passkey)
        audit.note(actor, "passkey_removed", object_id=passkey_id)


def renew_recovery_codes(actor: Viewer, *, factors: Factors) -> list[str]:
    """New recovery codes for the actor, to be shown once; the old ones end."""
    with transaction():
        person = _myself(actor)
        codes = factors.new_recovery_codes(person)
        audit.note(actor, "recovery_codes_renewed", object_id=person.id)
        return codes


def _myself(actor: Viewer) -> Person:
    with transaction() as session:
        person = session.get(Person, actor.person_id, with_for_update=True) if actor.person_id else None
    if person is None:
        raise NotFound()
    return person
