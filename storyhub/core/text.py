"""What people type, made safe to keep without changing what they said.

Controls, lone surrogates and invisible direction marks go; words, line breaks, emoji and joiners stay.
"""

import re
import unicodedata

import regex

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
# Embeddings, overrides and isolates can make a page read in another order than it was written (CVE-2021-42574).
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_INVISIBLE = re.compile("[\u00ad\u2060\ufeff\u180e\U000e0000-\U000e007f]")
_BLANKS = re.compile(r"[^\S\n]+")
_MANY_LINES = re.compile(r"\n{3,}")
_STACKED = regex.compile(r"(\p{M}{4})\p{M}+")
_PERSON_SEES = regex.compile(r"\X")
# Two make a flag. Left in a long row they make \X look back to its beginning at each of them, which takes minutes.
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
MOST_IN_ONE = 12
"""Code points of a character that a person might write: a family with skin colours has eleven."""


def clean(text: str) -> str:
    """Plain text over several lines: NFC, one kind of line end, at most one empty line in a row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    for noise in (_CONTROLS, _DIRECTION, _INVISIBLE):
        text = noise.sub("", text)
    text = _STACKED.sub(r"\1", unicodedata.normalize("NFC", text))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()


def clean_line(text: str) -> str:
    """Plain text on one line."""
    return " ".join(clean(text).split())


def length(text: str) -> int:
    """How many characters a person would count: a family emoji is one, ե with a mark is one.

    No character a person writes is made of more than a dozen others; what goes on longer is counted by the dozen.
    """
    return max(len(_PERSON_SEES.findall(_FLAG.sub("⚑", text))), -(-len(text) // MOST_IN_ONE))


def excerpt(text: str, limit: int = 180) -> str:
    """The beginning, cut between words, with an ellipsis when something is left out."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    head = flat[: limit + 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > limit // 2 else flat[:limit]).rstrip(" ,;:–-") + "…"
