"""Which writing a letter belongs to, and which of our languages are written so."""

from collections import Counter
from functools import lru_cache

from storyhub.core.languages import LANGUAGES

RANGES = (
    ("Latn", 0x41, 0x5A), ("Latn", 0x61, 0x7A), ("Latn", 0xC0, 0x24F), ("Latn", 0x250, 0x2AF), ("Latn", 0x1E00, 0x1EFF),
    ("Cyrl", 0x400, 0x52F), ("Armn", 0x531, 0x587), ("Armn", 0xFB13, 0xFB17),
    ("Geor", 0x10A0, 0x10FF), ("Geor", 0x1C90, 0x1CBF), ("Geor", 0x2D00, 0x2D2D),
)  # fmt: skip

WRITTEN: dict[str, tuple[str, ...]] = {
    script: tuple(code for code, row in LANGUAGES.items() if row.script == script)
    for script in {row.script for row in LANGUAGES.values()}
}
"""The languages of each script."""

AZERBAIJANI_CYRILLIC = frozenset("әҹһөүғҝј")
"""Letters that Azerbaijani alone, of our languages, wrote in Cyrillic."""


@lru_cache(maxsize=4096)
def script_of_letter(letter: str) -> str:
    """The ISO 15924 code of one of our scripts; the empty string for digits, marks and other people's letters."""
    code = ord(letter)
    return next((script for script, first, last in RANGES if first <= code <= last), "")


def script_of(word: str) -> str:
    """The script of the first letter that has one."""
    for letter in word:
        if script := script_of_letter(letter):
            return script
    return ""


def scripts_in(text: str) -> Counter[str]:
    """How many letters of each script stand in a text."""
    found: Counter[str] = Counter()
    for letter, times in Counter(text).items():
        if script := script_of_letter(letter):
            found[script] += times
    return found


def is_written_so(language: str, script: str) -> bool:
    """Whether a language is usually written in that script."""
    return language in WRITTEN.get(script, ())
