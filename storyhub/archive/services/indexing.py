"""Keeping the index true: what waits is written anew from the database, or everything is."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import Row, delete, select

from storyhub.adapters.index import Index, Unusable, Writer
from storyhub.archive.analysing import on_every_core
from storyhub.archive.models import Unindexed
from storyhub.archive.sources import sources
from storyhub.core import clock, jobs
from storyhub.core.db import db, transaction

log = structlog.get_logger()

TOGETHER = 500
"""Changes that are written in one commit of the index."""
STAGE = 50_000
"""Things after which a rebuild that is killed need not begin again."""
REBUILD = "archive.tasks.rebuild_index"
OVERDUE = timedelta(minutes=1)

Waiting = Sequence[Row[UUID, str, UUID, object]]


def index_changes(index: Index) -> int:
    """Bring the index up to everything that waits for it; gives how many things that were. Safe to repeat.

    An index that cannot be used is made anew instead.
    """
    done = 0
    try:
        while _is_waiting():
            done += _index_some(index)
    except Unusable as error:
        if not error.is_missing:
            log.warning("index_unusable", error=str(error))
        done += rebuild_index(index)
    return done


def rebuild_index(index: Index, seen: Callable[[int], None] = lambda _count: None) -> int:
    """Make the index anew from the database, telling `seen` how many things it has been through so far.

    One that was killed in the middle is gone on with. Gives how many things were written.
    """
    done = 0
    with index.rebuilding() as writer, on_every_core(_count(writer.resumed)):
        db.session.rollback()  # what is read from here on is the present state
        waiting = _waiting(None)
        since_kept = 0
        for name, ids in _everything(writer.resumed):
            done += _write(writer, name, ids)
            db.session.rollback()  # no read stays open for as long as all of it takes
            seen(done)
            since_kept += len(ids)
            if since_kept >= STAGE:
                writer.keep(f"{name} {ids[-1].hex}")
                since_kept = 0
        if writer.resumed:
            # What was written in an earlier stage may have changed since.
            _write_all(writer, {*writer.changed, *((row.source, row.object_id) for row in waiting)})
    _settle(waiting)
    log.info("index_rebuilt", count=done)
    return done


def renew(index: Index, source: str, ids: Sequence[UUID]) -> int:
    """Write these things anew as they stand, whatever the index knew of them."""
    done = 0
    for at in range(0, len(ids), TOGETHER):
        with index.writing() as writer:
            db.session.rollback()
            done += _write(writer, source, ids[at : at + TOGETHER])
    return done


def look_after_index(index: Index) -> None:
    """Have it rebuilt if it cannot be trusted, and have taken in what a failed job left lying."""
    try:
        index.count()
        is_good = not index.is_distrusted()
    except Unusable as error:
        is_good = not error.is_damage
    if not is_good:
        with transaction():
            jobs.enqueue_once(REBUILD)
        return
    if db.session.scalar(select(Unindexed.id).where(Unindexed.at < clock.now() - OVERDUE).limit(1)):
        index_changes(index)


def _index_some(index: Index) -> int:
    """Under the writer's lock from the first read on, so that no older state can be written over a newer one."""
    with index.writing() as writer:
        db.session.rollback()  # what is read from here on is the present state
        waiting = _waiting(TOGETHER)
        for name in {row.source for row in waiting}:
            ids = [row.object_id for row in waiting if row.source == name]
            written = _write(writer, name, ids)
            log.info("indexed", count=written)
    _settle(waiting)
    return len(waiting)


def _write(writer: Writer, name: str, ids: Sequence[UUID]) -> int:
    """Write the documents of these ids; what has none is no longer to be found."""
    source = sources().get(name)
    documents = source.documents(ids) if source else ()
    for gone in set(ids) - {document.id for document in documents}:
        writer.forget(name, gone)
    for document in documents:
        writer.put(document)
    return len(documents)


def _write_all(writer: Writer, keys: Collection[tuple[str, UUID]]) -> None:
    for name in {source for source, _ in keys}:
        ids = [id_ for source, id_ in keys if source == name]
        for at in range(0, len(ids), TOGETHER):
            _write(writer, name, ids[at : at + TOGETHER])


def _everything(stage: str) -> Iterator[tuple[str, Sequence[UUID]]]:
    """Source by source in the order of their names, and of their ids; what a stage names, and all before, is passed over."""
    reached, _, last = stage.partition(" ")
    for name, source in sorted(sources().items()):
        if name < reached:
            continue
        for ids in source.ids(UUID(hex=last) if name == reached and last else None):
            yield name, ids


def _count(stage: str) -> int:
    return sum(len(ids) for _, ids in _everything(stage))


def _is_waiting() -> bool:
    db.session.rollback()
    return db.session.scalar(select(Unindexed.id).limit(1)) is not None


def _waiting(most: int | None) -> Waiting:
    rows = select(Unindexed.id, Unindexed.source, Unindexed.object_id, Unindexed.at).order_by(Unindexed.at)
    return db.session.execute(rows.limit(most)).all()


def _settle(waiting: Waiting) -> None:
    """These were seen, unless they changed again in the meantime."""
    if not waiting:
        return
    with transaction() as session:
        for row in waiting:
            session.execute(delete(Unindexed).where(Unindexed.id == row.id, Unindexed.at == row.at))
