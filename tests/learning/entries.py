"""Entries as tests make them: through the services that the pages use, with words where a test does not care."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from storyhub.cities.models import City
from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.draft import Citation, Draft
from storyhub.learning.models import Entry, EntryEvent, EntryState, Evidence, Stance
from storyhub.learning.services import citing, reviewing, writing
from storyhub.stories.models import Story, Use
from tests.support.stories import Told, published

WORDS = Draft(
    language="en",
    title="Water comes at night",
    what_happened="Four families on one stair showed us their buckets.",
    so_what="The timetable serves the pump and not the people.",
    now_what="We ask the utility for one fixed hour in the evening.",
    missing_voice="Nobody spoke for those who rent.",
)
TO_CITE = "A story to rest on"
QUOTED = "we carry it up four floors in buckets"
"""Words of `tests.support.stories.WORDS`."""
QUOTABLE: dict[str, Any] = {"state": "published", "uses": frozenset({Use.PHOTOS, Use.QUOTATION})}
"""How `tell` makes a story that readers have and whose teller lets it be quoted."""


def begun(author: Viewer, city_id: UUID, **changes: Any) -> UUID:
    """A draft with words in it."""
    code = writing.begin_entry(author, city_id, "en")
    entry_id = db.session.scalars(select(Entry.id).where(Entry.code == code)).one()
    writing.save_draft(author, entry_id, replace(WORDS, **changes), seen_revision=0)
    return entry_id


def cite(author: Viewer, entry_id: UUID, story: Told, quote: str = "", why: str = "It shows the stairs.") -> None:
    citing.cite_story(author, entry_id, story.id, Citation(Stance.SUPPORTS, why, quote))


def something_told(city_id: UUID) -> UUID:
    """A story that everybody has, for entries in tests that are about something else."""
    session = db.session()
    found = session.scalar(select(Story.id).where(Story.city_id == city_id, Story.title == TO_CITE))
    if found is None:
        slug = session.get_one(City, city_id).slug
        found = published(current_app._get_current_object(), slug, title=TO_CITE).id  # type: ignore[attr-defined]
    return found


def submit(author: Viewer, entry_id: UUID) -> None:
    """Submitted, with a story to rest on where the test gave it none."""
    entry = entry_of(entry_id)
    if all(one.lost_at for one in evidence_of(entry_id)):
        citing.cite_story(author, entry_id, something_told(entry.city_id), Citation(Stance.SUPPORTS, "It shows it."))
    writing.submit_entry(author, entry_id, seen_revision=entry_of(entry_id).revision)


def accept(lead: Viewer, entry_id: UUID, words: str = "Thank you for the stairs.") -> None:
    reviewing.accept_entry(lead, entry_id, words, seen_version=entry_of(entry_id).version)


def return_(lead: Viewer, entry_id: UUID, words: str = "Thank you. Who says the opposite?") -> None:
    reviewing.return_entry(lead, entry_id, words, seen_version=entry_of(entry_id).version)


def in_state(
    author: Viewer, lead: Viewer, city_id: UUID, state: EntryState, audience: Audience = Audience.CITY
) -> UUID:
    """An entry brought to this state by its author and a learning lead."""
    entry_id = begun(author, city_id, audience=audience)
    if state != EntryState.DRAFT:
        submit(author, entry_id)
    if state == EntryState.ACCEPTED:
        accept(lead, entry_id)
    if state == EntryState.RETURNED:
        return_(lead, entry_id)
    return entry_id


def entry_of(entry_id: UUID) -> Entry:
    return db.session.get_one(Entry, entry_id, populate_existing=True)


def evidence_of(entry_id: UUID) -> list[Evidence]:
    rows = select(Evidence).where(Evidence.entry_id == entry_id).order_by(Evidence.position)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def acts_of(entry_id: UUID) -> list[str]:
    trail = select(EntryEvent).where(EntryEvent.entry_id == entry_id).order_by(EntryEvent.id)
    return [f"{one.act} {one.words}".strip() if one.act == "flagged" else one.act for one in db.session.scalars(trail)]
