"""A few words around what was asked for, made from the text as this reader gets it, never from the index."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storyhub.archive.language import Token
from storyhub.archive.query import Question

_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"\S+")

WIDE = 200
"""Characters of a snippet, more or less."""
LEADING = 4
"""Words before the first one that was asked for."""
POINTS = ".,;:…։"
"""They would stand beside the sign that words are left out."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a snippet; `is_marked` where it is a word that was asked for."""

    text: str
    is_marked: bool = False


def snippet(question: Question, text: str, language: str, wide: int = WIDE) -> list[Piece]:
    """The stretch of the text that holds most of what was asked; its beginning when nothing is found in it."""
    asked = question.asked_in(text, language)
    begin = _a_few_before(text, _densest(asked, wide), wide)
    return _pieces(text, asked, begin, _end(text, begin, wide))


def marked(question: Question, text: str, language: str) -> list[Piece]:
    """The whole text with what was asked for marked."""
    return _pieces(text, question.asked_in(text, language), 0, len(text))


def plain(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _densest(asked: Sequence[Token], wide: int) -> int:
    """Where a stretch begins that holds the most different words that were asked for."""
    best, most = 0, 0
    for at, first in enumerate(asked):
        inside = {found.surface for found in asked[at : at + 20] if found.end <= first.start + wide * 3 // 4}
        if len(inside) > most:
            best, most = first.start, len(inside)
    return best


def _a_few_before(text: str, at: int, wide: int) -> int:
    """Where a stretch begins that leads to this place, and is not so long that the place would be no part of it."""
    since = max(0, at - wide // 4)
    starts = [found.start() for found in _WORD.finditer(text, since, at)]
    if since == 0 and len(starts) <= LEADING:
        return 0
    # The first may be cut.
    return next(iter(starts[1:][-LEADING:]), at)


def _end(text: str, begin: int, wide: int) -> int:
    """The end of the last word that fits whole; that of the text where little is left of it."""
    reach = begin + wide
    end = max((found.end() for found in _WORD.finditer(text, begin, reach + 1) if found.end() <= reach), default=reach)
    if end + wide // 4 >= len(text):
        return len(text)
    return begin + len(text[begin:end].rstrip(POINTS))


def _pieces(text: str, asked: Sequence[Token], begin: int, end: int) -> list[Piece]:
    pieces: list[Piece] = [Piece("…")] if begin > 0 else []
    at = begin
    for found in asked:
        if at <= found.start and found.end <= end:
            pieces += [Piece(_flat(text[at : found.start])), Piece(text[found.start : found.end], is_marked=True)]
            at = found.end
    pieces.append(Piece(_flat(text[at:end])))
    if end < len(text):
        pieces.append(Piece("…"))
    return [piece for piece in pieces if piece.text]


def _flat(text: str) -> str:
    """On one line; blanks at the ends stay, because a word stands beside them."""
    return _BLANKS.sub(" ", text)
