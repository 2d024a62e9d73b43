"""Words in pieces of three letters, by which something near is found when the words themselves are nowhere."""

from collections.abc import Iterable

LONG = 3


def grams_of(words: Iterable[str]) -> tuple[str, ...]:
    """Each word's pieces, its beginning and end told apart from its middle: `_wa wat ate ter er_`."""
    pieces = dict.fromkeys(
        padded[at : at + LONG] for word in words for padded in (f"_{word}_",) for at in range(len(padded) - LONG + 1)
    )
    return tuple(pieces)
