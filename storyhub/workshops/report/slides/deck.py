"""The slides in their order: each with a title of its own, and with what the speaker may want to say."""

from collections.abc import Sequence
from io import BytesIO

from flask_babel import gettext
from pptx.oxml import parse_xml
from pptx.slide import Slide

from storyhub.core import clock
from storyhub.workshops.report.slides import drawing, template
from storyhub.workshops.report.slides.drawing import Frame, Said
from storyhub.workshops.report.slides.letters import clean, height_of, shortened
from storyhub.workshops.report.slides.look import CARD, INK, LEADING, TITLE, Area
from storyhub.workshops.report.slides.sheet import Sheet
from storyhub.workshops.report.slides.template import FRONT, FRONT_TITLE, PAGE, PART, PART_TITLE
from storyhub.workshops.report.values import Report

TITLES = {
    FRONT: (FRONT_TITLE, (44, 36, 30), CARD),
    PART: (PART_TITLE, (40, 32, 28), CARD),
    PAGE: (TITLE, (28, 24, 20), INK),
}
"""By layout: where its title stands, how large it may be, its colour."""
NOTE = 12


class Deck:
    """The presentation that grows."""

    def __init__(self, report: Report) -> None:
        self.language = report.language
        self._titles: set[str] = set()
        names = (gettext("First slide"), gettext("Exercise"), gettext("Page"))
        foot = shortened(f"{report.town} · {report.title}", 12, 760, 1)
        self._file = template.blank(report.language, foot, gettext("Title"), names, clock.now().replace(tzinfo=None))
        about = self._file.core_properties
        about.title, about.author = clean(report.title)[:250], clean(report.town)[:250]
        about.subject, about.language = clean(report.question)[:250], report.language

    def front(self, title: str, notes: Sequence[str] = ()) -> Sheet:
        return self._add(FRONT, title, self.language, notes)

    def part(self, title: str, notes: Sequence[str] = ()) -> Sheet:
        return self._add(PART, title, self.language, notes)

    def page(self, title: str, notes: Sequence[str] = (), language: str = "") -> Sheet:
        return self._add(PAGE, title, language or self.language, notes)

    def saved(self) -> bytes:
        out = BytesIO()
        self._file.save(out)
        return out.getvalue()

    def _add(self, layout: int, title: str, language: str, notes: Sequence[str]) -> Sheet:
        slide = self._file.slides.add_slide(self._file.slide_layouts[layout])
        area, sizes, _ = TITLES[layout]
        words = shortened(title, sizes[-1], area.width - 60, int(area.height / (sizes[-1] * LEADING)))
        _entitle(slide, self._free_title(words), language, TITLES[layout])
        _annotate(slide, notes, self.language)
        return Sheet(slide, self.language)

    def _free_title(self, title: str) -> str:
        """Readers of the outline tell slides apart by their titles alone."""
        words = title or gettext("Without a name")
        found, number = words, 1
        while found in self._titles:
            number += 1
            found = gettext("%(title)s (%(number)s)", title=words, number=number)
        self._titles.add(found)
        return found


def _entitle(slide: Slide, words: str, language: str, look: tuple[Area, Sequence[float], str]) -> None:
    area, sizes, colour = look
    size = next((one for one in sizes if height_of(words, one, area.width) <= area.height), sizes[-1])
    said = Said(words, language, size, colour=colour, serif=True)
    title = slide.shapes.title
    if title is not None:
        _say(title._element, [[said]])


def _annotate(slide: Slide, notes: Sequence[str], language: str) -> None:
    body = slide.notes_slide.notes_placeholder
    if body is not None:
        _say(body._element, [[Said(words, language, NOTE)] for words in notes])


def _say(shape: object, paragraphs: Sequence[drawing.Paragraph]) -> None:
    """The words of a placeholder, which keeps its place and its manner."""
    body = shape.txBody  # type: ignore[attr-defined]
    for old in list(body)[2:]:
        body.remove(old)
    made = drawing.text("<p:cNvPr id='1' name=''/>", Area(0, 0, 0, 0), paragraphs or [[]], Frame())
    for one in parse_xml(made).txBody.p_lst:
        body.append(one)
