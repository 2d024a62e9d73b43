"""Documents for paper, behind a port. The engine is loaded when the worker needs it; no web process ever carries it."""

from collections.abc import Callable
from importlib import import_module
from typing import Protocol

from storyhub.core.assets import ASSETS

STATIC = ASSETS / "static"
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


def sheet_of(name: str) -> str:
    """A style sheet of ours for paper, with the letters that all of them use."""
    return "".join((STATIC / "css" / f"{one}.css").read_text(encoding="utf-8") for one in ("paper_fonts", name))


def font_of(name: str) -> bytes:
    """A font of ours as a style sheet names it: `fonts/….woff2`. Raises KeyError for anything else."""
    folder, _slash, file = name.partition("/")
    if folder != "fonts" or "/" in file:
        raise KeyError(name)
    return (STATIC / "fonts" / file).read_bytes()


def open_press(engine: str) -> Press:
    """The press of an engine. Raises PressMissing."""
    try:
        module = import_module(f"storyhub.adapters.documents.{engine}")
    except (ImportError, OSError) as error:
        raise PressMissing() from error
    press: Press = module.open_press()
    return press
