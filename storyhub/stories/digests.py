"""The daily letter to moderators: what waits at the desk, in counts, with a link. Never empty, and nothing of any story."""

from uuid import UUID

from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from storyhub.accounts.models import Person
from storyhub.accounts.queries import holders_of
from storyhub.adapters.mail import Letter
from storyhub.cities.models import City
from storyhub.core import jobs
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role, Viewer
from storyhub.core.registry import kind_of
from storyhub.stories.queries.digest import Digest, digest_for
from storyhub.stories.services.digesting import begin_digests
from storyhub.web.filters import ago


def send_digests() -> None:
    """The hourly look at the clocks of the towns."""
    begin_digests(kind_of(write_digests))


def write_digests(city_id: str) -> None:
    """One letter to each moderator of the town, each a job of its own: a bad address does not hold up the others."""
    with transaction():
        for person in holders_of(Role.MODERATOR, UUID(city_id)):
            jobs.enqueue(write_digest, city_id=city_id, person_id=person.id)


def write_digest(city_id: str, person_id: str) -> None:
    """The letter, if something waits and the person still moderates the town."""
    city = db.session.get(City, UUID(city_id))
    person = next((one for one in holders_of(Role.MODERATOR, UUID(city_id)) if one.id == UUID(person_id)), None)
    if city is None or person is None:
        return
    moderator = Viewer(person_id=person.id, roles={city.id: frozenset({Role.MODERATOR})})
    digest = digest_for(moderator, city.id)
    if not digest.is_empty:
        desk = f"{current_app.config['STORYHUB'].base_url}/{person.language}/{city.slug}/desk/"
        current_app.extensions["storyhub.mailer"].send(digest_letter(person, city, digest, desk))


def digest_letter(person: Person, city: City, digest: Digest, desk: str) -> Letter:
    with force_locale(person.language):
        town = city.name.text(person.language)
        body = "\n\n".join(
            (
                _("Dear %(name)s,", name=person.name),
                _("This waits at the desk of %(town)s:", town=town),
                "\n".join(f"– {line}" for line in _lines(digest)),
                *([_("The oldest came %(when)s.", when=ago(digest.oldest))] if digest.oldest else []),
                desk,
            )
        )
        subject = _("%(town)s: what waits at the desk", town=town)
        return Letter(person.email, subject, f"{body}\n", person.language)


def _lines(digest: Digest) -> list[str]:
    """One for each kind of thing that waits."""
    waiting, unread, versions = digest.waiting, digest.unread, digest.versions
    answers, reports, objections = digest.answers, digest.reports, digest.objections
    lines = [
        (waiting, ngettext("%(num)s story waits to be read", "%(num)s stories wait to be read", waiting)),
        (unread, ngettext("%(num)s story is published, not read yet", "%(num)s stories are published, not read yet", unread)),
        (versions, ngettext("%(num)s teller sent new words", "%(num)s tellers sent new words", versions)),
        (answers, ngettext("%(num)s teller answered you", "%(num)s tellers answered you", answers)),
        (reports, ngettext("%(num)s story is reported by readers", "%(num)s stories are reported by readers", reports)),
        (objections, ngettext("%(num)s teller objects to a mask", "%(num)s tellers object to masks", objections)),
    ]  # fmt: skip
    return [line for count, line in lines if count]
