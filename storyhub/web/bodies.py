"""How much a request may bring: a megabyte, unless its view says more. What is too much of a file is read and dropped,

so that the form around it is understood and its words can be handed back; a body cut off half way gives nothing back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar

from flask import Flask, current_app, request
from htmx_flask.requests import HtmxAwareRequest

View = TypeVar("View", bound=Callable[..., Any])

WITH_FILES = "multipart/form-data"
"""Only files grow in such a body: Werkzeug holds its texts to MAX_FORM_MEMORY_SIZE. Any other is read as one piece."""
IN_MEMORY = 512 * 1024


@dataclass(frozen=True)
class Limits:
    """Bytes: of one file, of all files that are kept, of a body that is read at all, and of its texts where they are many."""

    file: int
    kept: int
    body: int
    texts: int | None = None


def body_limits(limits: Limits) -> Callable[[View], View]:
    """Let a form with files bring this much to the view."""

    def mark(view: View) -> View:
        view.body_limits = limits  # type: ignore[attr-defined]
        return view

    return mark


@dataclass
class Room:
    """Bytes that may still be kept."""

    left: int


class KeptFile(SpooledTemporaryFile[bytes]):
    """A file that came with a form, kept to one byte over its limit: enough to see that it is too large."""

    def __init__(self, limit: int, all_files: "Room") -> None:
        super().__init__(max_size=IN_MEMORY)
        self.own, self.all_files = Room(limit + 1), all_files

    def write(self, data: Any) -> int:
        fits = max(0, min(self.own.left, self.all_files.left))
        kept = super().write(data[:fits]) if fits else 0
        self.own.left -= kept
        self.all_files.left -= kept
        return len(data)


class Request(HtmxAwareRequest):
    """A request whose files keep to the limits of its view."""

    room: Room | None = None

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        limits = _limits()
        if limits is None:
            return super()._get_file_stream(total_content_length, content_type, filename, content_length)
        self.room = self.room or Room(limits.kept)
        return KeptFile(limits.file, self.room)


def widen_body() -> None:
    """Before anything reads the form: a refusal, too, hands back what was typed."""
    limits = _limits()
    if limits is not None and request.mimetype == WITH_FILES:
        request.max_content_length = limits.body
        if limits.texts is not None:
            request.max_form_memory_size = limits.texts


def _limits() -> Limits | None:
    return getattr(current_app.view_functions.get(request.endpoint or ""), "body_limits", None)


def init_app(app: Flask) -> None:
    app.request_class = Request
    app.before_request(widen_body)
