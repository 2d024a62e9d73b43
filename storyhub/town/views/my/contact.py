"""How one can be reached: shown in part to its owner, to staff never; changed or erased without touching the story."""

from flask import Response, request

from storyhub.core import text
from storyhub.core.errors import Invalid
from storyhub.stories.forms import can_be_reached
from storyhub.stories.models import Use
from storyhub.stories.queries.contacts import contact_of, partly_hidden
from storyhub.stories.services.contacting import change_contact, erase_contact, want_letters
from storyhub.town.views.my.opened import Opened, again, asked, keys
from storyhub.town.views.my.story import show_again
from storyhub.web.errors import sentence
from storyhub.web.locale import current_language
from storyhub.web.render import page


def ask(opened: Opened) -> Response:
    return _form(opened)


def keep(opened: Opened) -> Response:
    """A new address or number; letters come in the language of this page."""
    typed = text.clean_line(request.form.get("contact", ""))
    try:
        if typed and not can_be_reached(typed):
            raise Invalid({"contact": "contact_unreadable"})
        change_contact(keys(), opened.story.id, typed, current_language().code, asked=asked())
    except Invalid as error:
        return _form(again(opened), typed, sentence(error.fields["contact"]), error.status)
    return show_again(opened)


def erase(opened: Opened) -> Response:
    erase_contact(opened.story.id, asked=asked())
    return show_again(opened)


def letters(opened: Opened) -> Response:
    want_letters(opened.story.id, request.form.get("letters") == "yes", asked=asked())
    return show_again(opened)


def _form(opened: Opened, typed: str = "", error: str = "", status: int = 200) -> Response:
    row = contact_of(opened.story.id)
    return page(
        "town/my_contact.html",
        status=status,
        receipt=opened.receipt,
        hidden=partly_hidden(keys().open(row.sealed) or "") if row else "",
        wants_letters=any(one.use == Use.CONTACT and one.is_given for one in opened.mine.consents),
        typed=typed,
        error=error,
    )


STEPS = {"contact": ask, "keep_contact": keep, "erase_contact": erase, "letters": letters}
