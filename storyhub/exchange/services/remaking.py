"""What a teller takes back or changes leaves the files that were made: at once, whoever has asked for them."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import load_only

from storyhub.core import clock, jobs
from storyhub.core.db import db, transaction
from storyhub.exchange.models import Export, ExportState
from storyhub.exchange.queries.exports import exports_with, readable_among
from storyhub.exchange.services.making import file_of, viewer_for
from storyhub.exchange.services.ordering import MAKE
from storyhub.stories.models import Story

UNFINISHED_FOR = timedelta(days=1)
CHANGED, GONE = "changed", "gone"


def remake_exports(folder: Path, story_id: UUID) -> None:
    """Delete every file with this story and have it made anew from what may be shown now. Safe to repeat."""
    for export_id in exports_with(story_id):
        _remake(folder, export_id, story_id)


def _remake(folder: Path, export_id: UUID, story_id: UUID) -> None:
    with transaction() as session:
        export = session.get(Export, export_id, with_for_update=True)
        if export is None or story_id.bytes not in export.story_ids:
            return
        (folder / file_of(export)).unlink(missing_ok=True)
        is_gone = story_id not in readable_among(viewer_for(export), [story_id])
        if export.made_at is not None:
            code = session.scalar(select(Story.code).where(Story.id == story_id)) or ""
            others = [one for one in export.left if one["code"] != code]
            now = clock.now().isoformat(timespec="seconds")
            export.left = [*others, {"code": code, "what": GONE if is_gone else CHANGED, "at": now}]
        if is_gone:
            export.ids = [one for one in export.ids if one != story_id]
        start_again(export)


def make_again(export_id: UUID) -> None:
    """For whoever asked, when what they may see is not what it was."""
    with transaction() as session:
        export = session.get(Export, export_id, with_for_update=True)
        if export is not None and export.state in (ExportState.READY, ExportState.EMPTY):
            start_again(export)


def start_again(export: Export) -> None:
    """Inside a transaction: another turn, which is due now."""
    export.state, export.turn, export.done = ExportState.WAITING, export.turn + 1, 0
    jobs.enqueue(MAKE, export_id=export.id, turn=export.turn)


def sweep_exports(folder: Path) -> None:
    """The janitor: exports that expired go, and every file that is nobody's."""
    with transaction() as session:
        session.execute(delete(Export).where(Export.expires_at <= clock.now()))
    kept = {
        file_of(export) for export in db.session.scalars(select(Export).options(load_only(Export.code, Export.turn)))
    }
    oldest = (clock.now() - UNFINISHED_FOR).timestamp()
    for path in folder.glob("*"):
        if path.name not in kept and (path.suffix == ".zip" or path.stat().st_mtime < oldest):
            path.unlink(missing_ok=True)
