"""The list of what was taken back, kept beside the database: a backup cannot know what was withdrawn after it was made.

A text file with one line for each tombstone: moment, kind, code. Lines are only ever added, and the file may be copied
away at any time. It is read when a backup is restored (`operations.services.replaying`).
"""

import os
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select

from storyhub.core.audit import Tombstone
from storyhub.core.db import db
from storyhub.core.durable import sync

LOG = "tombstones.log"
"""The file's name in the data folder; it may be a symbolic link to another disk."""


def read_log(path: Path) -> dict[str, str]:
    """Code and line of each tombstone; what was cut off by a crash is passed over."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return {line.split(" ")[2]: line for line in lines if line.count(" ") == 2 and line.split(" ")[2]}


def write_log(path: Path) -> list[str]:
    """Add the tombstones that the database has and the file lacks; returns their codes. They outlive a power cut."""
    return add_lines(path, known_tombstones())


def known_tombstones() -> dict[str, str]:
    """Code and line of each tombstone in the database, oldest first."""
    rows = db.session.scalars(select(Tombstone).order_by(Tombstone.at, Tombstone.code))
    return {row.code: f"{row.at.isoformat(timespec='seconds')} {row.kind} {row.code}" for row in rows}


def add_lines(path: Path, tombstones: dict[str, str]) -> list[str]:
    missing = {code: line for code, line in tombstones.items() if code not in read_log(path)}
    if missing:
        _append(path, missing.values())
    return list(missing)


def _append(path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # Begins a line of its own even after one that a crash cut off.
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, ("\n" * torn + "".join(f"{line}\n" for line in lines)).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync(path.parent)
