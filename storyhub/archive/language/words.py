"""A text's words, folded so that equal words are equal, each with the place where it stands."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

from storyhub.core.languages import LANGUAGES

APOSTROPHES = "'’ʼ‘ʻ`´′＇"
LONGEST = 60
"""Characters of a word that count; the longest word that people write has fewer."""

_WORD = regex.compile(rf"[\p{{L}}\p{{M}}\p{{N}}]+(?:[{APOSTROPHES}][\p{{L}}\p{{M}}\p{{N}}]+)*")
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
DOTTED = LANGUAGES["az"]


class Found(NamedTuple):
    """A word as it is compared, and where it stands in the text as it was written."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=20_000)
def fold(word: str, language: str) -> str:
    """NFC, one kind of apostrophe, lower case as the language's readers know it (Azerbaijani I is ı)."""
    whole = unicodedata.normalize("NFC", word).translate(_ONE_APOSTROPHE)
    row = LANGUAGES.get(language)
    # Outside Azerbaijani, too, İ is an i with a dot too many: casefold alone would make two characters of it.
    lower = row.fold(whole) if row and row.dotted_i else whole.replace("İ", "i").casefold()
    return unicodedata.normalize("NFC", lower)[:LONGEST]


def words_of(text: str, language: str) -> Iterator[Found]:
    for match in _WORD.finditer(text):
        yield Found(fold(match[0], language), match.start(), match.end())


def folded(text: str, language: str) -> list[str]:
    return [found.word for found in words_of(text, language)]


def forms(text: str) -> list[tuple[str, ...]]:
    """For each word of a question, whose language nobody knows: every way it may be folded."""
    return [tuple(dict.fromkeys((fold(match[0], ""), fold(match[0], DOTTED.code)))) for match in _WORD.finditer(text)]
