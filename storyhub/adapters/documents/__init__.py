"""Documents for paper, behind a port. The engine is loaded when the worker needs it; no web process ever carries it."""

from collections.abc import Callable
from importlib import import_module
from typing import Protocol

Fetch = Callable[[str], bytes]
"""The bytes of a font or a picture that the page names. Raises KeyError for what is not there."""


class PressMissing(Exception):
    """The engine is not on this machine, or a library it stands on is not."""


class Unprintable(Exception):
    """The engine gave up on this page."""


class Press(Protocol):
    """Makes pages of HTML. Whatever a page names is asked of `fetch`; nothing is ever looked for on the network."""

    def pdf(self, html: str, css: str, fetch: Fetch) -> bytes:
        """A tagged PDF with bookmarks, whose text can be searched. Raises Unprintable."""
        ...


def open_press(engine: str) -> Press:
    """The press of an engine. Raises PressMissing."""
    try:
        module = import_module(f"storyhub.adapters.documents.{engine}")
    except (ImportError, OSError) as error:
        raise PressMissing() from error
    press: Press = module.open_press()
    return press
