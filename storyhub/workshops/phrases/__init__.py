"""Four words that bring a seat back to another phone: 32 random bits, said in the words of any of our languages.

Each language has 256 words, and a phrase is four numbers: whoever changes the language of a seat still holds the same
phrase. Words are told apart without capitals, apostrophes, hyphens and marks, as people type them on a phone. Guessing
is held back by counting wrong phrases for each workshop (`services.seating`), which is why 32 bits are enough.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from storyhub.core.languages import DEFAULT, LANGUAGES

LENGTH = 4
_LIKE = str.maketrans("ıə", "ie")


def phrase_for(numbers: Sequence[int], language: str) -> str:
    """Four numbers below 256 as words of a language."""
    words = words_of(language)
    return " ".join(words[number] for number in numbers)


def numbers_in(typed: str) -> list[tuple[int, ...]]:
    """What a typed phrase may mean: the same words can stand in two languages. Empty when they stand in none."""
    said = [word for word in map(fold, typed[:400].replace(",", " ").split()) if word]
    if len(said) != LENGTH:
        return []
    meant = ([known.get(word) for word in said] for known in map(_numbers, LANGUAGES))
    return list(dict.fromkeys(tuple(one for one in row if one is not None) for row in meant if None not in row))


def fold(word: str) -> str:
    """The letters of a word as they are compared."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if letter.isalpha()).translate(_LIKE)


@cache
def words_of(language: str) -> tuple[str, ...]:
    code = language if language in LANGUAGES else DEFAULT
    return tuple((files(__package__) / f"{code}.txt").read_text(encoding="utf-8").split())


@cache
def _numbers(language: str) -> dict[str, int]:
    return {fold(word): number for number, word in enumerate(words_of(language))}
