"""Whether the index holds what the database says it should."""

from typing import Any

from sqlalchemy import func, select

from storyhub.adapters.index import Index, Unusable
from storyhub.archive.models import Unindexed
from storyhub.archive.services.indexing import rebuild_index
from storyhub.archive.sources import sources
from storyhub.core.db import db


def check_index(index: Index, *, repair: bool = False) -> dict[str, Any]:
    """How many things the index holds and should hold, how many changes wait, and what is wrong with it.

    With `repair` an index with a fault is made anew first. `index_fault` is empty when all is well.
    """
    found = _look(index)
    if found["index_fault"] and repair:
        rebuild_index(index)
        found = _look(index) | {"index_rebuilt": True}
    return found


def _look(index: Index) -> dict[str, Any]:
    db.session.rollback()
    expected = sum(len(ids) for source in sources().values() for ids in source.ids())
    waiting = db.session.scalar(select(func.count()).select_from(Unindexed)) or 0
    held, fault = 0, ""
    try:
        held = index.count()
    except Unusable as error:
        fault = str(error)
    if not fault and index.is_distrusted():
        fault = "a search found it damaged"
    # What waits may be in it, or not yet, or not any more.
    if not fault and abs(held - expected) > waiting:
        fault = "it holds another number of things"
    return {"indexed": held, "to_index": expected, "waiting_for_index": waiting, "index_fault": fault}
