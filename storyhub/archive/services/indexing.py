"""Keeping the index true: what waits is written anew from the database, or everything is."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import Row, delete, select

from storyhub.adapters.index import Index, Unusable, Writer
from storyhub.archive.models import Unindexed
from storyhub.archive.sources import sources
from storyhub.core import clock, jobs
from storyhub.core.db import db, transaction

log = structlog.get_logger()

TOGETHER = 500
"""Changes that are written in one commit of the index."""
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
        log.warning("index_unusable", error=str(error))
        done += rebuild_index(index)
    return done


def rebuild_index(index: Index, seen: Callable[[int], None] = lambda _count: None) -> int:
    """Make the index anew from the database, telling `seen` how many things are in it so far; gives that number."""
    done = 0
    with index.rebuilding() as writer:
        db.session.rollback()  # what is read from here on is the present state
        waiting = _waiting(None)
        for name, ids in _everything():
            done += _write(writer, name, ids)
            db.session.rollback()  # no read stays open for as long as all of it takes
            seen(done)
    _settle(waiting)
    log.info("index_rebuilt", count=done)
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


def _everything() -> Iterator[tuple[str, Sequence[UUID]]]:
    for name, source in sources().items():
        for ids in source.ids():
            yield name, ids


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
