"""How much a request may bring: a megabyte, unless its view says more."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

WITH_FILES = "multipart/form-data"
"""Only files grow in such a body: Werkzeug holds its texts to MAX_FORM_MEMORY_SIZE. Any other is read as one piece."""


def body_limit(size: int) -> Callable[[View], View]:
    """Let a form with files bring `size` bytes to this view."""

    def mark(view: View) -> View:
        view.body_limit = size  # type: ignore[attr-defined]
        return view

    return mark


def widen_body() -> None:
    """Before anything reads the form: a refusal, too, hands back what was typed."""
    size = getattr(current_app.view_functions.get(request.endpoint or ""), "body_limit", None)
    if size is not None and request.mimetype == WITH_FILES:
        request.max_content_length = size


def init_app(app: Flask) -> None:
    app.before_request(widen_body)
