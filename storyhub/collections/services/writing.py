"""Writing a collection: begun, its words saved, published and taken down again."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from storyhub.cities.models import City
from storyhub.collections.draft import LONGEST, LONGEST_NOTE, Draft
from storyhub.collections.models import Collection, CollectionState, Part
from storyhub.collections.policy import is_for_anyone, may_edit
from storyhub.collections.services.trail import locked_collection, note_change, parts_in
from storyhub.core import audit, clock
from storyhub.core.codes import public_code
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from storyhub.core.languages import is_known
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Story


class CollectionChanged(Conflict):
    """The page knows an older collection than the one that is kept."""

    key = "collection_changed"


class CollectionMoved(Conflict):
    """It is in another state than the one this was asked in."""

    key = "collection_moved"


def begin_collection(actor: Viewer, city_id: UUID, language: str) -> str:
    """A new draft, or the one the actor began and never wrote in. Returns its code."""
    if not may_edit(actor, city_id) or actor.person_id is None:
        raise NotAllowed()
    with transaction() as session:
        if session.get(City, city_id) is None:
            raise NotFound()
        collection = _blank(session, actor, city_id)
        if collection is None:
            now = clock.now()
            collection = Collection(
                code=public_code(),
                city_id=city_id,
                author_id=actor.person_id,
                state=CollectionState.DRAFT,
                language=language,
                began_at=now,
                saved_at=now,
            )
            session.add(collection)
            session.flush()
            audit.note(actor, "collection_begun", city_id=city_id, object_id=collection.id)
        collection.language = language
    return collection.code


def _blank(session: Session, actor: Viewer, city_id: UUID) -> Collection | None:
    mine = (Collection.author_id == actor.person_id, Collection.city_id == city_id, Collection.revision == 0)
    has_parts = exists().where(Part.collection_id == Collection.id)
    return session.scalar(select(Collection).where(*mine, ~has_parts).limit(1))


def save_collection(actor: Viewer, collection_id: UUID, draft: Draft, *, seen_revision: int) -> int:
    """Keep the words. What the draft says about notes that are not in it any more is left. Returns the new revision.

    Raises NotFound, NotAllowed, CollectionChanged, Invalid for what is too long or unknown.
    """
    _check(draft)
    with transaction() as session:
        collection = locked_collection(session, actor, collection_id)
        if seen_revision != collection.revision:
            raise CollectionChanged()
        if collection.state == CollectionState.PUBLISHED and not draft.title:
            raise Invalid({"title": "collection_title_missing"})
        collection.title, collection.words, collection.language = draft.title, draft.words, draft.language
        for part in parts_in(session, collection_id):
            if part.story_id is None and part.id in draft.notes:
                part.words = draft.notes[part.id]
        note_change(session, actor, collection)
    return collection.revision


def _check(draft: Draft) -> None:
    wrong = {name: "too_long" for name in LONGEST if len(getattr(draft, name)) > LONGEST[name]}
    wrong |= {f"note-{part_id}": "too_long" for part_id, words in draft.notes.items() if len(words) > LONGEST_NOTE}
    if not is_known(draft.language):
        wrong["language"] = "collection_language"
    if wrong:
        raise Invalid(wrong)


def publish_collection(actor: Viewer, collection_id: UUID, *, seen_revision: int) -> None:
    """Open it to everyone. Raises Invalid for what is missing, CollectionMoved when it is published already."""
    with transaction() as session:
        collection = locked_collection(session, actor, collection_id)
        if collection.state == CollectionState.PUBLISHED:
            raise CollectionMoved()
        if seen_revision != collection.revision:
            raise CollectionChanged()
        missing = {} if collection.title else {"title": "collection_title_missing"}
        if not any(is_for_anyone(story) for story in _stories(session, collection_id)):
            missing["q"] = "collection_empty"
        if missing:
            raise Invalid(missing)
        collection.state, collection.published_at = CollectionState.PUBLISHED, clock.now()
        note_change(session, actor, collection, "collection_published")


def unpublish_collection(actor: Viewer, collection_id: UUID) -> None:
    """Close it to everyone but the town's staff; publishing it again undoes this. Raises CollectionMoved."""
    with transaction() as session:
        collection = locked_collection(session, actor, collection_id)
        if collection.state != CollectionState.PUBLISHED:
            raise CollectionMoved()
        collection.state = CollectionState.UNPUBLISHED
        note_change(session, actor, collection, "collection_unpublished")


def confirm_collection(actor: Viewer, collection_id: UUID) -> None:
    """It holds without what was taken back. The same again changes nothing."""
    with transaction() as session:
        collection = locked_collection(session, actor, collection_id)
        if collection.flagged_at is not None:
            collection.flagged_at = None
            note_change(session, actor, collection, "collection_confirmed")


def _stories(session: Session, collection_id: UUID) -> list[Story]:
    ids = [part.story_id for part in parts_in(session, collection_id) if part.story_id]
    return list(session.scalars(select(Story).where(Story.id.in_(ids))))
