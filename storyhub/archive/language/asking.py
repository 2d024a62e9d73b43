"""What a word that somebody typed may mean, when nobody knows in which language or on which keyboard."""

from collections.abc import Iterator
from functools import lru_cache

from storyhub.adapters.index import Forms
from storyhub.archive.language.folding import bare, fold
from storyhub.archive.language.latin_typing import SPELLINGS, beginnings_in_latin, in_latin, typed_in_latin
from storyhub.archive.language.lemmas import lemmas_of
from storyhub.archive.language.meanings import Meaning, meaning_of
from storyhub.archive.language.scripts import AZERBAIJANI_CYRILLIC, WRITTEN, script_of
from storyhub.archive.language.stemming import stems_of
from storyhub.archive.language.stop_words import stop_words
from storyhub.archive.language.tokens import parts
from storyhub.archive.language.transliteration import latin_azerbaijani

MOST_FORMS = 24
"""Forms of a word that are looked for in one layer."""
SHORTEST_TYPED = 3
"""Letters of a Latin word below which it is taken for what it is; *tun* has three."""


@lru_cache(maxsize=1024)
def asked_forms(word: str, interface_language: str | None = None) -> Forms:
    """The forms of a typed word in each layer. What was typed stands in `surface`; other scripts only if it is no word."""
    written = _written(word)
    surface = dict.fromkeys(written)
    lemmas, stems = dict.fromkeys(written), dict.fromkeys(map(bare, written))
    for meaning in _meanings(written, _languages(written[0], interface_language)):
        lemmas |= dict.fromkeys(meaning.lemmas)
        stems |= dict.fromkeys(meaning.stems)
    is_known = any(lemmas_of(form, one) for form in written for one in WRITTEN["Latn"])
    others = list(_in_other_scripts(written[0]))
    for other, meaning in _known_before_guessed(others):
        if not is_known:
            surface[other] = None
        lemmas |= dict.fromkeys(meaning.lemmas)
        stems |= dict.fromkeys(meaning.stems)
    return Forms(_some(surface), _some(lemmas), _some(stems))


@lru_cache(maxsize=1024)
def asked_beginnings(word: str, interface_language: str | None = None) -> tuple[str, ...]:
    """What a word may begin with that is still being typed, as typed and in the scripts it may be meant in."""
    written = _written(word)
    found = dict.fromkeys(written)
    if script_of(written[0]) == "Latn" and len(written[0]) >= 2:
        for language in sorted(SPELLINGS, key=lambda one: one != interface_language):
            found |= dict.fromkeys(beginnings_in_latin(written[0], language)[:3])
    return _some(found)


def _written(word: str) -> list[str]:
    """Every way the word itself may be folded (Azerbaijani I is ı); compounds and numbers as texts have them."""
    found = parts(word.strip()[:200])
    shown = found[0].shown if len(found) == 1 else word
    return list(dict.fromkeys((fold(shown), fold(shown, "az"))))


def _languages(folded: str, first: str | None) -> tuple[str, ...]:
    """The languages of its script, the reader's before the others."""
    if not AZERBAIJANI_CYRILLIC.isdisjoint(folded):
        return ("az",)
    languages = WRITTEN.get(script_of(folded), ())
    return tuple(sorted(languages, key=lambda one: one != first))


def _meanings(written: list[str], languages: tuple[str, ...]) -> Iterator[Meaning]:
    for language in languages:
        for form in dict.fromkeys((written[0], written[-1] if language == "az" else written[0])):
            yield meaning_of(form, language)
            if plain := _without_digraphs(form, language):
                yield Meaning(plain, (), stems_of(plain, language))


def _without_digraphs(folded: str, language: str) -> str:
    """Azerbaijani letters typed as two of another keyboard: chay, shagird, dagh. Empty where there are none."""
    if language != "az":
        return ""
    plain = bare(folded).replace("sh", "s").replace("ch", "c").replace("gh", "g")
    return plain if plain != bare(folded) else ""


def _in_other_scripts(folded: str) -> Iterator[tuple[str, Meaning]]:
    script = script_of(folded)
    if script == "Latn" and len(folded) >= SHORTEST_TYPED:
        if any(folded in stop_words(one) for one in WRITTEN["Latn"]):
            return
        for language in SPELLINGS:
            for other in typed_in_latin(folded, language):
                yield other, meaning_of(other, language)
    for language in WRITTEN.get(script, ()):
        for latin in in_latin(folded, language) if script != "Latn" else ():
            yield latin, Meaning(latin, (latin,), (bare(latin),))
    if not AZERBAIJANI_CYRILLIC.isdisjoint(folded):
        yield latin_azerbaijani(folded), meaning_of(latin_azerbaijani(folded), "az")


def _known_before_guessed(others: list[tuple[str, Meaning]]) -> list[tuple[str, Meaning]]:
    """Readings that are words of their language; mere guesses only where nothing is one."""
    known = [
        (word, meaning) for word, meaning in others if any(lemmas_of(word, one) for one in WRITTEN[script_of(word)])
    ]
    return known or others


def _some(found: dict[str, None]) -> tuple[str, ...]:
    return tuple(one for one in found if one)[:MOST_FORMS]
