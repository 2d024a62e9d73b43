"""Whether a text is likely to be in another language than its teller chose. Letters alone are counted: a hint, no proof."""

from collections import Counter

from storyhub.core.languages import LANGUAGES

FEWEST = 20
"""Letters below which nothing can be said."""
OTHER_SCRIPT = 0.6
"""Share of the letters that another script must have."""
TELLING = {
    "uk": "іїєґ",
    "ru": "ыэъё",
    "az": "ə",
    "ro": "ăâîșțşţ",
}
"""Letters that one language has and its neighbours in the same script have not."""
RANGES = {
    "Armn": (("\u0531", "\u058f"), ("\ufb13", "\ufb17")),
    "Geor": (("\u10a0", "\u10ff"), ("\u1c90", "\u1cbf"), ("\u2d00", "\u2d2d")),
    "Cyrl": (("\u0400", "\u052f"),),
    "Latn": (("A", "Z"), ("a", "z"), ("\u00c0", "\u024f"), ("\u0259", "\u0259"), ("\u018f", "\u018f")),
}
USUAL = {"Armn": "hy", "Geor": "ka"}
"""Scripts that one of our languages alone is written in."""


def doubted(text: str, chosen: str) -> str | None:
    """A sign that `chosen` is wrong: the language the letters speak for, "" where they name none; None without a doubt.

    Languages of ours are typed in other people's letters too (Georgian in Latin ones), so the hint is for a moderator.
    """
    letters = Counter(letter for letter in text.casefold() if letter.isalpha())
    total = sum(letters.values())
    if total < FEWEST or chosen not in LANGUAGES:
        return None
    script, share = _script_of(letters, total)
    if script and script != LANGUAGES[chosen].script:
        return (USUAL.get(script) or _told_by(letters, script) or "") if share >= OTHER_SCRIPT else None
    other = _told_by(letters, LANGUAGES[chosen].script)
    return other if other and other != chosen else None


def _script_of(letters: Counter[str], total: int) -> tuple[str, float]:
    """The script most letters belong to, and their share."""
    counts = {script: sum(n for letter, n in letters.items() if _is_in(letter, script)) for script in RANGES}
    script = max(counts, key=lambda one: counts[one])
    return (script, counts[script] / total) if counts[script] else ("", 0.0)


def _is_in(letter: str, script: str) -> bool:
    return any(first <= letter <= last for first, last in RANGES[script])


def _told_by(letters: Counter[str], script: str) -> str | None:
    """The language whose own letters stand in the text at least twice and more often than its neighbours'."""
    found = {
        code: sum(letters[one] for one in own) for code, own in TELLING.items() if LANGUAGES[code].script == script
    }
    ranked = sorted(found.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] < 2:
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] > 3 * ranked[1][1] else None
