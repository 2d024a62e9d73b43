"""Everybody in the hall takes turns, on a few threads: each says after how many seconds they look at their phone again."""

import heapq
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from threading import Condition, Thread
from typing import Protocol

from storyhub.workshops.rehearsal.faults import fault
from storyhub.workshops.rehearsal.record import Record

THREADS = 48
OFTEN = 0.2
"""Seconds between two looks at least, however quick the rehearsal is."""


class Player(Protocol):
    """Somebody who takes turns."""

    @property
    def name(self) -> str:
        """As it is told who could not go on."""
        ...

    def turn(self) -> float:
        """Do something, and say in how many seconds it is one's turn again."""
        ...


@dataclass
class Pace:
    """How quickly it is played. `step_seconds` is what the step that runs takes at that speed."""

    speed: float
    step_seconds: float = 0.0
    step: str = ""
    """Which step that is; empty before the first."""
    may_close: bool = False
    """Whether somebody sits at the desk who may close the room at any moment."""

    def every(self, seconds: float) -> float:
        return max(seconds / self.speed, min(OFTEN, seconds))


@dataclass
class Hall:
    """Runs while it is open (`with hall: …`)."""

    players: Sequence[Player]
    record: Record
    _due: list[tuple[float, int, Player]] = field(default_factory=list)
    _threads: list[Thread] = field(default_factory=list)
    _turn: Condition = field(default_factory=Condition)
    _is_open: bool = True

    def __enter__(self) -> "Hall":
        self._order = count()
        for player in self.players:
            heapq.heappush(self._due, (time.monotonic(), next(self._order), player))
        for _thread in range(min(THREADS, len(self.players))):
            thread = Thread(target=self._play, daemon=True)
            self._threads.append(thread)
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        with self._turn:
            self._is_open = False
            self._turn.notify_all()
        for thread in self._threads:
            thread.join(60)

    def _play(self) -> None:
        while (player := self._next()) is not None:
            try:
                after = player.turn()
            except OSError as error:
                self.record.break_(fault("no_answer", what=type(error).__name__))
                after = 1.0
            except Exception as error:  # noqa: BLE001  one player's fault is told and ends nobody else's part
                self.record.break_(fault("player_stopped", who=player.name, what=f"{type(error).__name__}: {error}"))
                after = 1.0
            with self._turn:
                heapq.heappush(self._due, (time.monotonic() + after, next(self._order), player))
                self._turn.notify()

    def _next(self) -> Player | None:
        with self._turn:
            while self._is_open:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    self.record.lag = max(self.record.lag, -wait)
                    return heapq.heappop(self._due)[2]
                self._turn.wait(wait)
        return None
