"""Where SQLite's writers stand in line: the threads of a process, and the processes of a machine.

SQLite has no line of its own: whoever waits sleeps, longer each time, and asks again, while the lock lies free.
With a thousand stories at once that left two cores idle for half of the time (bench/parallel.py).
"""

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

PATIENCE = 5.0
"""Seconds a writer waits for its turn, as long as SQLite itself would."""
ASKING = 0.0003
"""Seconds between two looks whether another process has let go."""

_threads = threading.Lock()
_files: dict[str, int] = {}


@contextmanager
def turn_to_write(engine: Engine) -> Iterator[None]:
    """Hold the turn to write. Raises OperationalError ("database is locked") when it does not come in time.

    On PostgreSQL there is nothing to wait for. A writer who does not stand in this line still meets SQLite's own lock.
    """
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path:
        yield
        return
    until = time.monotonic() + PATIENCE
    if not _threads.acquire(timeout=PATIENCE):
        raise _locked()
    try:
        file = _file(path)
        _ask_processes(file, until)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
    finally:
        _threads.release()


def _file(path: str) -> int:
    """This process's hold on the line of a database; nothing is ever written into it."""
    if path not in _files:
        _files[path] = os.open(f"{path}-line", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    return _files[path]


def _ask_processes(file: int, until: float) -> None:
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if time.monotonic() > until:
            raise _locked()
        time.sleep(ASKING)


def _locked() -> OperationalError:
    return OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))
