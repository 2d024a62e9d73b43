"""Collections as tests make them: through the services that the pages use."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from storyhub.collections.draft import Draft
from storyhub.collections.models import Collection, Part
from storyhub.collections.services import arranging, writing
from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Use
from tests.support.stories import Told

TITLE, WORDS = "Water on our stairs", "Three families and one tap."
PRINTABLE: dict[str, Any] = {"state": "published", "uses": frozenset({Use.PHOTOS, Use.QUOTATION})}
"""How `tell` makes a story that anyone may read and whose teller lets it be printed."""


def put_together(actor: Viewer, city_id: UUID, stories: Sequence[Told] = (), *, published: bool = True) -> UUID:
    """A collection with these stories in it."""
    code = writing.begin_collection(actor, city_id, "en")
    collection_id = db.session.scalars(select(Collection.id).where(Collection.code == code)).one()
    writing.save_collection(actor, collection_id, Draft(TITLE, WORDS, "en"), seen_revision=0)
    for story in stories:
        arranging.add_story(actor, collection_id, story.code)
    if published:
        writing.publish_collection(actor, collection_id, seen_revision=collection_of(collection_id).revision)
    return collection_id


def collection_of(collection_id: UUID) -> Collection:
    """As it stands in the database now."""
    db.session.expire_all()
    return db.session.get_one(Collection, collection_id)


def parts_of(collection_id: UUID) -> list[Part]:
    """What stands in it, in its order."""
    rows = select(Part).where(Part.collection_id == collection_id, Part.taken_out_at.is_(None))
    return list(db.session.scalars(rows.order_by(Part.position)))


def note_in(actor: Viewer, collection_id: UUID, words: str, after: UUID | None = None) -> UUID:
    """A note with words in it."""
    note_id = arranging.add_note(actor, collection_id, after)
    draft = Draft(TITLE, WORDS, "en", {note_id: words})
    writing.save_collection(actor, collection_id, draft, seen_revision=collection_of(collection_id).revision)
    return note_id
