"""The draft that a workshop began, as those who run it find it on the page of what came of it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from flask import url_for
from flask_babel import gettext

from storyhub.accounts import queries as accounts
from storyhub.core import clock
from storyhub.core.permissions import Role, Viewer
from storyhub.core.registry import Knot
from storyhub.learning.models import Entry
from storyhub.learning.policy import WRITABLE, is_author, may_see
from storyhub.learning.queries.entries import Shelf
from storyhub.learning.queries.from_workshops import entries_begun_from
from storyhub.workshops.queries.table_uses import workshops_by_id

BEGUN_FROM = "workshop_entry"
"""The name under which workshops ask for it, by their ids."""
SOON = timedelta(minutes=10)


def knots_of_drafts(viewer: Viewer, workshop_ids: Sequence[UUID]) -> dict[UUID, Knot]:
    """By workshop, the reflection that was begun from it: with a way to it for whom it is to read.

    That a colleague has the draft is told to those who run the town's workshops; what stands in it is not.
    """
    begun = entries_begun_from(workshop_ids)
    names = accounts.names_of([entry.author_id for entry in begun.values()])
    knots = {one: knot for one, entry in begun.items() if (knot := _knot(viewer, entry, names))}
    return knots | _to_come(viewer, [one for one in workshop_ids if one not in begun])


def _to_come(viewer: Viewer, workshop_ids: Sequence[UUID]) -> dict[UUID, Knot]:
    """Of a workshop that was closed a moment ago: the worker is writing the draft."""
    waiting = gettext("A draft of what was learned is being put together for whoever held the desk.")
    shelf = Shelf.DRAFT.value
    return {
        one.id: Knot(waiting, url_for("entries.logs", city=one.city.slug, of=shelf), state="waiting")
        for one in workshops_by_id(viewer, workshop_ids)
        if one.closed_at and clock.now() - one.closed_at < SOON and not one.is_rehearsal
    }


def _knot(viewer: Viewer, entry: Entry, names: dict[UUID, str]) -> Knot | None:
    if entry.discarded_at is not None:
        return None
    if is_author(viewer, entry) and entry.state in WRITABLE:
        href = url_for("writing.edit", city=entry.city.slug, code=entry.code)
        return Knot(
            entry.title, href, gettext("A draft was begun for you from what the room wrote."), "here", entry.language
        )
    if may_see(viewer, entry):
        href = url_for("entries.entry", city=entry.city.slug, code=entry.code)
        return Knot(entry.title, href, gettext("What was learned from it"), lang=entry.language)
    if viewer.has(Role.FACILITATOR, entry.city_id):
        name = names.get(entry.author_id, gettext("A former colleague"))
        return Knot(gettext("A reflection that %(name)s is writing", name=name), state="waiting")
    return None
