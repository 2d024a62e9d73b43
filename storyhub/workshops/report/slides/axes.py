"""The frame of a board with two axes: which way is more, said at each end."""

from collections.abc import Sequence
from dataclasses import dataclass

from storyhub.workshops.report.slides.drawing import Frame, Said, Stroke
from storyhub.workshops.report.slides.letters import height_of
from storyhub.workshops.report.slides.look import CARD, EDGE, LEAST, MUTED, Area
from storyhub.workshops.report.slides.sheet import Sheet
from storyhub.workshops.seen import AxisView

SIZE = 13.0


@dataclass(frozen=True)
class Framed:
    """The axes, where their words stand, and what is left inside."""

    axes: Sequence[AxisView]
    above: Area
    inner: Area
    below: Area
    size: float


def framed(axes: Sequence[AxisView], area: Area) -> Framed:
    x, y = axes[0], axes[1]
    above = height_of(f"{y.label} {y.high} ↑", SIZE, area.width, bold=True) + 4
    third = area.width / 3 - 8
    ends = (f"← {x.low}", f"{y.low} ↓", f"{x.label} {x.high} →")
    below = max(height_of(words, SIZE, third, bold=True) for words in ends) + 4
    size = SIZE
    if above + below > area.height / 3:
        size, above, below = LEAST, area.height / 9, area.height / 4
    side = area.height - above - below
    inner = Area(area.x, area.y + above, area.width, side)
    return Framed(
        axes,
        Area(area.x, area.y, area.width, above),
        inner,
        Area(area.x, inner.bottom + 4, area.width, below - 4),
        size,
    )


def draw(sheet: Sheet, frame: Framed, language: str) -> None:
    inner, (x, y) = frame.inner, frame.axes[:2]
    sheet.text(inner, [], Frame(fill=CARD, stroke=Stroke(EDGE, 1)))
    middle_x, middle_y = inner.x + inner.width / 2, inner.y + inner.height / 2
    sheet.line((middle_x, inner.y), (middle_x, inner.bottom), Stroke(EDGE, 1.25))
    sheet.line((inner.x, middle_y), (inner.right, middle_y), Stroke(EDGE, 1.25))
    third = frame.below.width / 3
    _end(sheet, frame.above, y.label, f"{y.high} ↑", "ctr", frame.size, language)
    for at, (label, end, align) in enumerate(
        (("", f"← {x.low}", "l"), ("", f"{y.low} ↓", "ctr"), (x.label, f"{x.high} →", "r"))
    ):
        area = Area(frame.below.x + at * third + 4 * (at > 0), frame.below.y, third - 8, frame.below.height)
        _end(sheet, area, label, end, align, frame.size, language)


def _end(sheet: Sheet, area: Area, label: str, end: str, align: str, size: float, language: str) -> None:
    said = [Said(f"{label} ", language, size, colour=MUTED)] if label else []
    sheet.text(area, [[*said, Said(end, language, size, bold=True)]], Frame(align=align))
