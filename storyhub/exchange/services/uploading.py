"""Bringing stories in with a file: it is read first and nothing is kept of it; then, when somebody says so, it is taken in."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

import structlog
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import load_only

from storyhub.adapters.storage import Store
from storyhub.cities.models import City
from storyhub.cities.queries import current_wording
from storyhub.core import clock, codes, jobs, text
from storyhub.core.db import db, transaction
from storyhub.core.errors import Conflict, Invalid, NotFound, Unavailable
from storyhub.core.permissions import Viewer
from storyhub.exchange.models import Upload, UploadState
from storyhub.exchange.policy import require_import
from storyhub.exchange.services.unpacking import Opened, Unreadable, kind_of, opened
from storyhub.stories.services.importing import Import, Imported, import_rows

log = structlog.get_logger()

READ, TAKE_IN = "exchange.tasks.read_upload", "exchange.tasks.take_upload_in"
LARGEST = 100 * 1024 * 1024
ENDINGS = (".jsonl", ".ndjson", ".json", ".csv", ".xlsx", ".zip")
"""What is kept of a file's name: what is in it is seen from its beginning."""
MOST_PROBLEMS = 200
KEPT_FOR = timedelta(days=1)
"""How long a file waits for somebody to say yes, and how long what came of it is shown."""
PASSING = (OperationalError, IntegrityError, OSError, Unavailable)
"""What may be otherwise in a minute, so that the job is done again."""
WORKING = (UploadState.READING, UploadState.IMPORTING)


class UploadChanged(Conflict):
    """It was taken in, or given up, meanwhile."""

    key = "upload_changed"


def bring_file(actor: Viewer, city_id: UUID, folder: Path, file: IO[bytes], name: str, *, waits: bool) -> str:
    """Keep a file to be read by the worker; returns its code. Raises NotAllowed, Invalid (file)."""
    require_import(actor, city_id)
    assert actor.person_id is not None
    code = codes.public_code()
    path = folder / f"{code}{next((end for end in ENDINGS if name.lower().endswith(end)), '')}"
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as kept:
        shutil.copyfileobj(file, kept)
    if not 0 < path.stat().st_size <= LARGEST:
        is_empty = path.stat().st_size == 0
        path.unlink()
        raise Invalid({"file": "upload_missing" if is_empty else "upload_too_large"})
    try:
        kind_of(path)
    except Unreadable as problem:
        path.unlink()
        raise Invalid({"file": problem.key}) from problem
    with transaction() as session:
        upload = Upload(
            code=code,
            city_id=city_id,
            person_id=actor.person_id,
            name=text.clean_line(name)[:120],
            waits=waits,
            state=UploadState.READING,
            problems=[],
            first=[],
            at=clock.now(),
        )
        session.add(upload)
        session.flush()
        jobs.enqueue(READ, upload_id=upload.id)
    return code


def confirm_upload(actor: Viewer, city_id: UUID, code: str) -> None:
    """Have what was read taken in. Raises NotFound, NotAllowed, UploadChanged."""
    with transaction() as session:
        upload = _locked(actor, city_id, code)
        if upload.state != UploadState.READ:
            raise UploadChanged()
        upload.state, upload.total = UploadState.IMPORTING, upload.added + upload.known + upload.refused
        upload.done = 0
        session.flush()
        jobs.enqueue(TAKE_IN, upload_id=upload.id)


def give_up(actor: Viewer, city_id: UUID, folder: Path, code: str) -> None:
    """Forget a file that is not being taken in just now. Raises NotFound, NotAllowed, UploadChanged."""
    with transaction() as session:
        upload = _locked(actor, city_id, code)
        if upload.state == UploadState.IMPORTING and str(upload.id) in _at_work():
            raise UploadChanged()
        session.delete(upload)
    _forget_file(folder, code)


def _locked(actor: Viewer, city_id: UUID, code: str) -> Upload:
    require_import(actor, city_id)
    mine = select(Upload).where(Upload.city_id == city_id, Upload.code == code.lower())
    upload = db.session.scalar(mine.with_for_update())
    if upload is None:
        raise NotFound()
    return upload


