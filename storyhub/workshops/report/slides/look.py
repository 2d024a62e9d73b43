"""How slides look: their size, room, colours, patterns and letters. Every length is in points.

Colours are those of the boards on a screen (static/css/cards.css, storyhub.css), so that people know their cards again.
The letters are Segoe UI, and Sylfaen or Georgia for what is set large: every Windows has them, the first two with Georgian
and Armenian letters, and a reader without them puts its own in their place. Nothing is embedded.
"""

from dataclasses import dataclass
from typing import NamedTuple

from storyhub.workshops.methods.words import Colour

WIDE, HIGH = 960.0, 540.0
"""16 to 9, as PowerPoint's own wide slide: 13⅓ by 7½ inches."""
SIDE = 36.0
LEAST = 12.0
"""No letter is smaller."""
LEADING = 1.2
"""From line to line, of the letters' size; said exactly, so that another font does not move what stands below."""

INK, MUTED, PAPER, CARD = "1D2A2B", "52605F", "FBF8F2", "FFFFFF"
RULE, EDGE, ACCENT, SUN, ERROR = "DED6C6", "7C8784", "1F5F5B", "F2B53B", "A3231F"
WARM, LINK = "FDF0D3", "145A8A"


class Tone(NamedTuple):
    """Of a card: what fills it, its edge, and the pattern of its strip."""

    fill: str
    edge: str
    pattern: str
    """A preset of DrawingML; empty for a plain strip."""


TONES = {
    Colour.LEAF: Tone("E9F2E1", "477329", ""),
    Colour.SLATE: Tone("E8EDF1", "4B6375", "narHorz"),
    Colour.CLAY: Tone("F8E8DF", "A04F28", "wdUpDiag"),
    Colour.PLUM: Tone("F1E6F0", "7C3F78", "lgConfetti"),
    Colour.SUN: Tone("F8F1D2", "7A6200", "dkVert"),
    Colour.SEA: Tone("E0F0F1", "1D6F7A", "smGrid"),
}
LOCALES = {
    "en": "en-GB",
    "hy": "hy-AM",
    "ka": "ka-GE",
    "ro": "ro-RO",
    "uk": "uk-UA",
    "az": "az-Latn-AZ",
    "ru": "ru-RU",
}
SANS = "Segoe UI"
SERIF = {"hy": "Sylfaen", "ka": "Sylfaen"}
OTHER_SERIF = "Georgia"
SYMBOLS = "Segoe UI Symbol"


@dataclass(frozen=True)
class Area:
    """A rectangle of a slide."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x <= self.right and self.y <= y <= self.bottom

    def inside(self, left: float = 0, top: float = 0, right: float = 0, bottom: float = 0) -> "Area":
        return Area(self.x + left, self.y + top, self.width - left - right, self.height - top - bottom)


TITLE = Area(SIDE, 16, WIDE - 2 * SIDE, 58)
BODY = Area(SIDE, 84, WIDE - 2 * SIDE, 414)
TEXT = BODY.inside(top=8)
"""Where words stand alone, with more room below the title."""
FOOT = Area(SIDE, 508, WIDE - 2 * SIDE, 20)


def serif_for(language: str) -> str:
    return SERIF.get(language, OTHER_SERIF)


def locale_of(language: str) -> str:
    """As `a:rPr lang` names it; empty for what we do not know, for PowerPoint may not know it either."""
    return LOCALES.get(language or "en", "")
