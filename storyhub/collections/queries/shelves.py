"""Collections as somebody finds them: a town's shelf, one of them, and what stands in it for this reader now."""

from collections.abc import Collection as Ids
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import selectinload

from storyhub.collections.models import Collection, CollectionState, Part
from storyhub.collections.policy import visible_to
from storyhub.core.audit import AuditEvent
from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.permissions import Viewer
from storyhub.stories.models import State, Story
from storyhub.stories.policy import published_to
from storyhub.stories.queries.reading import for_cards


@dataclass(frozen=True)
class Shown:
    """One part as somebody finds it. `story` is None for a note, and for a story that is not open to them."""

    part: Part
    story: Story | None
    is_withdrawn: bool = False

    @property
    def is_note(self) -> bool:
        return self.part.story_id is None

    @property
    def is_for_readers(self) -> bool:
        """Whether there is something to draw: a reader is given no marker for what is not theirs."""
        return bool(self.part.words if self.is_note else self.story)


def published_collections(city_id: UUID) -> Sequence[Collection]:
    """The town's published collections, the newest first."""
    rows = select(Collection).where(Collection.city_id == city_id, Collection.state == CollectionState.PUBLISHED)
    return db.session.scalars(rows.order_by(Collection.published_at.desc(), Collection.id)).all()


def closed_collections(viewer: Viewer, city_id: UUID) -> Sequence[Collection]:
    """Drafts and what was taken down, for the town's staff: the last written on first."""
    rows = select(Collection).where(
        Collection.city_id == city_id, Collection.state != CollectionState.PUBLISHED, visible_to(viewer)
    )
    return db.session.scalars(rows.order_by(Collection.saved_at.desc(), Collection.id)).all()


def has_collections(city_id: UUID) -> bool:
    """Whether the town has a published collection."""
    published = (Collection.city_id == city_id, Collection.state == CollectionState.PUBLISHED)
    return bool(db.session.scalar(select(exists().where(*published))))


def collection_for(viewer: Viewer, city_id: UUID, code: str) -> Collection:
    """One collection of a town. Raises NotFound when it is not for this viewer."""
    row = select(Collection).where(Collection.city_id == city_id, Collection.code == code.lower(), visible_to(viewer))
    collection = db.session.scalar(row.options(selectinload(Collection.city)))
    if collection is None:
        raise NotFound()
    return collection


def collections_by_id(viewer: Viewer, ids: Ids[UUID]) -> Sequence[Collection]:
    """Those of these collections that the viewer may see."""
    rows = select(Collection).where(Collection.id.in_(list(ids)), visible_to(viewer))
    return db.session.scalars(rows.options(selectinload(Collection.city))).all()


def parts_of(viewer: Viewer, collection_id: UUID, *, taken_out: bool = False) -> list[Shown]:
    """What stands in the collection, in its order, as far as the viewer may read it now; or what was taken out of it."""
    wanted = Part.taken_out_at.is_not(None) if taken_out else Part.taken_out_at.is_(None)
    rows = select(Part).where(Part.collection_id == collection_id, wanted).order_by(Part.position, Part.id)
    parts = db.session.scalars(rows).all()
    ids = [part.story_id for part in parts if part.story_id]
    readable = for_cards(select(Story).where(Story.id.in_(ids), published_to(viewer)))
    stories = {story.id: story for story in db.session.scalars(readable)}
    gone = set(db.session.scalars(select(Story.id).where(Story.id.in_(ids), Story.state == State.WITHDRAWN)))
    return [Shown(part, stories.get(part.story_id) if part.story_id else None, part.story_id in gone) for part in parts]


def story_counts(viewer: Viewer, ids: Ids[UUID]) -> dict[UUID, int]:
    """How many stories the viewer finds in each of these collections."""
    rows = db.session.execute(
        select(Part.collection_id, func.count())
        .join(Story, Story.id == Part.story_id)
        .where(Part.collection_id.in_(list(ids)), Part.taken_out_at.is_(None), published_to(viewer))
        .group_by(Part.collection_id)
    )
    return {collection_id: count for collection_id, count in rows}


def stories_by_code(viewer: Viewer, codes: Ids[str]) -> dict[str, Story]:
    """Those of these stories that the viewer may read."""
    rows = db.session.scalars(select(Story).where(Story.code.in_(list(codes)), published_to(viewer)))
    return {story.code: story for story in rows}


def trail_of(collection_id: UUID) -> Sequence[AuditEvent]:
    """What was done with the collection, oldest first."""
    rows = select(AuditEvent).where(AuditEvent.object_id == collection_id)
    return db.session.scalars(rows.order_by(AuditEvent.at, AuditEvent.id)).all()
