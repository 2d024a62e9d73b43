"""What processes cost, read from /proc: seconds of the processor that one and all its children have taken."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

TICKS = os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    """All that it started and what those started, as far as they still run."""
    try:
        own = [
            int(one) for task in Path(f"/proc/{pid}/task").iterdir() for one in (task / "children").read_text().split()
        ]
    except OSError:
        return []
    return own + [one for child in own for one in children_of(child)]


def core_seconds(pid: int) -> float:
    """Of it and everything below it, also of what has ended and was waited for."""
    return sum(_ticks(one) for one in (pid, *children_of(pid))) / TICKS


def _ticks(pid: int) -> int:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0
    return sum(map(int, after_name[11:15]))


@dataclass
class Meter:
    """Reads every half second, in a thread of its own (`with Meter(pid) as meter: …`)."""

    pid: int
    readings: list[tuple[float, float]] = field(default_factory=list)
    _over: Event = field(default_factory=Event)

    def __enter__(self) -> Meter:
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def share(self, since: float, until: float) -> float:
        """Of one core, between two moments of the clock that only runs forward."""
        inside = [one for one in self.readings if since <= one[0] <= until]
        if len(inside) < 2:
            return 0.0
        (began, before), (ended, after) = inside[0], inside[-1]
        return (after - before) / (ended - began)

    def _read(self) -> None:
        while True:
            self.readings.append((time.monotonic(), core_seconds(self.pid)))
            if self._over.wait(0.5):
                return
