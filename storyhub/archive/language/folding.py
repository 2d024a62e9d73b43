"""Equal words become equal: one way of writing capitals, apostrophes, marks and letters that mean the same.

Nothing here knows what a word means. Marks that make another letter (й, ї, ă, ö) stay; only those that no letter
takes up, as the stress in во́да, fall away. The reader who types without them is helped by `bare`.
"""

import unicodedata
from functools import lru_cache

import regex

from storyhub.core.languages import LANGUAGES

APOSTROPHES = "'’ʼ‘ʻ`´′＇՚ʹ"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u180e"
"""Soft hyphen, joiners and blanks of no width: they say where a word may break, not what it is."""
ARMENIAN_MARKS = "՛՜՞՟"
"""Armenian puts the marks of stress, call and question inside the word: ինչպե՞ս."""
LONGEST = 60
"""Characters of a word that count; the longest word that people write has fewer."""

_NOT_A_WORD = regex.compile(r"[^\p{L}\p{M}\p{N}']+|\p{Mn}+")
_APOSTROPHES = frozenset(APOSTROPHES)
"""Some of them are letters to Unicode."""
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(INVISIBLE + ARMENIAN_MARKS))
_SAME_LETTER = str.maketrans(
    # Romanian is typed with the cedilla of old keyboards; Azerbaijani's cedilla goes with it, so that one rule serves.
    {"ş": "ș", "ţ": "ț", "ё": "е", "ѐ": "е", "ѝ": "и", "ӏ": "і"}
    # Church capitals of Georgian: casefold leads Asomtavruli to Nuskhuri, which is on no keyboard.
    | {chr(0x2D00 + at): chr(0x10D0 + at) for at in range(0x26)}
)
_BARE = str.maketrans(
    {"ă": "a", "â": "a", "î": "i", "ș": "s", "ț": "t", "ə": "e", "ı": "i", "ö": "o", "ü": "u", "ç": "c", "ğ": "g"}
    | {"'": None, "ґ": "г"}
)


@lru_cache(maxsize=4_000)
def fold(word: str, language: str = "") -> str:
    """A word as it is compared. Folding what is folded changes nothing."""
    is_plain = word.isalpha() and _APOSTROPHES.isdisjoint(word) and word == word.casefold()
    if is_plain and unicodedata.is_normalized("NFKC", word):
        return _letters_folded(word)  # nearly every word, ten times as fast
    whole = unicodedata.normalize("NFC", word).translate(_ONE_APOSTROPHE)
    row = LANGUAGES.get(language)
    # Outside Azerbaijani, too, İ is an i with a dot too many: casefold alone would make two characters of it.
    lower = row.fold(whole) if row and row.dotted_i else whole.replace("İ", "i").casefold()
    # Twice: what compatibility takes apart (ligatures, letters in rings) may hold capitals again.
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", lower).casefold())
    return _letters_folded(_NOT_A_WORD.sub("", plain.translate(_ONE_APOSTROPHE)).strip("'"))


def _letters_folded(plain: str) -> str:
    return plain.translate(_SAME_LETTER).replace("եվ", "եւ")[:LONGEST].strip("'")


def bare(folded: str) -> str:
    """A folded word as it is typed on a keyboard without its letters: școală scoala, məktəb mekteb, м'ята мята."""
    return folded.translate(_BARE)