def read_upload(folder: Path, store: Store, upload_id: UUID) -> None:
    """Read the whole file and say what would come of it, keeping nothing. Safe to repeat."""
    _work(folder, store, upload_id, UploadState.READING, UploadState.READ)


def take_upload_in(folder: Path, store: Store, upload_id: UUID) -> None:
    """Take its stories in. Safe to repeat: what came in before is known by its reference."""
    _work(folder, store, upload_id, UploadState.IMPORTING, UploadState.DONE)


def _work(folder: Path, store: Store, upload_id: UUID, state: UploadState, then: UploadState) -> None:
    upload = db.session.get(Upload, upload_id)
    path = next(folder.glob(f"{upload.code}*"), None) if upload else None
    if upload is None or upload.state != state:
        return
    if path is None:
        _refuse(upload_id, "upload_expired")
        return
    dry_run, code = state == UploadState.READING, upload.code
    try:
        with opened(path) as file:
            for result in import_rows(_import(file, store, upload, dry_run=dry_run), file.rows):
                _say(upload_id, result, dry_run=dry_run)
    except Unreadable as problem:
        _refuse(upload_id, problem.key)
        return
    except PASSING:
        raise
    except Exception as error:  # noqa: BLE001  a stranger's file: whatever goes wrong would go wrong again
        db.session.rollback()
        log.warning("upload_stopped", error=type(error).__name__)
        _refuse(upload_id, "upload_stopped")
        return
    with transaction() as session:
        row = session.get(Upload, upload_id, with_for_update=True)
        if row is not None and row.state == state:
            row.state = then
    if then == UploadState.DONE:
        _forget_file(folder, code)


def _import(file: Opened, store: Store, upload: Upload, *, dry_run: bool) -> Import:
    city = db.session.get_one(City, upload.city_id)
    wording = current_wording(city.id).version
    db.session.expunge(city)
    return Import(
        city, file.photo_bytes, store, wording, dry_run=dry_run, waits=upload.waits, actor_id=upload.person_id
    )


def _say(upload_id: UUID, result: Imported, *, dry_run: bool) -> None:
    """How far it has come, for whoever looks on."""
    with transaction() as session:
        row = session.get(Upload, upload_id, with_for_update=True)
        if row is None:
            return
        row.done, row.added, row.known, row.refused = result.done, result.added, result.known, result.refused
        row.problems = [
            {"line": line, "field": one.field, "key": one.key, "values": one.values}
            for line, one in result.problems[:MOST_PROBLEMS]
        ]
        row.first = [
            {
                "line": line,
                "language": one.submission.language,
                "heading": one.submission.title or text.excerpt(one.submission.body, 80),
                "audience": one.submission.audience.value,
                "photos": len(one.photos),
            }
            for line, one in (result.first if dry_run else ())
        ]


def _at_work() -> set[str]:
    """The uploads that a job is at, or will be."""
    waiting = select(jobs.Job.payload).where(jobs.Job.kind.in_((READ, TAKE_IN)), jobs.Job.failed_at.is_(None))
    return {payload["upload_id"] for payload in db.session.scalars(waiting)}


def _refuse(upload_id: UUID, key: str) -> None:
    with transaction() as session:
        row = session.get(Upload, upload_id, with_for_update=True)
        if row is not None:
            row.state, row.refusal = UploadState.REFUSED, key


def _forget_file(folder: Path, code: str) -> None:
    for path in folder.glob(f"{code}*"):
        path.unlink(missing_ok=True)


def sweep_uploads(folder: Path) -> None:
    """The janitor: after a day an upload goes with everything that was read of it, and files that are nobody's with it.

    One whose job has given up, or died with it, says so.
    """
    oldest = clock.now() - KEPT_FOR
    with transaction() as session:
        session.execute(delete(Upload).where(Upload.at < oldest))
        at_work = _at_work()
        for upload in session.scalars(select(Upload).where(Upload.state.in_(WORKING)).with_for_update()):
            if str(upload.id) not in at_work:
                upload.state, upload.refusal = UploadState.REFUSED, "upload_stopped"
    kept = {upload.code for upload in db.session.scalars(select(Upload).options(load_only(Upload.code)))}
    for path in folder.glob("*"):
        if path.stem not in kept and path.stat().st_mtime < oldest.timestamp():
            path.unlink(missing_ok=True)
