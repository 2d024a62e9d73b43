"""How much room words take. A file cannot ask PowerPoint, so it is reckoned from each letter, as boards on a stage are."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from storyhub.workshops.drawing.letters import BOLD, lines_of, width_of
from storyhub.workshops.report.slides.look import LEADING

AS_WIDE, STANDING_IN, WIDER = 1.02, 0.98, 0.94
"""Room for letters beside those that were measured: for Georgian, for Latin and Cyrillic, for Armenian. Where Segoe UI and
Georgia are missing, others stand in for them: Noto Serif for Latin and Cyrillic, the wide DejaVu Sans for Armenian.
"""
OWN_LETTERS = re.compile("[\u0530-\u10ff]")
"""Armenian and Georgian among them."""
SYMBOLIC = re.compile("[\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001ffff]")
CYRILLIC = re.compile("[\u0400-\u04ff]")
OWN_SCRIPT = {"hy": re.compile("[\u0531-\u058f]"), "ka": re.compile("[\u10a0-\u10ff]")}
NEUTRAL = "[^\u0531-\u058f\u10a0-\u10ff\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001ffff]"
SCRIPTS = re.compile(
    "[\u0531-\u058f](?:[\u0531-\u058f]|[^\\w\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001ffff]|\\d)*"
    "|[\u10a0-\u10ff](?:[\u10a0-\u10ff]|[^\\w\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001ffff]|\\d)*"
    f"|[\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001ffff]+|{NEUTRAL}+"
)
"""A run of Armenian or Georgian with what stands between its words, of symbols, or of anything else."""
PARTED = re.compile(r"\w[-/]\w")
"""An address, say: where it is longer than a line, its first line may end at such a sign, half empty."""
FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x84\x86-\x9f]")


def clean(words: str) -> str:
    """Words as XML can hold them: control characters and halves of characters are dropped, each line break is one."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n").replace("\t", " ")
    return FORBIDDEN.sub("", lines).replace("\u2028", "\n").replace("\u2029", "\n")


def by_script(words: str, language: str) -> list[tuple[str, str]]:
    """The words in runs of one script with the language of each: Armenian and Georgian letters tell theirs.

    Symbols among them, arrows above all, have no language: they are set from a font of their own.
    """
    found: list[tuple[str, str]] = []
    for part in SCRIPTS.findall(words):
        if SYMBOLIC.match(part):
            found.append((part, ""))
            continue
        own = next((name for name, letters in OWN_SCRIPT.items() if letters.match(part.strip())), "")
        found.append((part, own or _written_in(part, language)))
    return found


def _written_in(words: str, language: str) -> str:
    """Of words in letters that Armenian and Georgian have not, whatever a phone said: whoever types them writes another."""
    if language not in OWN_SCRIPT or not any(letter.isalpha() for letter in words):
        return language
    return "ru" if CYRILLIC.search(words) else "en"


def lines_in(words: str, size: float, width: float, bold: bool = False) -> int:
    """How many lines they take in so much room."""
    more = _wider(words) or (AS_WIDE if OWN_LETTERS.search(words) else STANDING_IN)
    return _lines(clean(words), max(1.2, width * more / size / (BOLD if bold else 1)))


def height_of(words: str, size: float, width: float, bold: bool = False) -> float:
    return lines_in(words, size, width, bold) * size * LEADING


def pieces(words: str, size: float, width: float, height: float) -> list[str]:
    """The words in pieces that each fit so much room, cut between words; a word longer than all of it is cut too."""
    most, width = max(1, int(height / (size * LEADING))), width * (_wider(words) or 1)
    left, found = _words(clean(words), int(most * width / size)), []
    while left:
        count = _fitting(left, size, width, most)
        found.append("".join(left[:count]).strip())
        left = left[count:]
    return found or [""]


def _wider(words: str) -> float:
    return WIDER if OWN_SCRIPT["hy"].search(words) else 0


def largest(sizes: Sequence[float], words: str, width: float, height: float, bold: bool = False) -> float:
    """The largest of these sizes at which the words fit; the least if none does."""
    return next((size for size in sizes if height_of(words, size, width, bold) <= height), sizes[-1])


def shortened(words: str, size: float, width: float, lines: int) -> str:
    """As much of them as so many lines hold."""
    found = " ".join(clean(words).split())
    if lines_in(found, size, width) <= lines:
        return found
    room = width - 2 * size
    parts = _words(found, int(lines * room / size))
    return f"{''.join(parts[: _fitting(parts, size, room, lines)]).rstrip(' .,;:')}…"


def _fitting(parts: Sequence[str], size: float, width: float, lines: int) -> int:
    """How many of them so many lines hold; one in any case."""
    counts = range(1, len(parts) + 1)
    return max(1, bisect_right(counts, lines, key=lambda count: lines_in("".join(parts[:count]), size, width)))


def _words(words: str, most: int) -> list[str]:
    """Each with the space after it."""
    found = re.findall(r"\S+\s*", words)
    return [word[at : at + most] for word in found for at in range(0, len(word), max(1, most))]


@lru_cache(maxsize=20_000)
def _lines(words: str, width: float) -> int:
    return lines_of(words, width) + sum(width_of(word) > width for word in words.split() if PARTED.search(word))
