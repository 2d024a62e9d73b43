"""How wide words are and how many lines they take, reckoned letter by letter. The unit is the height of the letters.

The widths are those of Noto Sans in four scripts, which few screens' own letters exceed; a little is added for those.
"""

import re
from functools import lru_cache

JOINER = "\u2060"
"""Seen by nobody: no line ends there."""
SHORT = re.compile(r"\b(\w{1,3})-(?=\w)|(?<=\w)-(?=\w{1,3}\b)")
"""Words that hang on another by a hyphen, as in “s-ar”, “într-un”, “какой-то”."""
BY_WIDTH = {
    0.0: JOINER,
    0.27: "!',.:;J`ijlîıії’·՚՛՜՝լյ",
    0.36: "()-/I[\\]ftțİÎІЇ“”չւ",
    0.43: '?"_r{}гґ„Լ՞շ',
    0.51: "Fcsvyzșçşзстуэє«»–էջ",
    0.57: "$*+0123456789<=>ELSTYZ^aekx|~ăâəŞȘȚаекхяГЕТҐՏհაიკჯჰ",
    0.68: "#ABCÇĂÂийнцъАВДСЧЪЬЭЯЄԲԵԶԸՁՃՇՉՋՐՑՖգդթֆևც",
    0.77: "&DGHNOQUwĞÖÜƏжмфыИЙЛНОПЦ…ԳԴԺԻԾԿՂՈՊՍՎՕტ",
    0.9: "%@MWmшщюЖМФЫԱԹԽՄՌՓախպտփდთორფღ",
    1.07: "ШЩЮ—ლ",
}
WIDTHS = {letter: width for width, letters in BY_WIDTH.items() for letter in letters}
USUAL, SPACE, MORE = 0.62, 0.27, 1.01
BOLD = 1.08
"""How much wider bold letters are."""


def kept_whole(words: str) -> str:
    """The same, so that no line ends within “s-ar”."""
    return SHORT.sub(lambda found: f"{found[1] or ''}-{JOINER}", words) if "-" in words else words


def lines_of(words: str, width: float) -> int:
    """How many lines the words take."""
    return sum(_lines(line.split(), width) for line in words.split("\n"))


def longest_word(words: str) -> float:
    """The width of the widest of them."""
    return max(map(width_of, words.split()), default=0)


def _lines(words: list[str], width: float) -> int:
    """As a browser breaks them: a word that is longer than a line is broken itself."""
    lines, used = 1, 0.0
    for word in words:
        needs = width_of(word)
        if used and used + SPACE + needs > width:
            lines, used = lines + 1, 0.0
        used += needs + (SPACE if used else 0)
        if used > width:
            more = int(used / width)
            lines, used = lines + more, used - more * width
    return lines


@lru_cache(maxsize=8192)
def width_of(word: str) -> float:
    """Of letters that stand on one line."""
    return sum(WIDTHS.get(letter, USUAL) for letter in word) * MORE
