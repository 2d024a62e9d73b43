"""Where the words of a text stand. A chunk is what stands between blanks; it holds no word, one, or several.

Compounds with a hyphen are words of their own one after the other, and together (`whole`) one more way to find the
first. A number keeps no ending: 5-ე, 21-го, 3-րդ and 5th are the number. An address (mail, web) is one word.
"""

from collections.abc import Iterator
from typing import NamedTuple

import regex

from storyhub.archive.language.folding import APOSTROPHES, ARMENIAN_MARKS, INVISIBLE

CHUNK = regex.compile(r"\S+")
LONGEST_CHUNK = 200
"""Characters between two blanks that are taken together; more are cut, a text without blanks is no text."""

_ENDINGS = (
    "lea|a"
    "|c[iıuü]|d[aə]n?|də|tə|də?n|[iıuüaə]|n[iıuü]n"
    "|[иы]?й|[аоы]?я|[аеоуиы]?[йе]|[ое]?го|[ое]?му|[иы]?ми?|[иы]?х|ю|т[іаеу]|ш[ае]|ої|ій|м?а|ва"
    "|ე|ში|ზე|დან|მდე|ით|თან|ის(?:თვის|გან|კენ)?|სთვის|ს|მა|ად|იდან|ამდე"
    "|րդ|ին|ում|ից|ի|ով|ը|ն|րդը|րդի|ական(?:ներ)?(?:ի|ին|ը)?"
)
_LETTER = r"[\p{L}\p{M}\p{N}]"
_INSIDE = rf"[{regex.escape(APOSTROPHES + ARMENIAN_MARKS)}{INVISIBLE}]"
_WORD = rf"{_LETTER}+(?:{_INSIDE}+{_LETTER}+)*"
_HYPHEN = r"[-‐‑֊]"
_PART = regex.compile(
    rf"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    rf"|(?P<web>(?:https?://|www\.)[^\s<>\"«»“”]+)"
    rf"|(?P<domain>(?<![\w.])(?:[a-z0-9-]+\.)+(?:com|org|net|info|edu|gov|ge|am|md|ua|az|ru|ro|eu)(?![\w.]))"
    rf"|(?P<number>\p{{Nd}}+(?:{_HYPHEN}(?:{_ENDINGS})|st|nd|rd|th)(?!{_LETTER}|{_HYPHEN}{_LETTER}))"
    rf"|(?P<ordinal>მე{_HYPHEN}\p{{Nd}}+(?:{_HYPHEN}ე)?(?!{_LETTER}))"
    rf"|(?P<compound>{_WORD}(?:{_HYPHEN}{_WORD})+)"
    rf"|(?P<word>{_WORD})",
    regex.IGNORECASE,
)
_PLAIN = regex.compile(_WORD)
_DIGITS = regex.compile(r"\p{Nd}+")


class Part(NamedTuple):
    """A word as it is written. `also` are the words it holds or belongs to; `shown` stands for it in comparing."""

    shown: str
    start: int
    end: int
    also: tuple[str, ...] = ()


def chunks(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, str]]:
    """(place, what stands between two blanks)."""
    for match in CHUNK.finditer(text, start, len(text) if end is None else end):
        for at in range(0, match.end() - match.start(), LONGEST_CHUNK):
            yield match.start() + at, match[0][at : at + LONGEST_CHUNK]


def places_of(chunk: str, text: str, start: int, end: int) -> Iterator[int]:
    """Where a chunk stands between two blanks."""
    at = text.find(chunk, start, end)
    while at >= 0:
        after = at + len(chunk)
        if (at == start or text[at - 1].isspace()) and (after == end or text[after].isspace()):
            yield at
        at = text.find(chunk, after, end)


def parts(chunk: str) -> list[Part]:
    """The words of a chunk, in order, none over another."""
    found: list[Part] = []
    for match in _PART.finditer(chunk):
        kind, text = match.lastgroup, match[0]
        if kind == "word":
            found.append(Part(text, match.start(), match.end()))
        elif kind == "compound":
            found += _compound(text, match.start())
        elif kind in ("number", "ordinal"):
            digits = _DIGITS.search(text)
            found.append(Part(digits[0] if digits else text, match.start(), match.end()))
        else:
            found.append(_address(text.rstrip(".,;:!?)]}"), match.start()))
    return found


def _compound(text: str, start: int) -> list[Part]:
    """Its words, the first of them found by the whole as well."""
    found = [Part(one[0], start + one.start(), start + one.end()) for one in _PLAIN.finditer(text)]
    whole = "".join(one.shown for one in found)
    return [found[0]._replace(also=(whole,)), *found[1:]]


def _address(text: str, start: int) -> Part:
    return Part(text, start, start + len(text), tuple(one[0] for one in _PLAIN.finditer(text)))
