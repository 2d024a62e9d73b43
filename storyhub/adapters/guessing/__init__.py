"""Which of our languages a text is in, as a model guesses that was trained on other people's texts; behind a port.

The engine takes some 70 MB, and a second to load. It is loaded when the worker first needs it; no web process ever carries it.
"""

from functools import cache
from importlib import import_module
from typing import NamedTuple, Protocol

LONGEST = 20_000
"""Characters that are looked at; a language does not change after them."""


class Guess(NamedTuple):
    """The code of a language of ours, and how likely it is that one and no other of ours, between 0 and 1."""

    language: str
    probability: float


class Guesser(Protocol):
    def guess(self, text: str) -> Guess:
        """The likeliest of our languages, whatever the text."""
        ...


def guess_language(text: str) -> Guess:
    """Ask the engine, which is loaded once for each process."""
    return open_guesser("langid").guess(text[:LONGEST])


@cache
def open_guesser(engine: str) -> Guesser:
    guesser: Guesser = import_module(f"storyhub.adapters.guessing.{engine}").open_guesser()
    return guesser
