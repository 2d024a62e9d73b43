"""The letters to staff, in the language of whoever reads them."""

from flask_babel import force_locale
from flask_babel import gettext as _

from storyhub.accounts.models import Person
from storyhub.adapters.mail import Letter


def sign_in_letter(person: Person, address: str) -> Letter:
    with force_locale(person.language):
        return _letter(
            person,
            _("Your link to sign in to Storyhub"),
            _("Open this link to sign in. It works once, within 15 minutes:"),
            address,
            _("If you did not ask for it, you can leave this letter alone; nobody gets in without opening it."),
        )


def invitation_letter(person: Person, address: str, sign_in_page: str) -> Letter:
    with force_locale(person.language):
        return _letter(
            person,
            _("You are invited to Storyhub"),
            _("You have been invited to work with your town’s stories on Storyhub."),
            _("Open this link to begin. It works once, within three days:"),
            address,
            _("Have your phone at hand: you will set up an authenticator app, which shows a code when you sign in."),
            _("When the link is too old, ask for a new one here with this mail address:"),
            sign_in_page,
        )


def _letter(person: Person, subject: str, *paragraphs: str) -> Letter:
    greeting = _("Dear %(name)s,", name=person.name)
    return Letter(person.email, subject, "\n\n".join((greeting, *paragraphs)) + "\n", person.language)
