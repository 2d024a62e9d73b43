"""The words that stand in most texts and say little of any: they are not asked for where others are, and never left out.

The lists in `frequent/` are ours, written by hand and held against how often words stand in the stories of the
demonstration: no published list has all seven languages, and the longest hold words like *work* and *water*. What a
word weighs is not their business; the index weighs each by how many of its documents hold it.
"""

from functools import cache
from pathlib import Path

from storyhub.archive.language.folding import bare, fold
from storyhub.core.languages import LANGUAGES

_FOLDER = Path(__file__).parent / "frequent"


@cache
def stop_words(language: str) -> frozenset[str]:
    """Folded; empty for a language that is not ours."""
    if language not in LANGUAGES:
        return frozenset()
    return frozenset(fold(word, language) for word in (_FOLDER / f"{language}.txt").read_text("utf-8").split())


def is_stop_word(word: str, language: str | None = None) -> bool:
    """Whether a word says little: in that language, or in any where none is named."""
    languages = [language] if language else list(LANGUAGES)
    return any(fold(word, one) in stop_words(one) for one in languages)


@cache
def bare_stop_words(language: str) -> frozenset[str]:
    """As they are typed without marks; those too that are written so anyway."""
    return frozenset(map(bare, stop_words(language)))
