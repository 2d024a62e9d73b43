"""Letters, written and sent by the worker. The link in a letter is made here and kept nowhere else."""

from datetime import datetime
from uuid import UUID

from flask import current_app

from storyhub.accounts import mails, queries, services
from storyhub.accounts.models import Person, Purpose
from storyhub.accounts.tokens import link_address
from storyhub.adapters.mail import Letter
from storyhub.core import clock
from storyhub.core.errors import NotFound


def send_sign_in_letter(email: str, until: str, next_path: str = "") -> None:
    """A sign-in link to whoever has this address; silence when nobody has it.

    Nothing either after `until`: whoever asked has given up waiting, and late letters would only pile up.
    """
    if clock.now() > datetime.fromisoformat(until):
        return
    person = queries.person_by_email(email)
    if person is not None and person.active:
        _send(mails.sign_in_letter(person, _new_address(person, Purpose.SIGN_IN, next_path)))


def send_invitation(person_id: str) -> None:
    """The invitation, with a link that lasts longer."""
    try:
        person = queries.person_by_id(UUID(person_id))
    except NotFound:
        return
    if person.active:
        address = _new_address(person, Purpose.INVITATION)
        sign_in_page = f"{_base_url()}/{person.language}/sign-in"
        _send(mails.invitation_letter(person, address, sign_in_page))


def _new_address(person: Person, purpose: Purpose, next_path: str = "") -> str:
    token = services.make_link(person.id, purpose, next_path)
    return link_address(_base_url(), person.language, token)


def _base_url() -> str:
    return current_app.config["STORYHUB"].base_url


def _send(letter: Letter) -> None:
    current_app.extensions["storyhub.mailer"].send(letter)
