"""gunicorn's configuration in Python: what happens once, before the first web process, and how it logs."""

import gc
from typing import Any

from gunicorn.glogging import Logger

from storyhub.web.logging import OnlyOurs


class QuietLogger(Logger):
    """gunicorn's log without the addresses, paths and tracebacks that its messages would carry."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(OnlyOurs())

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """gunicorn writes `Invalid request from ip=…` into the message itself: the address stays out."""
        text = str(msg)
        super().warning("Invalid request" if text.startswith("Invalid request from ip") else text, *args, **kwargs)


logger_class = QuietLogger


def settle() -> None:
    """Leave what start-up made out of every later garbage collection.

    Modules, routes and templates are 160,000 objects that live as long as the process; walking them all stops
    one request in some dozens for a tenth of a second (bench/reading.py), and writes to every page that the
    processes share.
    """
    gc.collect()
    gc.freeze()


def when_ready(_server: Any) -> None:
    """gunicorn calls this by its name, between making the application and its first process."""
    settle()
