"""Two places in the darkroom for the whole machine: every thread of every process queues for the same two.

A place is a file lock, because nothing in memory is shared between the processes of the server, and because
the kernel gives it back whatever happens to its holder.
"""

from __future__ import annotations

import fcntl
import os
import random
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storyhub.adapters.images.limits import CHILDREN
from storyhub.adapters.images.results import PhotoServiceBroken, PhotoServiceBusy

_PAUSE_SECONDS = 0.05


@contextmanager
def slot(wait_seconds: float, folder: Path | None = None) -> Iterator[int]:
    """Hold one of the two places; yields its file descriptor.

    Pass the descriptor on to the child: the lock lasts until the last holder is gone, so even when this
    process is killed the child it leaves behind still counts. Raises PhotoServiceBusy when no place
    becomes free in time, PhotoServiceBroken when the folder cannot be used.
    """
    home = _usable(folder or default_folder())
    descriptor = _wait_for_one(home, wait_seconds)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def default_folder() -> Path:
    """One per user. Services with a private /tmp each should be given a common folder instead."""
    return Path(tempfile.gettempdir()) / f"storyhub-{os.getuid()}-photos"


def _usable(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise PhotoServiceBroken(f"cannot use {folder} for photo slots: {error.strerror}") from error
    # /tmp belongs to everybody: a folder laid there by someone else would let them hold both places.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PhotoServiceBroken(f"{folder} is not a folder of this user")
    return folder


def _wait_for_one(folder: Path, wait_seconds: float) -> int:
    deadline = time.monotonic() + wait_seconds
    while True:
        for number in range(CHILDREN):
            descriptor = _try(folder / f"slot-{number}")
            if descriptor is not None:
                return descriptor
        if time.monotonic() >= deadline:
            raise PhotoServiceBusy("both places for photos are taken")
        # Uneven pauses, or those who wait would all knock at the same instant.
        time.sleep(_PAUSE_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311


def _try(path: Path) -> int | None:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise PhotoServiceBroken(f"cannot open {path}: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
