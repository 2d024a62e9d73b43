"""Reads of exports: one of them, and whether what its file holds may still be shown to whoever asks for it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from storyhub.archive.queries.ranked import ranked
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.jobs import Job
from storyhub.core.permissions import ANONYMOUS, Viewer
from storyhub.exchange.models import Export, ExportState
from storyhub.exchange.policy import may_fetch
from storyhub.stories.models import Story
from storyhub.stories.policy import published_to

STORY_CHANGED = "exchange.tasks.remake_exports"
"""The job by which exports hear of a story that changed."""


def export_for(viewer: Viewer, code: str) -> Export:
    """The export of that code. Raises NotFound when it expired or was made for somebody else."""
    export = db.session.scalar(select(Export).where(Export.code == code.lower(), Export.expires_at > clock.now()))
    if export is None or not may_fetch(viewer, export):
        raise NotFound()
    return export


def my_exports(viewer: Viewer, limit: int = 10) -> Sequence[Export]:
    """What somebody of the team asked for and can still fetch, the latest first."""
    if not viewer.is_staff:
        return []
    mine = select(Export).where(Export.person_id == viewer.person_id, Export.expires_at > clock.now())
    return db.session.scalars(mine.order_by(Export.asked_at.desc()).limit(limit)).all()


def is_true(viewer: Viewer, export: Export) -> bool:
    """Whether the file may be handed out now: every story in it may be read by this viewer, and none has changed.

    Asked at each download, so that nothing depends on how far the jobs have come.
    """
    if export.state != ExportState.READY:
        return False
    ids = export.ids
    seen_as = viewer if export.person_id else ANONYMOUS
    readable = select(func.count()).where(Story.id.in_(select(ranked(ids).id)), published_to(seen_as))
    return db.session.scalar(readable) == len(ids) and not _changing() & set(ids)


def _changing() -> set[UUID]:
    """Stories that changed and of which the exports have not heard yet."""
    payloads = db.session.scalars(select(Job.payload).where(Job.kind == STORY_CHANGED))
    return {UUID(payload["story_id"]) for payload in payloads}


def exports_with(story_id: UUID) -> list[UUID]:
    """The exports that hold a story, finished or not."""
    rows = db.session.execute(select(Export.id, Export.story_ids).where(Export.expires_at > clock.now()))
    return [export_id for export_id, ids in rows.yield_per(20) if story_id.bytes in ids]


def readable_among(viewer: Viewer, ids: Sequence[UUID]) -> set[UUID]:
    wanted = select(Story.id).where(Story.id.in_(select(ranked(ids).id)), published_to(viewer))
    return set(db.session.scalars(wanted))
