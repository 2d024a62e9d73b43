"""Shapes in DrawingML: text, rectangles, ellipses, lines, groups and tables as PowerPoint would write them itself.

python-pptx makes the same with a call for each property; a board of 400 cards has thousands, so each shape is written
whole. ECMA-376 part 1, chapters 19 (slides), 20 and 21 (drawings, text, tables).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from storyhub.workshops.report.slides.letters import by_script, clean
from storyhub.workshops.report.slides.look import INK, LEADING, SYMBOLS, Area, Tone, locale_of

EMU = 12_700
"""To a point."""
SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DECORATION = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


@dataclass(frozen=True)
class Said:
    """Words of one kind. `link` is the number of a relation of the slide."""

    words: str
    language: str
    size: float
    bold: bool = False
    colour: str = INK
    serif: bool = False
    link: str = ""


Paragraph = Sequence[Said]


@dataclass(frozen=True)
class Stroke:
    colour: str
    width: float = 0.75
    dash: str = ""
    is_double: bool = False


@dataclass(frozen=True)
class Frame:
    """What is around words. `insets` are left, top, right, bottom."""

    fill: str = ""
    stroke: Stroke | None = None
    insets: tuple[float, float, float, float] = (0, 0, 0, 0)
    anchor: str = "t"
    align: str = "l"
    shape: str = "rect"
    wraps: bool = True
    after: float = 0
    """Room below each paragraph."""


PLAIN = Frame()


@dataclass
class Names:
    """Of the shapes of a slide: a number, a name for the list of shapes, and what is said instead of a picture."""

    last: int = 100

    def of(self, name: str, descr: str = "", is_decoration: bool = False) -> str:
        self.last += 1
        said = f" descr={quoteattr(clean(descr))}" if descr else ""
        inner = DECORATION if is_decoration else ""
        words = " ".join(clean(name).split())[:60] or str(self.last)
        return f'<p:cNvPr id="{self.last}" name={quoteattr(words)}{said}>{inner}</p:cNvPr>'


def text(named: str, area: Area, paragraphs: Sequence[Paragraph], frame: Frame = PLAIN) -> str:
    """A box with words. An empty one is a plain shape."""
    left, top, right, bottom = (_emu(one) for one in frame.insets)
    wrap = "square" if frame.wraps else "none"
    insets = f'lIns="{left}" tIns="{top}" rIns="{right}" bIns="{bottom}"'
    properties = f'<a:bodyPr wrap="{wrap}" {insets} anchor="{frame.anchor}"><a:noAutofit/></a:bodyPr>'
    shown = "".join(paragraph(one, frame.align, frame.after) for one in paragraphs) or "<a:p/>"
    kind = ' txBox="1"' if paragraphs and not frame.fill and frame.stroke is None else ""
    return (
        f"<p:sp {SPACES}><p:nvSpPr>{named}<p:cNvSpPr{kind}/><p:nvPr/></p:nvSpPr>"
        f"<p:spPr>{_place(area)}{_preset(frame.shape)}{solid(frame.fill)}{_stroke(frame.stroke)}</p:spPr>"
        f"<p:txBody>{properties}<a:lstStyle/>{shown}</p:txBody></p:sp>"
    )


def strip(named: str, area: Area, tone: Tone) -> str:
    """The edge of a card, with the pattern of its colour."""
    fill = (
        f'<a:pattFill prst="{tone.pattern}"><a:fgClr><a:srgbClr val="{tone.edge}"/></a:fgClr>'
        f'<a:bgClr><a:srgbClr val="{tone.fill}"/></a:bgClr></a:pattFill>'
        if tone.pattern
        else solid(tone.edge)
    )
    return (
        f"<p:sp {SPACES}><p:nvSpPr>{named}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
        f"<p:spPr>{_place(area)}{_preset('rect')}{fill}{_stroke(None)}</p:spPr></p:sp>"
    )


def line(named: str, start: tuple[float, float], end: tuple[float, float], stroke: Stroke) -> str:
    area = Area(min(start[0], end[0]), min(start[1], end[1]), abs(end[0] - start[0]), abs(end[1] - start[1]))
    turned = "".join(f' {name}="1"' for name, at in (("flipH", 0), ("flipV", 1)) if end[at] < start[at])
    return (
        f"<p:cxnSp {SPACES}><p:nvCxnSpPr>{named}<p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr>"
        f"<p:spPr>{_place(area, turned)}{_preset('line')}{_stroke(stroke)}</p:spPr></p:cxnSp>"
    )


def group(named: str, area: Area, shapes: Sequence[str]) -> str:
    x, y, width, height = (_emu(one) for one in (area.x, area.y, area.width, area.height))
    inner = f'<a:chOff x="{x}" y="{y}"/><a:chExt cx="{width}" cy="{height}"/>'
    place = f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/>{inner}</a:xfrm>'
    return (
        f"<p:grpSp {SPACES}><p:nvGrpSpPr>{named}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        f"<p:grpSpPr>{place}</p:grpSpPr>{''.join(shapes)}</p:grpSp>"
    )


@dataclass(frozen=True)
class Slot:
    """A cell of a table."""

    paragraphs: Sequence[Paragraph]
    fill: str = ""
    align: str = "l"
    anchor: str = "ctr"


def table(named: str, area: Area, widths: Sequence[float], rows: Sequence[tuple[float, Sequence[Slot]]]) -> str:
    """Rows are (height, cells); the first is the head, and the first cell of a row its name."""
    grid = "".join(f'<a:gridCol w="{_emu(width)}"/>' for width in widths)
    body = "".join(
        f'<a:tr h="{_emu(height)}">{"".join(_slot(slot) for slot in slots)}</a:tr>' for height, slots in rows
    )
    wide, high = _emu(sum(widths)), _emu(sum(height for height, _ in rows))
    place = f'<p:xfrm><a:off x="{_emu(area.x)}" y="{_emu(area.y)}"/><a:ext cx="{wide}" cy="{high}"/></p:xfrm>'
    return (
        f'<p:graphicFrame {SPACES}><p:nvGraphicFramePr>{named}<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/>'
        f"</p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>{place}"
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table">'
        f'<a:tbl><a:tblPr firstRow="1" firstCol="1"/><a:tblGrid>{grid}</a:tblGrid>{body}</a:tbl>'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )


CELL = (6.0, 4.0)
"""Room in a cell at its sides, and above and below."""


def _slot(slot: Slot) -> str:
    shown = "".join(paragraph(one, slot.align) for one in slot.paragraphs) or "<a:p/>"
    across, down = (_emu(one) for one in CELL)
    edge = '<a:solidFill><a:srgbClr val="DED6C6"/></a:solidFill>'
    below = "".join(f'<a:{side} w="9525">{edge}</a:{side}>' for side in ("lnL", "lnR", "lnT", "lnB"))
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{shown}</a:txBody>"
        f'<a:tcPr marL="{across}" marR="{across}" marT="{down}" marB="{down}" anchor="{slot.anchor}">'
        f"{below}{solid(slot.fill)}</a:tcPr></a:tc>"
    )


def paragraph(said: Paragraph, align: str = "l", after: float = 0) -> str:
    size = max((one.size for one in said), default=12)
    leading = (
        f'<a:lnSpc><a:spcPts val="{round(size * LEADING * 100)}"/></a:lnSpc><a:spcBef><a:spcPts val="0"/></a:spcBef>'
    )
    below = f'<a:spcAft><a:spcPts val="{round(after * 100)}"/></a:spcAft>'
    return f'<a:p><a:pPr algn="{align}">{leading}{below}<a:buNone/></a:pPr>{"".join(_runs(one) for one in said)}</a:p>'


def solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>' if colour else "<a:noFill/>"


def _runs(said: Said) -> str:
    """The words with their language; where they break the line, a break."""
    family = "+mj-lt" if said.serif else ""
    link = f'<a:hlinkClick r:id="{said.link}"/>' if said.link else ""

    def properties(language: str) -> str:
        tag = locale_of(language or said.language)
        named = f'lang="{tag}" ' if tag else ""
        head = f'{named}sz="{round(said.size * 100)}" b="{int(said.bold)}" dirty="0"'
        font = family if language else SYMBOLS
        fonts = "".join(f'<a:{slot} typeface="{font}"/>' for slot in ("latin", "ea", "cs", "sym")) if font else ""
        return f"<a:rPr {head}>{solid(said.colour)}{fonts}{link}</a:rPr>"

    def runs(line: str) -> str:
        parts = by_script(line, said.language)
        return "".join(f"<a:r>{properties(language)}<a:t>{escape(words)}</a:t></a:r>" for words, language in parts)

    return f"<a:br>{properties(said.language)}</a:br>".join(runs(line) for line in clean(said.words).split("\n"))


def _place(area: Area, turned: str = "") -> str:
    start = f'<a:off x="{_emu(area.x)}" y="{_emu(area.y)}"/>'
    return f'<a:xfrm{turned}>{start}<a:ext cx="{_emu(area.width)}" cy="{_emu(area.height)}"/></a:xfrm>'


def _preset(shape: str) -> str:
    return f'<a:prstGeom prst="{shape}"><a:avLst/></a:prstGeom>'


def _stroke(stroke: Stroke | None) -> str:
    if stroke is None:
        return "<a:ln><a:noFill/></a:ln>"
    dash = f'<a:prstDash val="{stroke.dash}"/>' if stroke.dash else ""
    double = ' cmpd="dbl"' if stroke.is_double else ""
    return f'<a:ln w="{_emu(stroke.width)}"{double}>{solid(stroke.colour)}{dash}</a:ln>'


def _emu(points: float) -> int:
    return round(points * EMU)
