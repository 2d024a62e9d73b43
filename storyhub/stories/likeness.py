"""Whether two texts are alike: a fingerprint of 64 bits that changes little when the words change little.

SimHash (Charikar 2002, "Similarity estimation techniques from rounding algorithms") over the five-letter pieces of the
casefolded words, which bears the endings of our languages better than whole words do.
"""

import re
from collections.abc import Iterable
from hashlib import blake2b
from typing import TypeVar

from rapidfuzz import fuzz

MOST_WORDS_APART = 14
"""Bits. Of the demonstration's stories two different ones are 19 or more apart; one with every seventh word changed is
at most 14 from itself in nine of ten cases."""
MOST_PICTURES_APART = 6
"""Bits of the difference hash; re-encoding and small crops stay below."""
LEAST_ALIKE = 70
"""Per cent of the letters in common order: two different stories reach 46, one cut by a third keeps 75."""
PIECE = 5
LANE = 24
"""Bits in which the votes for one bit of the fingerprint are counted: enough for 16 million pieces."""

Key = TypeVar("Key")

_WORD = re.compile(r"\w+")
_SPREAD = [sum((byte >> bit & 1) << (LANE * bit) for bit in range(8)) for byte in range(256)]
"""Each byte with its bits moved into lanes of their own, so that eight votes are counted in one addition."""


def fingerprint(text: str) -> str:
    """64 bits in hex; the empty string for a text without a word."""
    words = " ".join(_WORD.findall(text.casefold()))
    if not words:
        return ""
    pieces = {words[at : at + PIECE] for at in range(max(1, len(words) - PIECE + 1))}
    votes = [0] * 8
    for piece in pieces:
        for place, byte in enumerate(blake2b(piece.encode(), digest_size=8).digest()):
            votes[place] += _SPREAD[byte]
    return bytes(_majority(vote, len(pieces)) for vote in votes).hex()


def _majority(votes: int, voters: int) -> int:
    """The byte whose bits more than half of the pieces have."""
    lane = (1 << LANE) - 1
    return sum(1 << bit for bit in range(8) if 2 * (votes >> LANE * bit & lane) > voters)


def near(mine: str, others: Iterable[tuple[Key, str]], most: int) -> list[Key]:
    """The keys of those fingerprints that are at most so many bits from mine."""
    own = int(mine, 16)
    return [key for key, other in others if other and (own ^ int(other, 16)).bit_count() <= most]


def are_alike(one: str, other: str) -> bool:
    """Whether the words themselves bear out what the fingerprints hinted at."""
    return fuzz.ratio(one.casefold(), other.casefold(), score_cutoff=LEAST_ALIKE) > 0
