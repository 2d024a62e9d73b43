"""The names above cards: of a zone, and of a heap."""

from dataclasses import dataclass, replace
from typing import Self

from flask_babel import gettext

from storyhub.workshops.report.slides.blocks import Words, small
from storyhub.workshops.report.slides.drawing import Frame, Said, Stroke
from storyhub.workshops.report.slides.letters import BOLD, height_of, shortened
from storyhub.workshops.report.slides.look import CARD, EDGE, INK, MUTED, Area
from storyhub.workshops.report.slides.sheet import Sheet
from storyhub.workshops.report.slides.wording import lengths
from storyhub.workshops.seen import ClusterView, ZoneView


@dataclass(frozen=True)
class ZoneHead:
    """The letter and the name of a zone, with how many cards lie there."""

    zone: ZoneView
    count: int
    language: str
    with_hint: bool = False
    keeps: bool = True

    def words(self, width: float, size: float) -> str:
        count = f"  ({self.count})" if self.count else ""
        return shortened(f"{self.zone.letter}\u2002{self.zone.label}{count}", size, width / BOLD, 4)

    def hint(self, width: float, size: float) -> str:
        return shortened(self.zone.hint, small(size), width, 4) if self.with_hint else ""

    def height(self, width: float, size: float) -> float:
        hint = self.hint(width, size)
        below = height_of(hint, small(size), width) if hint else 0
        return height_of(self.words(width, size), size, width, bold=True) + below + 7

    def draw(self, sheet: Sheet, area: Area, size: float) -> None:
        sheet.line((area.x, area.y), (area.right, area.y), Stroke(INK, 1.5))
        name = [Said(self.words(area.width, size), self.language, size, bold=True)]
        hint = self.hint(area.width, size)
        below = [[Said(hint, self.language, small(size), colour=MUTED)]] if hint else []
        sheet.text(area.inside(top=2, bottom=4), [name, *below])

    def parts(self, width: float, size: float, height: float) -> list[Self]:
        return [self if self.height(width, size) <= height else replace(self, with_hint=False)]


@dataclass(frozen=True)
class HeapHead:
    """The name of cards that were put together."""

    heap: ClusterView
    keeps: bool = True

    @property
    def words(self) -> str:
        name = self.heap.name or gettext("A heap without a name")
        return f"{name} · {lengths(self.heap.cards)}"

    def height(self, width: float, size: float) -> float:
        return height_of(self.words, size, width - 10, bold=True) + 8

    def draw(self, sheet: Sheet, area: Area, size: float) -> None:
        frame = Frame(fill=CARD, stroke=Stroke(EDGE), insets=(6, 1, 4, 1))
        sheet.text(area.inside(bottom=4), [[Said(self.words, self.heap.language, size, bold=True)]], frame)

    def parts(self, width: float, size: float, height: float) -> list[Words]:
        return Words(self.words, self.heap.language, bold=True, below=4).parts(width, size, height)
