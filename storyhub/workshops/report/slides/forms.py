"""Sheets that were filled in: what was asked, and what was written, in two lanes."""

from collections.abc import Sequence
from dataclasses import replace

from storyhub.workshops.drawing import Drawing
from storyhub.workshops.drawing.picture import cards_in
from storyhub.workshops.report.slides.blocks import Block, Field, Words
from storyhub.workshops.report.slides.leaves import Leaf, leaves_of
from storyhub.workshops.report.slides.letters import clean, shortened
from storyhub.workshops.report.slides.look import MUTED, TEXT, TITLE
from storyhub.workshops.report.slides.wording import marks_of
from storyhub.workshops.seen import CardView

SIZES = (28, 26, 24, 22, 20, 18, 16, 14)
LARGE = tuple(size for size in SIZES if size >= 16)


def forms(whole: Drawing, language: str) -> list[Leaf]:
    """A page or more for each sheet, with its name as the title."""
    found = []
    for part in whole.parts:
        for card in cards_in(part.zone):
            marks = " · ".join(one for one in (card.kind_label, *marks_of(card)) if one)
            pages = sheet_pages(card.text, card.rows, card.language, language, marks)
            found += [
                replace(page, cards=[card], title=card.text or part.zone.label, language=card.language)
                for page in pages
            ]
    return found


def sheet_pages(
    name: str,
    rows: Sequence[tuple[str, str]],
    words_language: str,
    language: str,
    marks: str = "",
    beside: Sequence[CardView] = (),
) -> list[Leaf]:
    """`beside` stands there too where it takes no page more and the letters stay large: it has a board of its own."""
    blocks: list[Block] = [Words(marks, language, 0.84, colour=MUTED, keeps=True)] if marks else []
    if not fits_title(name):
        blocks.append(Words(name, words_language, 1.1, serif=True))
    blocks += [Field(label, words, words_language, language) for label, words in rows]
    lanes = 2 if sum(len(words) for _, words in rows) > 240 or len(rows) > 3 else 1
    pages = leaves_of(blocks or [Words("–", language)], TEXT, lanes, SIZES)
    if not beside:
        return pages
    fuller = leaves_of([*blocks, *_fields(beside, language)], TEXT, 2, LARGE)
    return fuller if len(fuller) <= len(pages) else pages


def _fields(cards: Sequence[CardView], language: str) -> list[Block]:
    """Under the name of each sort once."""
    kinds = ["", *(card.kind_label for card in cards)]
    return [
        Field("" if card.kind_label == before else card.kind_label, card.text, card.language, language)
        for before, card in zip(kinds, cards, strict=False)
    ]


def fits_title(words: str) -> bool:
    """Whether a title holds all of it."""
    return shortened(words, 20, TITLE.width - 60, 2) == " ".join(clean(words).split())
