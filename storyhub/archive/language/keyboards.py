"""What was meant when the keyboard was set to another language: the same keys, read on each of the others.

Layouts: US English; Russian and Ukrainian ЙЦУКЕН; Georgian QWERTY; Armenian phonetic.
"""

from storyhub.archive.language.folding import fold
from storyhub.archive.language.lemmas import lemmas_of
from storyhub.archive.language.scripts import WRITTEN, script_of

MOST = 4
LONGEST = 200

_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,." + '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'
LAYOUTS: dict[str, dict[str, str]] = {
    code: dict(zip(_KEYS, letters, strict=True))
    for code, letters in {
        "en": _KEYS,
        "ru": "ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ",
        "uk": "'йцукенгшщзхїфівапролджєячсмитьбюʼЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄЯЧСМИТЬБЮ",
        "ka": "„ქწერტყუიოპ[]ასდფგჰჯკლ;'ზხცვბნმ,.“ქჭეღთყუიოპ{}აშდფგჰჟკლ:\"ძხჩვბნმ<>",
        "hy": "՝քոեռտըւիօպխծասդֆգհյկլ;՛զղցվբնմ,․՜ՔՈԵՌՏԸՒԻՕՊԽԾԱՍԴՖԳՀՅԿԼ:՛ԶՂՑՎԲՆՄ<>",
    }.items()
}
_KEY_OF = {code: {letter: key for key, letter in layout.items()} for code, layout in LAYOUTS.items()}


def other_keyboards(text: str) -> list[str]:
    """What the text may have been meant to be, what has known words first; empty for a text with nothing to mistake."""
    text = text.strip()[:LONGEST]
    found: dict[str, int] = {}
    for typed, keys in _KEY_OF.items():
        if not _is_typed_on(typed, text):
            continue
        pressed = "".join(keys.get(letter, letter) for letter in text)
        for meant, layout in LAYOUTS.items():
            other = "".join(layout.get(key, key) for key in pressed)
            if meant != typed and fold(other) != fold(text) and script_of(other) and _is_cased_as_words(other):
                found[other] = max(found.get(other, 0), _known(other, meant))
    return sorted(found, key=lambda one: -found[one])[:MOST]


def _is_typed_on(layout: str, text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and all(letter in _KEY_OF[layout] for letter in letters)


def _is_cased_as_words(text: str) -> bool:
    """Capitals stand at the beginnings of words or all through: a Georgian keyboard's other letters make AVtOBsI."""
    return all(word.isupper() or word[1:] == word[1:].lower() for word in text.split())


def _known(text: str, language: str) -> int:
    """How many of the words are words of that language or of a neighbour in its script."""
    words = [fold(word, language) for word in text.split()]
    return sum(any(lemmas_of(word, one) for one in WRITTEN[script_of(word)]) for word in words if script_of(word))
