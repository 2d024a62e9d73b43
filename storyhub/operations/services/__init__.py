"""What the operators' commands do. Long work tells how far it is: `Tell(what, done, of)`, `of` 0 when nobody knows."""

from collections.abc import Callable

Tell = Callable[[str, int, int], None]


def tell_nobody(_what: str, _done: int, _of: int) -> None:
    """For whoever does not watch."""


class Refused(Exception):
    """It cannot be done; the message is a sentence for the operator."""
