"""Pieces of a page that stand below each other: each knows how high it is at a width and a size, and how it is drawn.

Here are those of plain words: paragraphs, the lines of a sheet, and what tellers said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

from storyhub.workshops.report.slides.drawing import Frame, Said
from storyhub.workshops.report.slides.letters import BOLD, height_of, pieces, shortened
from storyhub.workshops.report.slides.look import ACCENT, INK, LEAST, MUTED, SUN, Area
from storyhub.workshops.report.slides.sheet import Sheet
from storyhub.workshops.report.slides.wording import where_and_when
from storyhub.workshops.seen import Voice


def small(size: float) -> float:
    return max(LEAST, round(size * 0.84))


class Block(Protocol):
    @property
    def keeps(self) -> bool:
        """Whether it may not stand alone at the end of a lane, for it belongs to what comes next."""
        ...

    def height(self, width: float, size: float) -> float:
        """With the room below it."""
        ...

    def draw(self, sheet: Sheet, area: Area, size: float) -> None: ...

    def parts(self, width: float, size: float, height: float) -> Sequence["Block"]:
        """What it is divided into where it is higher than a lane."""
        ...


@dataclass(frozen=True)
class Words:
    """A paragraph. `scale` is of the size of the page's letters."""

    words: str
    language: str
    scale: float = 1
    bold: bool = False
    colour: str = INK
    serif: bool = False
    below: float = 8
    keeps: bool = False
    indent: float = 0

    def size(self, size: float) -> float:
        return max(LEAST, round(size * self.scale))

    def height(self, width: float, size: float) -> float:
        return height_of(self.words, self.size(size), width - self.indent, self.bold) + self.below

    def draw(self, sheet: Sheet, area: Area, size: float) -> None:
        said = Said(self.words, self.language, self.size(size), self.bold, self.colour, self.serif)
        sheet.text(area.inside(left=self.indent, bottom=self.below), [[said]])

    def parts(self, width: float, size: float, height: float) -> list[Self]:
        room = height - self.below
        return [
            replace(self, words=one) for one in pieces(self.words, self.size(size), (width - self.indent) / 1.05, room)
        ]


@dataclass(frozen=True)
class Field:
    """A line of a sheet: what was asked, and what was written."""

    label: str
    words: str
    language: str
    label_language: str
    keeps: bool = False

    def asked(self, width: float, size: float) -> str:
        return shortened(self.label, small(size), width / BOLD, 4)

    def height(self, width: float, size: float) -> float:
        asked = self.asked(width, size)
        label = height_of(asked, small(size), width, bold=True) if asked else 0
        return label + height_of(self.words, size, width) + 10

    def draw(self, sheet: Sheet, area: Area, size: float) -> None:
        asked = self.asked(area.width, size)
        label = [[Said(asked, self.label_language, small(size), colour=ACCENT, bold=True)]] if asked else []
        sheet.text(area.inside(bottom=10), [*label, [Said(self.words, self.language, size)]])

    def parts(self, width: float, size: float, height: float) -> list[Self]:
        label = height_of(self.asked(width, size), small(size), width, bold=True) if self.label else 0
        found = pieces(self.words, size, width / 1.02, height - label - 10)
        return [replace(self, words=one, label=self.label if one is found[0] else "") for one in found]


@dataclass(frozen=True)
class Quote:
    """What a teller said, where and when; `behind` are the cards that rest on it."""

    voice: Voice
    said: str
    behind: str
    language: str
    keeps: bool = False

    def height(self, width: float, size: float) -> float:
        inner = width - 14
        below = sum(height_of(one, small(size), inner) for one in self._below(inner, size))
        return height_of(self.said, size, inner) + below + 14

    def draw(self, sheet: Sheet, area: Area, size: float) -> None:
        quote = [Said(self.said, self.voice.language, size, serif=True)]
        told = self._below(area.width - 14, size)
        below = [[Said(one, self.language, small(size), colour=MUTED)] for one in told]
        sheet.text(Area(area.x, area.y + 2, 4, area.height - 14), [], Frame(fill=SUN))
        sheet.text(area.inside(left=14, bottom=10), [quote, *below])

    def parts(self, width: float, size: float, height: float) -> list[Self]:
        below = sum(height_of(one, small(size), width - 14) for one in self._below(width - 14, size))
        return [replace(self, said=one) for one in pieces(self.said, size, (width - 14) / 1.02, height - below - 14)]

    def _below(self, width: float, size: float) -> list[str]:
        found = (where_and_when(self.voice, self.language), self.behind)
        return [shortened(one, small(size), width, 3) for one in found if one]
