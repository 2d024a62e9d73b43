"""The process that plays a rehearsal, and its tether: it ends with the worker that began it, and when it is told to stop."""

import os
import subprocess
import sys
from collections.abc import Callable
from threading import Event, Thread
from typing import Any
from uuid import UUID

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError

from storyhub.core.db import db
from storyhub.workshops.services.rehearsals import hear_from

log = structlog.get_logger()

EVERY = 3.0
"""Seconds between two times that it tells it is there."""
_children: list[subprocess.Popen[bytes]] = []


def begin_child(code: str) -> None:
    """Begin to play a copy. Its input stays open as long as this process lives."""
    _children[:] = [one for one in _children if one.poll() is None]
    command = [sys.executable, "-m", "storyhub", "rehearse", code, "--asked"]
    _children.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL))


class Tether:
    """Calls `stop` when the copy shall not be played any longer (`with Tether(…):`). `held` is a file's number."""

    def __init__(self, app: Flask, workshop_id: UUID, held: int, stop: Callable[[], Any]) -> None:
        self.app, self.workshop_id, self.held, self._stop = app, workshop_id, held, stop
        self.is_over = Event()

    def __enter__(self) -> "Tether":
        for watch in (self._ask, self._hold):
            Thread(target=watch, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.is_over.set()

    def _hold(self) -> None:
        """Nothing is ever written there: it ends when the worker does."""
        os.read(self.held, 1)
        self._cut("the worker has ended")

    def _ask(self) -> None:
        while not self.is_over.is_set():
            with self.app.app_context():
                try:
                    shall_go_on = hear_from(self.workshop_id)
                except OperationalError:
                    shall_go_on = True
                finally:
                    db.session.remove()
            if not shall_go_on:
                return self._cut("it shall stop")
            self.is_over.wait(EVERY)
        return None

    def _cut(self, why: str) -> None:
        if not self.is_over.is_set():
            log.info("rehearsal_stopped", why=why)
            self._stop()
