"""The way in: a link by mail, then a code from the authenticator; or a passkey, which is both at once."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from storyhub.accounts.factors import Factors
from storyhub.accounts.models import OneTimeLink, Passkey, Person, Purpose
from storyhub.accounts.queries import open_link
from storyhub.accounts.return_path import safe_path
from storyhub.accounts.services.sessions import open_session
from storyhub.accounts.tokens import hash_of, new_token
from storyhub.core import clock, jobs
from storyhub.core.db import transaction
from storyhub.core.errors import Gone, Invalid, NotAllowed

GOOD_FOR = {
    Purpose.SIGN_IN: timedelta(minutes=15),
    Purpose.INVITATION: timedelta(days=3),
    Purpose.HALF_WAY: timedelta(minutes=15),
}
LETTER = "accounts.tasks.send_sign_in_letter"


@dataclass(frozen=True)
class SignedIn:
    """The token for the cookie, where the person wanted to go, and codes to show once after the first set-up."""

    token: str
    next_path: str
    recovery_codes: tuple[str, ...] = ()


def request_link(email: str, next_path: str = "") -> None:
    """Ask for a letter with a sign-in link.

    The worker looks the address up, so that a known and an unknown one take the same time and the same answer,
    and the token is made where the letter is written: no table ever holds it.
    """
    until = clock.now() + GOOD_FOR[Purpose.SIGN_IN]
    with transaction():
        jobs.enqueue(
            LETTER,
            email=email.strip().casefold(),
            next_path=safe_path(next_path),
            until=until.isoformat(),
        )


def make_link(person_id: UUID, purpose: Purpose, next_path: str = "") -> str:
    """A new one-time link for the person; returns its token."""
    token = new_token()
    with transaction() as session:
        session.add(
            OneTimeLink(
                person_id=person_id,
                token_hash=hash_of(token),
                purpose=purpose,
                next_path=safe_path(next_path),
                expires_at=clock.now() + GOOD_FOR[purpose],
            )
        )
    return token


def follow_link(token: str, *, factors: Factors) -> str:
    """Use a link up; whoever has not set up an authenticator is given a secret to set it up with.

    Returns the token with which this browser is half way in. Raises Gone when the link is used, too old or unknown.
    """
    with transaction() as session:
        link = open_link(token, Purpose.SIGN_IN, Purpose.INVITATION, lock=True)
        person = session.get(Person, link.person_id, with_for_update=True) if link else None
        if link is None or person is None:
            raise Gone("link_spent")
        _use_up_links(person.id)
        if not person.has_authenticator:
            factors.begin_authenticator(person)
        return make_link(person.id, Purpose.HALF_WAY, link.next_path)


def finish_sign_in(half_way: str, code: str, *, factors: Factors, instead_of: UUID | None = None) -> SignedIn:
    """The second step: a code from the authenticator, or a recovery code. The first code confirms the set-up.

    Raises Gone when the first step was too long ago, Invalid when the code is not right or was used before.
    """
    with transaction() as session:
        link = open_link(half_way, Purpose.HALF_WAY, lock=True)
        person = session.get(Person, link.person_id, with_for_update=True) if link else None
        if link is None or person is None:
            raise Gone("half_way_over")
        is_first = not person.has_authenticator
        if not _is_right(person, code, factors):
            raise Invalid({"code": "code_wrong"})
        link.used_at = clock.now()
        codes: list[str] = []
        if is_first:
            factors.confirm_authenticator(person)
            codes = factors.new_recovery_codes(person)
        token = open_session(person.id, instead_of=instead_of)
        return SignedIn(token, link.next_path, tuple(codes))


def finish_with_passkey(credential_id: bytes, sign_count: int, *, instead_of: UUID | None = None) -> str:
    """Sign in whoever owns this passkey, which has been verified; returns the token for the cookie.

    Raises NotAllowed when the passkey is gone or its owner disabled.
    """
    with transaction() as session:
        passkey = session.scalar(select(Passkey).where(Passkey.credential_id == credential_id).with_for_update())
        if passkey is None:
            raise NotAllowed("passkey_refused")
        passkey.sign_count, passkey.used_at = sign_count, clock.now()
        return open_session(passkey.person_id, instead_of=instead_of)


def _is_right(person: Person, code: str, factors: Factors) -> bool:
    if factors.takes_code(person, code):
        return True
    return person.has_authenticator and factors.takes_recovery_code(person, code)


def _use_up_links(person_id: UUID) -> None:
    """The one that was followed and those still lying in the mailbox."""
    with transaction() as session:
        unused = update(OneTimeLink).where(OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None))
        session.execute(unused.values(used_at=clock.now()))
