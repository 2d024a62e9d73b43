"""One slide: what is put on it comes in the order in which it is read."""

from collections.abc import Sequence

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.slide import Slide

from storyhub.workshops.report.slides import drawing
from storyhub.workshops.report.slides.drawing import PLAIN, Frame, Names, Paragraph, Slot, Stroke
from storyhub.workshops.report.slides.look import Area, Tone

Spot = tuple[float, float]


class Sheet:
    """Collects shapes; while a picture is open they go into its group."""

    def __init__(self, slide: Slide, language: str) -> None:
        self.slide, self.language = slide, language
        self.names = Names()
        self._picture: list[str] | None = None

    def text(self, area: Area, paragraphs: Sequence[Paragraph], frame: Frame = PLAIN, descr: str = "") -> None:
        words = " ".join(said.words for one in paragraphs for said in one)
        named = self.names.of(words, descr, is_decoration=not words and not descr)
        self._put(drawing.text(named, area, paragraphs, frame))

    def card(self, area: Area, paragraphs: Sequence[Paragraph], frame: Frame, tone: Tone, strip: float) -> None:
        """Words with the strip of their colour: one thing to take hold of."""
        words = " ".join(said.words for said in paragraphs[0])
        body = drawing.text(self.names.of(words), area, paragraphs, frame)
        edge = Area(area.x, area.y, strip, area.height)
        mark = drawing.strip(self.names.of("—", is_decoration=True), edge, tone)
        self._put(drawing.group(self.names.of(words), area, [body, mark]))

    def line(self, start: Spot, end: Spot, stroke: Stroke) -> None:
        self._put(drawing.line(self.names.of("—", is_decoration=True), start, end, stroke))

    def table(
        self, area: Area, widths: Sequence[float], rows: Sequence[tuple[float, Sequence[Slot]]], descr: str
    ) -> None:
        self._put(drawing.table(self.names.of(descr, descr), area, widths, rows))

    def open_picture(self) -> None:
        self._picture = []

    def close_picture(self, area: Area, descr: str) -> None:
        """All shapes since it was opened are one picture, said in words by `descr`."""
        shapes, self._picture = self._picture or [], None
        self._put(drawing.group(self.names.of(descr, descr), area, shapes))

    def link_to(self, address: str) -> str:
        """The number of the relation to an address."""
        return str(self.slide.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))

    def _put(self, shape: str) -> None:
        if self._picture is not None:
            self._picture.append(shape)
        else:
            self.slide.shapes._spTree.append(parse_xml(shape))
