"""Letters to staff when it is their turn with an entry. They carry the entry's title and never a teller's words."""

from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from storyhub.accounts.models import Person
from storyhub.adapters.mail import Letter
from storyhub.learning.models import Entry, EntryState


@dataclass(frozen=True)
class Reply:
    """What a learning lead did with an entry, in their own words."""

    state: EntryState
    lead: str
    words: str


def review_letter(lead: Person, entry: Entry, author: str, address: str) -> Letter:
    """To a learning lead: an entry waits to be read."""
    town = entry.city.name.text(lead.language)
    with force_locale(lead.language):
        return _letter(
            lead,
            _("A reflection entry waits for you: %(title)s", title=entry.title),
            _(
                "%(author)s has written a reflection entry in %(town)s and asks a learning lead to read it:",
                author=author,
                town=town,
            ),
            _("“%(title)s”", title=entry.title),
            _("You can read it beside the stories it rests on, then accept it or return it with thanks:"),
            address,
            _("If another learning lead was faster, there is nothing left to do."),
        )


def reply_letter(author: Person, entry: Entry, reply: Reply, address: str) -> Letter:
    """To the author: what the learning lead said."""
    with force_locale(author.language):
        if reply.state == EntryState.ACCEPTED:
            subject = _("Your reflection entry is accepted: %(title)s", title=entry.title)
            first = _("%(lead)s has read your entry “%(title)s” and accepted it:", lead=reply.lead, title=entry.title)
            then = _("It now stands in the town’s log:")
        else:
            subject = _("Your reflection entry comes back with thanks: %(title)s", title=entry.title)
            first = _(
                "%(lead)s has read your entry “%(title)s”, thanks you for it, and asks you to look at it again:",
                lead=reply.lead,
                title=entry.title,
            )
            then = _("Everything you wrote is there. You can change it and submit it again:")
        return _letter(author, subject, first, reply.words, then, address)


def flag_letter(author: Person, entry: Entry, address: str) -> Letter:
    """To the author: something the entry cites is not what it was."""
    with force_locale(author.language):
        title = entry.title or _("without a title")
        return _letter(
            author,
            _("Please look again at your reflection entry: %(title)s", title=title),
            _(
                "Something that your entry “%(title)s” cites was taken back, or is open to fewer people now.",
                title=title,
            ),
            _("Its words have left the entry already; a marker stays where they stood."),
            _("Please see whether the entry still holds without them:"),
            address,
        )


def _letter(person: Person, subject: str, *paragraphs: str) -> Letter:
    greeting = _("Dear %(name)s,", name=person.name)
    return Letter(person.email, subject, "\n\n".join((greeting, *paragraphs)) + "\n", person.language)
