"""What a word of a text is found by: as it stands, by its dictionary forms, by its stems."""

from functools import lru_cache
from typing import NamedTuple

from storyhub.archive.language.folding import fold
from storyhub.archive.language.lemmas import lemmas_of
from storyhub.archive.language.scripts import AZERBAIJANI_CYRILLIC, WRITTEN, is_written_so, script_of
from storyhub.archive.language.stemming import stems_of
from storyhub.archive.language.transliteration import latin_azerbaijani

MOST_STEMS = 4


class Meaning(NamedTuple):
    surface: str
    lemmas: tuple[str, ...]
    stems: tuple[str, ...]


@lru_cache(maxsize=4_000)
def meaning_of(word: str, language: str) -> Meaning:
    """A word that stands in a text of that language. A word in another script is read in that script's languages."""
    folded = fold(word, language)
    languages = languages_for(folded, language)
    found = [lemmas for one in languages if (lemmas := lemmas_of(folded, one))]
    lemmas = tuple(dict.fromkeys(lemma for some in found for lemma in some)) or _own_lemmas(folded, language)
    return Meaning(folded, lemmas, _stems(folded, lemmas, languages))


def languages_for(folded: str, language: str) -> tuple[str, ...]:
    """The languages a word may be in where a text of that language has it."""
    script = script_of(folded)
    if not script or is_written_so(language, script):
        return (language,)
    if script == "Cyrl" and language == "az":
        return (language,)
    return WRITTEN[script]


def _own_lemmas(folded: str, language: str) -> tuple[str, ...]:
    """A word no table has is its own dictionary form, so that it counts as much as one that a table has."""
    if language == "az" and not AZERBAIJANI_CYRILLIC.isdisjoint(folded):
        return (latin_azerbaijani(folded),)
    return (folded,)


def _stems(folded: str, lemmas: tuple[str, ...], languages: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for language in languages:
        for word in (folded, *lemmas):
            latin = latin_azerbaijani(word) if language == "az" else word
            found |= dict.fromkeys(stems_of(latin, language))
    return tuple(found)[:MOST_STEMS]
