"""gunicorn's configuration in Python: what happens once, before the first web process, and how it logs."""

import gc
from datetime import date
from typing import Any

from babel.dates import format_date
from flask import Flask
from gunicorn.glogging import Logger

from storyhub.core.languages import LANGUAGES
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


FIRST_SEEN = ("layout/", "stories/", "town/", "ui/")
"""Folders of the templates that a reader's first page is drawn with."""


def warm(app: Flask) -> None:
    """Make what the first page of every process would otherwise wait for, and each would hold for itself: compiled
    templates, and how the languages write their days. Neither keeps a file open."""
    for name in app.jinja_env.list_templates(filter_func=lambda name: name.startswith(FIRST_SEEN)):
        app.jinja_env.get_template(name)
    for code in LANGUAGES:
        format_date(date(2000, 1, 1), "long", locale=code)


def settle() -> None:
    """Leave what start-up made out of every later garbage collection.

    Modules, routes and templates are 160,000 objects that live as long as the process; walking them all stops
    one request in some dozens for a tenth of a second (bench/reading.py), and writes to every page that the
    processes share.
    """
    gc.collect()
    gc.freeze()


def when_ready(server: Any) -> None:
    """gunicorn calls this by its name, between making the application and its first process."""
    warm(server.app.wsgi())
    settle()
