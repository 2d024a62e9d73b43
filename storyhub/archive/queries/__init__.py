"""What was counted in the archive, remembered for as long as nothing in it changes."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from cachetools import LRUCache
from sqlalchemy import Engine, select

from storyhub.archive.models import Edition
from storyhub.core.db import db

Counted = TypeVar("Counted")

MOST = 500
"""Countings one process remembers; each is a few kilobytes."""

_remembered: WeakKeyDictionary[Engine, LRUCache[Hashable, Any]] = WeakKeyDictionary()
_lock = Lock()


def remembered(city_id: UUID | None, key: Hashable, count: Callable[[], Counted]) -> Counted:
    """What `count` gives, asked only once for each `key` while the town's archive (None: every town's) stands.

    The edition is read first, so that what is remembered under it is never older than it; a change is seen by the
    very next request, in every process. `key` must name everything that the count depends on, the viewer's circle
    included, and time must not be among it.
    """
    edition = _edition(city_id)
    if not edition:
        return count()
    with _lock:
        memory = _remembered.setdefault(db.engine, LRUCache(MOST))
        found = memory.get((city_id, edition, key))
    if found is None:
        found = count()
        with _lock:
            memory[city_id, edition, key] = found
    return found


def forget_everything() -> None:
    """For whoever puts another database in the place of this one."""
    with _lock:
        _remembered.clear()


def _edition(city_id: UUID | None) -> tuple[UUID, ...]:
    """The mark of the town, or of every town that has one."""
    marks = select(Edition.mark).order_by(Edition.city_id)
    return tuple(db.session.scalars(marks if city_id is None else marks.where(Edition.city_id == city_id)))
