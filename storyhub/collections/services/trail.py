"""What every change of a collection shares: its row locked, its revision raised, one line in the trail, its stories' uses."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.collections.models import Collection, CollectionState, Part
from storyhub.collections.policy import require_editor
from storyhub.core import audit, clock
from storyhub.core.errors import NotFound
from storyhub.core.permissions import Viewer
from storyhub.stories.models import State, Story
from storyhub.stories.services.uses import set_uses

USE = "collection"
"""The name under which stories know that a collection holds them."""


def locked_collection(session: Session, actor: Viewer, collection_id: UUID) -> Collection:
    """The collection's row, locked, for somebody who writes on it. Raises NotFound, NotAllowed."""
    collection = session.get(Collection, collection_id, with_for_update=True)
    if collection is None:
        raise NotFound()
    require_editor(actor, collection)
    return collection


def parts_in(session: Session, collection_id: UUID) -> Sequence[Part]:
    """What stands in it, in its order."""
    rows = select(Part).where(Part.collection_id == collection_id, Part.taken_out_at.is_(None))
    return session.scalars(rows.order_by(Part.position, Part.id)).all()


def note_change(
    session: Session, actor: Viewer, collection: Collection, act: str | None = None, **details: Any
) -> None:
    """It is another collection from now on: pages opened before are stale."""
    collection.revision += 1
    collection.saved_at = clock.now()
    if act is not None:
        audit.note(actor, act, city_id=collection.city_id, object_id=collection.id, **details)
    use_stories(session, collection)


def use_stories(session: Session, collection: Collection) -> None:
    """The thread leads from its stories to the collection while it is published."""
    session.flush()
    held = (
        select(Part.story_id)
        .join(Story, Story.id == Part.story_id)
        .where(Part.collection_id == collection.id, Part.taken_out_at.is_(None), Story.state != State.WITHDRAWN)
    )
    shown = collection.state == CollectionState.PUBLISHED
    ids = {one for one in session.scalars(held) if one is not None} if shown else set()
    set_uses(USE, collection.id, collection.city_id, ids)
