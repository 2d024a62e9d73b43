"""Which of our languages a text is in. What the teller said comes first; letters and frequent words check it.

Scripts tell Georgian and Armenian; letters that one language alone has, and the words that stand in every text, tell
the others apart. Words that the table of lemmas knows decide what is left. Nothing is loaded for it.
"""

from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

import regex

from storyhub.archive.language.folding import fold
from storyhub.archive.language.lemmas import lemmas_of
from storyhub.archive.language.scripts import AZERBAIJANI_CYRILLIC, WRITTEN, script_of, scripts_in
from storyhub.archive.language.stop_words import stop_words
from storyhub.core.languages import LANGUAGES

FEWEST_LETTERS = 12
"""Below this a text is what its teller said, and nothing is sure."""
LARGEST = 20_000
"""Characters that are looked at; a language does not change after them."""
OTHER_SCRIPT = 0.6
"""Share of the letters another script must have to speak against what was said."""
CLEAR = 1.5
"""How many times as much must speak for the best as for the next."""
FEWEST_WORDS = 4
"""A shorter sentence is in the language of its text."""

OWN_LETTERS = {
    "uk": "іїєґ", "ru": "ыэъё", "az": "əğıöüç" + "".join(AZERBAIJANI_CYRILLIC), "ro": "ăâîșțţ", "en": "w",
}  # fmt: skip
"""Letters that one language has and its neighbours in the same script have not."""

_WORD = regex.compile(r"[\p{L}\p{M}'’ʼ]+")
_SENTENCE = regex.compile(r"[^.!?…։\n]+[.!?…։\n]*")


class Judged(NamedTuple):
    """A language, the empty string if none can be named; whether the text speaks for it clearly; what the teller said."""

    language: str
    is_sure: bool
    said: str | None = None


class Passage(NamedTuple):
    start: int
    end: int
    language: str


def language_of(text: str, said: str | None = None) -> Judged:
    """The language of a text. `said` stands wherever nothing clearly speaks against it."""
    text = text[:LARGEST]
    letters = scripts_in(text)
    total = sum(letters.values())
    if not total or (said and total < FEWEST_LETTERS):
        return Judged(said or "", is_sure=False, said=said)
    script, most = letters.most_common(1)[0]
    if said in WRITTEN[script] and len(WRITTEN[script]) == 1:
        return Judged(said, is_sure=True, said=said)
    if said and said not in WRITTEN[script] and most < OTHER_SCRIPT * total:
        return Judged(said, is_sure=False, said=said)
    best, is_clear = _told(text, script)
    if not is_clear and said and said in WRITTEN[script]:
        return Judged(said, is_sure=False, said=said)
    return Judged(best, is_sure=is_clear and total >= FEWEST_LETTERS, said=said)


def passages(text: str, language: str) -> Iterator[Passage]:
    """The text in stretches of one language each; the sentences of another language of ours stand apart."""
    start, current = 0, language
    for match in _SENTENCE.finditer(text):
        own = _language_of_sentence(match[0], language)
        if own != current:
            if match.start() > start:
                yield Passage(start, match.start(), current)
            start, current = match.start(), own
    yield Passage(start, len(text), current)


def _language_of_sentence(sentence: str, language: str) -> str:
    """The text's language, unless the sentence's frequent words are clearly those of another."""
    words = sentence.split(None, 40)
    if len(words) < FEWEST_WORDS or language not in LANGUAGES:
        return language
    mine = len(_frequent(language).intersection(words))
    if mine >= 2:
        return language
    script = script_of(words[1])
    others = [one for one in WRITTEN.get(script, ()) if one != language]
    counts = {one: sum(word in _frequent(one) for word in words) for one in others}
    best = max(counts, key=lambda one: counts[one], default=language)
    if counts.get(best, 0) >= mine + 2:
        return best
    is_foreign = language not in WRITTEN.get(script, ())
    return others[0] if is_foreign and mine == 0 and len(others) == 1 else language


@lru_cache(maxsize=16)
def _frequent(language: str) -> frozenset[str]:
    """As they stand in a text: folded, and with the capital of a beginning."""
    words = {word for word in stop_words(language) if len(word) > 1}
    return frozenset(words | {word.capitalize() for word in words} | {f"{word}," for word in words})


def _told(text: str, script: str) -> tuple[str, bool]:
    """The language of that script that most speaks for, and whether it does so clearly."""
    languages = WRITTEN[script]
    if len(languages) == 1:
        return languages[0], True
    words = [fold(match[0]) for match in _WORD.finditer(text) if script_of(match[0]) == script]
    if script == "Cyrl" and not AZERBAIJANI_CYRILLIC.isdisjoint(text.casefold()):
        languages = (*languages, "az")
    shared = frozenset.intersection(*map(stop_words, languages))
    points = {one: _points(text.casefold(), words, one, stop_words(one) - shared) for one in languages}
    ranked = sorted(points, key=lambda one: -points[one])
    best, next_ = points[ranked[0]], points[ranked[1]]
    if best == 0:
        return "", False
    return ranked[0], best >= 2 and best >= CLEAR * next_


def _points(text: str, words: Sequence[str], language: str, telling: Set[str]) -> float:
    """Letters of its own, frequent words (counted double), and words its table knows (a little)."""
    own = sum(text.count(letter) for letter in OWN_LETTERS.get(language, ""))
    frequent = sum(word in telling for word in words)
    known = sum(bool(lemmas_of(word, language)) for word in words)
    return own + 2 * frequent + known * 0.5
