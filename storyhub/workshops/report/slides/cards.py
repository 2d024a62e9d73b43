"""A card on a slide: as a note with the strip of its colour, or as a number with its words in a key."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from storyhub.workshops.methods.words import Evidence
from storyhub.workshops.report.slides.blocks import Block, Words, small
from storyhub.workshops.report.slides.drawing import Frame, Said, Stroke
from storyhub.workshops.report.slides.letters import height_of, pieces
from storyhub.workshops.report.slides.look import CARD, INK, LEAST, MUTED, TONES, Area
from storyhub.workshops.report.slides.sheet import Sheet
from storyhub.workshops.report.slides.wording import marks_of
from storyhub.workshops.seen import CardView

STRIP, INSET, ABOVE, BELOW = 6.0, 6.0, 3.0, 5.0
"""Of a card: its strip, the room between its edge and its words, and the room below it."""


@dataclass(frozen=True)
class Note:
    """A card as it lies on a board; `indent` where it lies in a heap."""

    card: CardView
    has_kind: bool = False
    indent: float = 0
    words: str = ""
    """A part of the card's, where it is too long to stand in one piece."""
    is_last: bool = True
    keeps: bool = False
    rows: Sequence[tuple[str, str]] = ()
    """Of the card's, where they are said here."""

    @property
    def text(self) -> str:
        return self.words or self.card.text or "–"

    @property
    def under(self) -> list[tuple[str, str]]:
        """Lines below the words: what else was filled in, each with what was asked, then the marks."""
        marks = " · ".join(marks_of(self.card, self.has_kind))
        return [*self.rows, *([(marks, "")] if marks else [])] if self.is_last else []

    def _under_height(self, inner: float, size: float) -> float:
        return sum(height_of(" ".join(line), small(size), inner) for line in self.under)

    def height(self, width: float, size: float) -> float:
        inner = width - self.indent - STRIP - 2 * INSET
        return height_of(self.text, size, inner) + self._under_height(inner, size) + 2 * ABOVE + BELOW

    def draw(self, sheet: Sheet, area: Area, size: float) -> None:
        muted = not self.card.is_kept
        words = [Said(self.text, self.card.language, size, colour=MUTED if muted else INK)]
        frame = replace(_frame_of(self.card), insets=(STRIP + INSET, ABOVE, INSET, ABOVE))
        below = [
            [
                Said(f"{asked} " if said else asked, sheet.language, small(size), colour=MUTED),
                *([Said(said, self.card.language, small(size))] if said else []),
            ]
            for asked, said in self.under
        ]
        sheet.card(area.inside(left=self.indent, bottom=BELOW), [words, *below], frame, TONES[self.card.colour], STRIP)

    def parts(self, width: float, size: float, height: float) -> list[Self]:
        inner = width - self.indent - STRIP - 2 * INSET
        under = self._under_height(inner, size)
        found = pieces(self.text, size, inner / 1.02, height - under - 2 * ABOVE - BELOW)
        return [replace(self, words=one, is_last=one is found[-1]) for one in found]


def _frame_of(card: CardView) -> Frame:
    """Its edge says without colour what became of it: dashed where it was left out or rests on nothing.

    It is double where a few insist.
    """
    tone = TONES[card.colour]
    is_bare = card.evidence == Evidence.REQUIRED and not card.voices
    if card.is_minority:
        return Frame(fill=tone.fill, stroke=Stroke(tone.edge, 3, is_double=True))
    if not card.is_kept:
        return Frame(stroke=Stroke(tone.edge, 1, "dash"))
    return Frame(fill=tone.fill, stroke=Stroke(tone.edge, 0.75, "dash" if is_bare else ""))


@dataclass(frozen=True)
class Entry:
    """A number of a picture with the words that belong to it, as deep as it hangs."""

    card: CardView
    number: int
    depth: int = 0
    bold: bool = False
    keeps: bool = False

    judged: Sequence[str] = ()
    """Medians and spread, in a few signs."""

    @property
    def marks(self) -> str:
        return "".join(f"  · {one}" for one in (*self.judged, *marks_of(self.card)))

    def left(self, size: float) -> float:
        return size * 2.2 + min(self.depth, 4) * size * 1.3

    def height(self, width: float, size: float) -> float:
        words = height_of(f"{self.card.text}{self.marks}", size, width - self.left(size), self.bold)
        return max(size * 1.55, words + size * 0.12) + 5

    def draw(self, sheet: Sheet, area: Area, size: float) -> None:
        left = self.left(size)
        dot = Area(area.x + left - size * 2.2, area.y, size * 1.9, size * 1.55)
        number(sheet, dot, self.number, self.card, size)
        colour = INK if self.card.is_kept else MUTED
        words = Said(self.card.text or "–", self.card.language, size, self.bold, colour)
        marks = Said(self.marks, sheet.language, small(size), colour=MUTED)
        sheet.text(area.inside(left=left, top=size * 0.12, bottom=5), [[words, marks] if self.marks else [words]])

    def parts(self, width: float, size: float, height: float) -> Sequence[Block]:
        inner = Words(self.card.text, self.card.language, below=4, indent=self.left(size), bold=self.bold)
        first, *rest = inner.parts(width, size, height - small(size) * 2.6)
        return [replace(self, card=replace(self.card, text=first.words)), *rest]


def number(sheet: Sheet, area: Area, which: int, card: CardView, size: float) -> None:
    """A number in the colour of its card, as it stands in the picture and in the key."""
    tone = TONES[card.colour]
    stroke = Stroke(tone.edge, 1.75, "" if card.is_kept else "sysDash")
    frame = Frame(
        fill=tone.fill if card.is_kept else CARD, stroke=stroke, anchor="ctr", align="ctr", shape="ellipse", wraps=False
    )
    sheet.text(area, [[Said(str(which), sheet.language, max(LEAST, round(size * 0.86)), bold=True)]], frame)
