"""The six letters by which people come in: made to be read from a wall, said aloud and typed on any keyboard.

Latin consonants only: no two that look alike, none that is missing on the keyboards of our languages (an Azerbaijani
one has no W), and no vowels, so that no code is a word.
"""

import secrets

ALPHABET = "BCDFHKMPRSTXZ"
LENGTH = 6
"""Thirteen letters, six times: 4.8 million."""

_DIGITS = str.maketrans("582", "SBZ")
_LOOK = str.maketrans("АВЕКМНОРСТУХЅ", "ABEKMHOPCTYXS")
"""Cyrillic letters that look like Latin ones."""
_PLACE = str.maketrans(
    "ЙЦУКЕНГШЩЗФЫІВАПРОЛДЯЧСМИТЬ" + "ქწერტყუიოპასდფგჰჯკლზხცვბნმ".upper() + "ՔՈԵՌՏԸՒԻՕՊԱՍԴՖԳՀՃԿԼԶՂՑՎԲՆՄ",
    "QWERTYUIOPASSDFGHJKLZXCVBNM" + "QWERTYUIOPASDFGHJKLZXCVBNM" * 2,
)
"""Letters of another keyboard by the Latin key they lie on: somebody did not change the layout."""


def new_join_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _letter in range(LENGTH))


def readings(typed: str) -> tuple[str, ...]:
    """The codes that somebody may have meant, the likeliest first; none when it cannot be one."""
    said = "".join(letter for letter in typed[:40] if letter.isalnum()).upper().translate(_DIGITS)
    meant = dict.fromkeys((said.translate(_LOOK), said.translate(_PLACE)))
    return tuple(one for one in meant if len(one) == LENGTH and set(one) <= set(ALPHABET))
