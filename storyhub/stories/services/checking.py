"""Whether rows and files agree: every photograph has its files, every file has its photograph."""

from typing import Any

from sqlalchemy import select

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
    keys = [*db.session.scalars(select(Photo.key)), *db.session.scalars(select(PendingPhoto.key))]
    expected = {file_name(key, size) for key in keys for size in SIZES}
    present = dict(store.names())
    orphans = sorted(name for name, at in present.items() if name not in expected and at < until)
    if repair:
        for name in orphans:
            store.delete(name)
    return {"missing_files": sorted(expected - set(present)), "orphan_files": orphans}
