"""Whether rows and files agree: every photograph has its files, every file has its photograph."""

from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from storyhub.adapters.images import SIZES
from storyhub.adapters.storage import Store
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.stories.models import PendingPhoto, Photo
from storyhub.stories.services.photos import file_name

ARRIVING = 60
"""Seconds within which a file that was stored has its row."""


def check_stored(store: Store, *, repair: bool = False) -> dict[str, Any]:
    """Names of missing files (a defect) and of orphan files (left by a crash; removed with `repair`).

    Files come before the rows that name them, so the newest are not taken for orphans.
    """
    until = clock.now().timestamp() - ARRIVING
    expected = named_files(db.session())
    present = dict(store.names())
    orphans = sorted(name for name, at in present.items() if name not in expected and at < until)
    if repair:
        for name in orphans:
            store.delete(name)
    return {"missing_files": sorted(expected - set(present)), "orphan_files": orphans}


def named_files(rows: Connection | Session) -> set[str]:
    """The names of all files that should be there, as this connection sees the rows."""
    keys = [*rows.scalars(select(Photo.key)), *rows.scalars(select(PendingPhoto.key))]
    return {file_name(key, size) for key in keys for size in SIZES}
