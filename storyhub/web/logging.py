"""Structured logs from an allow-list of fields: no address, no browser, no word of a person."""

import logging
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request

ALLOWED = {
    "event", "level", "timestamp", "error", "endpoint", "method", "status", "took_ms", "where", "errno", "job",
    "attempts", "count", "owner", "signal", "code", "kind", "bind", "process", "line", "name", "logger",
}  # fmt: skip


def only_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name in ALLOWED}


class OnlyOurs(logging.Formatter):
    """Other libraries' records: level, logger and the shape of the message, never its arguments or traceback."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        text = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        return f"{self.formatTime(record)} {record.levelname.lower()} {record.name} {text} {error}".rstrip()


def configure(style: str) -> None:
    """Send structlog's and the standard library's records to standard error, in one style."""
    renderer = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OnlyOurs())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def init_app(app: Flask) -> None:
    log = structlog.get_logger()

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        took = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
        if request.endpoint not in ("static", "health.live", "health.ready"):
            log.info(
                "request", endpoint=request.endpoint, method=request.method, status=response.status_code, took_ms=took
            )
        return response
