"""The list of what was taken back, kept beside the database: a backup cannot know what was withdrawn after it was made.

A text file with one line for each tombstone: moment, kind, code. A line of the kind `limits` goes on with a document
that says how far a thing may be shown since that moment; the latest one of a code counts. Lines are only ever added,
and the file may be copied away at any time. It is read when a backup is restored (`operations.services.replaying`).
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from storyhub.core.audit import Tombstone
from storyhub.core.db import db
from storyhub.core.durable import sync

LOG = "tombstones.log"
"""The file's name in the data folder; it may be a symbolic link to another disk."""
LIMITS = "limits"


@dataclass(frozen=True)
class LimitsLine:
    """How far a thing might be shown at a moment, and the line that says so."""

    at: str
    document: dict[str, Any]
    line: str


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
    known = read_log(path)
    missing = {code: line for code, line in tombstones.items() if code not in known}
    if missing:
        _append(path, missing.values())
    return list(missing)


def read_limits(*paths: Path) -> dict[str, LimitsLine]:
    """The latest limits of each code in any of the files; what was cut off by a crash is passed over."""
    found: dict[str, LimitsLine] = {}
    for path in paths:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n") if path.exists() else []
        for code, limits in filter(None, map(_limits_in, lines)):
            if code not in found or found[code].at <= limits.at:
                found[code] = limits
    return found


def add_limits(path: Path, at: datetime, code: str, document: dict[str, Any]) -> None:
    """Add how far a thing may be shown. `at` is a moment before that was read, so that the latest line is the truest."""
    plain = json.dumps(document, separators=(",", ":"))
    _append(path, [f"{at.isoformat(timespec='microseconds')} {LIMITS} {code} {plain}"])


def copy_limits(path: Path, limits: Iterable[LimitsLine]) -> None:
    """Add those lines that the file lacks."""
    known = {one.line for one in read_limits(path).values()}
    missing = [one.line for one in limits if one.line not in known]
    if missing:
        _append(path, missing)


def _limits_in(line: str) -> tuple[str, LimitsLine] | None:
    parts = line.split(" ")
    if len(parts) != 4 or parts[1] != LIMITS:
        return None
    try:
        document = json.loads(parts[3])
    except ValueError:
        return None
    return (parts[2], LimitsLine(parts[0], document, line)) if isinstance(document, dict) else None


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
