"""Where a story was used and for what it was told, drawn by those features; and what its teller allows."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.core.registry import REGISTRY, Knot
from storyhub.stories.models import ConsentGrant, StoryUse, Use


def knots_of_uses(viewer: Viewer, story_id: UUID) -> list[Knot]:
    """What came of a story so far, oldest first, as far as the viewer may see it."""
    rows = db.session.scalars(
        select(StoryUse).where(StoryUse.story_id == story_id, StoryUse.ended_at.is_(None)).order_by(StoryUse.at)
    ).all()
    ids: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        ids[row.kind].append(row.object_id)
    drawn = {kind: REGISTRY.uses[kind](viewer, found) for kind, found in ids.items() if kind in REGISTRY.uses}
    return [drawn[row.kind][row.object_id] for row in rows if row.object_id in drawn.get(row.kind, {})]


def knots_of_origins(viewer: Viewer, story_id: UUID) -> list[Knot]:
    """For what a story was told besides the archive, as far as the viewer may know of it."""
    return [knot for origins in REGISTRY.origins for knot in origins(viewer, story_id)]


def allowing(story_ids: Collection[UUID], use: Use) -> set[UUID]:
    """Those of these stories whose tellers allow the use now."""
    given = select(ConsentGrant.story_id).where(
        ConsentGrant.story_id.in_(list(story_ids)),
        ConsentGrant.use == use,
        ConsentGrant.is_given,
        ConsentGrant.ended_at.is_(None),
    )
    return set(db.session.scalars(given))
