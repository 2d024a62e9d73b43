"""What goes wrong around us, made to happen on purpose."""

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from storyhub.core import db as database


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock is waited for a fifth of a second, where it is five in earnest. To be asked for before `app`."""
    quick = tuple("busy_timeout=200" if one.startswith("busy_timeout") else one for one in database.PRAGMAS)
    monkeypatch.setattr(database, "PRAGMAS", quick)
    limits = database.POSTGRES_LIMITS.replace("lock_timeout=5000", "lock_timeout=200")
    monkeypatch.setattr(database, "POSTGRES_LIMITS", limits)


def kill_group(process: int) -> None:
    """SIGKILL for a process and all it started, from the top down so that nobody is started again."""
    for number in [process, *descendants(process)]:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def descendants(process: int) -> list[int]:
    """Children, then grandchildren, and so on."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    found = [process]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]
