"""Whether the index holds what the database says it should, thing by thing."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from storyhub.adapters.index import Ask, Index, Order, Unusable
from storyhub.archive.models import Unindexed
from storyhub.archive.services.indexing import rebuild_index, renew
from storyhub.archive.sources import sources
from storyhub.core.db import db

Key = tuple[str, UUID]
TOGETHER = 10_000


def check_index(index: Index, *, repair: bool = False) -> dict[str, Any]:
    """How many things the index holds and should hold, how many changes wait, and what is wrong with it.

    With `repair` what differs is written anew, and an index with another fault is made anew. `index_fault` is empty
    when all is well.
    """
    found, wrong = _look(index)
    if not found["index_fault"] or not repair:
        return found
    if wrong:
        for name in sorted({source for source, _ in wrong}):
            renew(index, name, sorted(id_ for source, id_ in wrong if source == name))
        return _look(index)[0] | {"index_mended": len(wrong)}
    rebuild_index(index)
    return _look(index)[0] | {"index_rebuilt": True}


def _look(index: Index) -> tuple[dict[str, Any], set[Key]]:
    """What there is to say, and the things in which index and database differ."""
    db.session.rollback()
    waiting = _waiting()
    expected = {(name, id_) for name, source in sources().items() for ids in source.ids(None) for id_ in ids}
    held, fault, wrong = set[Key](), "", set[Key]()
    try:
        held = _held(index)
    except Unusable as error:
        fault = str(error)
    if not fault and index.is_distrusted():
        fault = "a search found it damaged"
    if not fault:
        # What waits may be in it, or not yet, or not any more; so may what began to wait while we looked.
        db.session.rollback()
        wrong = (held ^ expected) - waiting - _waiting()
        fault = "it holds other things than the database" if wrong else ""
    counts = {"indexed": len(held), "to_index": len(expected), "waiting_for_index": len(waiting)}
    return counts | {"index_fault": fault}, wrong


def _waiting() -> set[Key]:
    return {(source, id_) for source, id_ in db.session.execute(select(Unindexed.source, Unindexed.object_id))}


def _held(index: Index) -> set[Key]:
    held: set[Key] = set()
    for name in sources():
        ask, total = Ask((name,), order=Order.NEWEST), index.count(name)
        for at in range(0, total, TOGETHER):
            held.update(index.search(ask, TOGETHER, at).found)
    return held
