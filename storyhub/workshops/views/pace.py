"""How quickly one seat may act: generously, counted for each seat and never for a network, for a hall shares one address.

Counted in each process alone: it holds off a phone gone mad, it is no lock on anything.
"""

import time
from threading import Lock
from uuid import UUID

from storyhub.core.errors import TooMany

BURST = 60
PER_SECOND = 3.0
MOST_KEPT = 5000

_buckets: dict[UUID, tuple[float, float]] = {}
_lock = Lock()


class TooQuick(TooMany):
    """More than fingers do."""

    key = "seat_too_quick"


def keep_pace(seat_id: UUID) -> None:
    """Take one from what this seat may do. Raises TooQuick."""
    now = time.monotonic()
    with _lock:
        if len(_buckets) > MOST_KEPT:
            _buckets.clear()
        left, at = _buckets.get(seat_id, (float(BURST), now))
        left = min(float(BURST), left + (now - at) * PER_SECOND) - 1
        _buckets[seat_id] = (max(left, -1.0), now)
    if left < 0:
        raise TooQuick()
