"""A few words around what was asked for, made from the text as this reader gets it, never from the index."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storyhub.archive.language import Token, analyse
from storyhub.archive.query import Question

_BLANKS = re.compile(r"\s+")

WIDE = 200
"""Characters of a snippet, more or less."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a snippet; `is_marked` where it is a word that was asked for."""

    text: str
    is_marked: bool = False


def snippet(question: Question, text: str, language: str, wide: int = WIDE) -> list[Piece]:
    """The stretch of the text that holds most of what was asked; its beginning when nothing is found in it."""
    words = analyse(text, language)
    asked = _asked(question, words)
    start = _densest(asked, wide)
    first = next((at for at, found in enumerate(words) if found.end > start), 0)
    begin = words[max(0, first - 4)].start if first > 4 else 0
    end = max((found.end for found in words if found.end <= begin + wide), default=min(len(text), wide))
    if end + wide // 4 >= len(text):
        end = len(text)
    return _pieces(text, asked, begin, end)


def marked(question: Question, text: str, language: str) -> list[Piece]:
    """The whole text with what was asked for marked."""
    return _pieces(text, _asked(question, analyse(text, language)), 0, len(text))


def plain(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _asked(question: Question, words: Sequence[Token]) -> list[Token]:
    """Those of the words that were asked for, in any of their forms."""
    return [found for found in words if question.asks_for(found)]


def _densest(asked: Sequence[Token], wide: int) -> int:
    """Where a stretch begins that holds the most different words that were asked for."""
    best, most = 0, 0
    for at, first in enumerate(asked):
        inside = {found.surface for found in asked[at : at + 20] if found.end <= first.start + wide * 3 // 4}
        if len(inside) > most:
            best, most = first.start, len(inside)
    return best


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
