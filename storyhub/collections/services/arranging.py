"""What stands in a collection and in which order: stories added, notes between them, moved, taken out and put back."""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.collections.draft import MOST_PARTS, MOST_STORIES
from storyhub.collections.models import Collection, Part
from storyhub.collections.policy import is_for_anyone
from storyhub.collections.services.trail import locked_collection, note_change, parts_in
from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, NotFound
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Story
from storyhub.stories.policy import published_to


class CollectionFull(Conflict):
    """No more parts fit into it."""

    key = "collection_full"


def add_story(actor: Viewer, collection_id: UUID, code: str) -> None:
    """Let a story stand at the end; one that is in it already stays where it is.

    Raises NotFound when the actor is not among its readers, CollectionFull.
    """
    with transaction() as session:
        collection = locked_collection(session, actor, collection_id)
        # Locked, so that whoever withdraws it meanwhile finds it in here.
        wanted = select(Story).where(Story.code == code.lower(), published_to(actor)).with_for_update(read=True)
        story = session.scalar(wanted)
        if story is None:
            raise NotFound()
        mine = select(Part).where(Part.collection_id == collection_id, Part.story_id == story.id)
        part = session.scalar(mine)
        if part is not None and part.taken_out_at is None:
            return
        others = parts_in(session, collection_id)
        if sum(one.story_id is not None for one in others) >= MOST_STORIES or len(others) >= MOST_PARTS:
            raise CollectionFull()
        if part is None:
            part = Part(collection_id=collection_id, story_id=story.id, position=0)
            session.add(part)
        part.taken_out_at, part.was_public = None, is_for_anyone(story)
        _number([*others, part])
        note_change(session, actor, collection, "collection_story_added", story=story.code)


def add_note(actor: Viewer, collection_id: UUID, after: UUID | None = None) -> UUID:
    """Make room for words, after a part or at the end. Returns the note's id. Raises CollectionFull."""
    with transaction() as session:
        collection = locked_collection(session, actor, collection_id)
        parts = list(parts_in(session, collection_id))
        if len(parts) >= MOST_PARTS:
            raise CollectionFull()
        place = next((place for place, one in enumerate(parts, 1) if one.id == after), len(parts))
        note = Part(collection_id=collection_id, position=0)
        session.add(note)
        session.flush()
        _number([*parts[:place], note, *parts[place:]])
        note_change(session, actor, collection)
    return note.id


def lift_part(actor: Viewer, collection_id: UUID, part_id: UUID) -> None:
    """Let the part stand one place higher; the first one stays."""
    _move(actor, collection_id, part_id, -1)


def lower_part(actor: Viewer, collection_id: UUID, part_id: UUID) -> None:
    """Let the part stand one place lower; the last one stays."""
    _move(actor, collection_id, part_id, 1)


def _move(actor: Viewer, collection_id: UUID, part_id: UUID, by: int) -> None:
    with transaction() as session:
        collection = locked_collection(session, actor, collection_id)
        parts = list(parts_in(session, collection_id))
        place = next((place for place, one in enumerate(parts) if one.id == part_id), None)
        if place is None or not 0 <= place + by < len(parts):
            return
        parts[place], parts[place + by] = parts[place + by], parts[place]
        _number(parts)
        note_change(session, actor, collection)


def take_out_part(actor: Viewer, collection_id: UUID, part_id: UUID) -> None:
    """Take a part out; it can be put back. The same again changes nothing."""

    def take_out(session: Session, collection: Collection, part: Part) -> None:
        if part.taken_out_at is None:
            part.taken_out_at = clock.now()
            note_change(session, actor, collection, "collection_story_taken_out" if part.story_id else None)

    _with_part(actor, collection_id, part_id, take_out)


def put_back_part(actor: Viewer, collection_id: UUID, part_id: UUID) -> None:
    """Put a part back where it stood, as far as the others have stayed. The same again changes nothing."""

    def put_back(session: Session, collection: Collection, part: Part) -> None:
        if part.taken_out_at is None:
            return
        others = list(parts_in(session, collection_id))
        if len(others) >= MOST_PARTS:
            raise CollectionFull()
        place = sum(one.position < part.position for one in others)
        part.taken_out_at = None
        _number([*others[:place], part, *others[place:]])
        note_change(session, actor, collection, "collection_story_added" if part.story_id else None)

    _with_part(actor, collection_id, part_id, put_back)


def _with_part(
    actor: Viewer, collection_id: UUID, part_id: UUID, do: Callable[[Session, Collection, Part], None]
) -> None:
    with transaction() as session:
        collection = locked_collection(session, actor, collection_id)
        part = session.get(Part, part_id)
        if part is None or part.collection_id != collection.id:
            raise NotFound()
        do(session, collection, part)


def _number(parts: Sequence[Part]) -> None:
    for position, part in enumerate(parts, 1):
        part.position = position
