"""Boards whose zones stand beside each other: columns, bands, quadrants. What finds no room stands on pages after it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import ngettext

from storyhub.workshops.drawing import Drawing
from storyhub.workshops.drawing.letters import longest_word
from storyhub.workshops.drawing.picture import Part
from storyhub.workshops.report.slides import axes
from storyhub.workshops.report.slides.blocks import Block, Words
from storyhub.workshops.report.slides.cards import Note
from storyhub.workshops.report.slides.drawing import Frame, Said, Stroke
from storyhub.workshops.report.slides.flow import Page, first_page, fits
from storyhub.workshops.report.slides.heads import HeapHead, ZoneHead
from storyhub.workshops.report.slides.leaves import Leaf, leaf_of, leaves_of
from storyhub.workshops.report.slides.letters import largest
from storyhub.workshops.report.slides.listed import blocks_of
from storyhub.workshops.report.slides.look import BODY, INK, LEAST, MUTED, RULE, Area
from storyhub.workshops.report.slides.sheet import Sheet

PICTURE = (18, 16, 15, 14, 13, 12)
"""Sizes of letters where the place of a card says something: rather small than elsewhere."""
GAP = 14.0
BAND = 118.0
"""For the name of a band."""
BAND_NAME, SPARE = (16, 15, 14, 13, LEAST), 1.1
"""Its letters, none so large that a word is broken; letters of another make are wider."""
MORE = 20.0
LANE = 210.0
"""A zone as wide as two of these has lanes."""


@dataclass(frozen=True)
class Room:
    """A zone and where it stands."""

    part: Part
    area: Area

    @property
    def lanes(self) -> int:
        return max(1, int(self.area.width // LANE))


def columns(whole: Drawing, language: str) -> list[Leaf]:
    beside = len(whole.board.columns) or 1
    width = (BODY.width - GAP * (beside - 1)) / beside
    rooms = []
    for column in range(beside):
        parts = whole.parts_at(column=column)
        height = (BODY.height - GAP * (len(parts) - 1)) / (len(parts) or 1)
        for at, part in enumerate(parts):
            rooms.append(Room(part, Area(BODY.x + column * (width + GAP), BODY.y + at * (height + GAP), width, height)))
    return _pictured(whole, rooms, language)


def bands(whole: Drawing, language: str) -> list[Leaf]:
    board = whole.board
    beside, times = len(board.columns) or 1, 24.0 if board.columns else 0.0
    width = (BODY.width - BAND) / beside
    strips = _strips(whole, width, BODY.height - times, language)
    rooms = []
    for row, strip in enumerate(strips):
        for column in [*range(beside), None]:
            parts = whole.parts_at(row=row, column=column)
            room = (width * beside if column is None else width) / (len(parts) or 1)
            for at, part in enumerate(parts):
                x = BODY.x + BAND + (column or 0) * width + at * room
                rooms.append(Room(part, Area(x, strip.y + 6, room - GAP, strip.height - 8)))
    return _pictured(whole, rooms, language, lambda sheet: _draw_bands(sheet, whole, strips, width, language))


def _strips(whole: Drawing, width: float, height: float, language: str) -> list[Area]:
    """Each band as high as what lies in it asks for."""
    needs = []
    for row in range(len(whole.board.rows)):
        parts = whole.parts_at(row=row)
        totals = [
            sum(block.height(width - GAP, PICTURE[-1]) for block in blocks_of(whole, part, language)) for part in parts
        ]
        needs.append(max([60.0, *totals]) + 34)
    found, y = [], BODY.y
    for need in needs:
        found.append(Area(BODY.x, y, BODY.width, height * need / sum(needs)))
        y = found[-1].bottom
    return found


def quadrants(whole: Drawing, language: str) -> list[Leaf]:
    frame = axes.framed(whole.board.axes, BODY)
    half_wide, half_high = frame.inner.width / 2, frame.inner.height / 2
    rooms = []
    for part in whole.parts:
        if part.zone.quadrant:
            across, up = (one == "high" for one in part.zone.quadrant)
            corner = Area(
                frame.inner.x + across * half_wide, frame.inner.y + (not up) * half_high, half_wide, half_high
            )
            rooms.append(Room(part, corner.inside(10, 8, 10, 6)))
    return _pictured(whole, rooms, language, lambda sheet: axes.draw(sheet, frame, language))


def _pictured(whole: Drawing, rooms: Sequence[Room], language: str, *behind: Callable[[Sheet], None]) -> list[Leaf]:
    """The picture with as much as it holds, then the rest in lanes."""
    filled = [(room, _head(room, language), blocks_of(whole, room.part, language)) for room in rooms]
    sizes = (
        one
        for one in PICTURE
        if all(fits([*head, *blocks], room.area, room.lanes, one) for room, head, blocks in filled)
    )
    size = next(sizes, 0)
    pages: list[Page] = []
    rest: list[Block] = []
    for room, head, blocks in filled:
        page, left = _cut(room, head, blocks, size, language)
        pages.append(page)
        rest += left
    first = leaf_of([placed for page in pages for placed in page], *behind)
    return [first, *leaves_of(rest, BODY, 3, (14,))]


def _head(room: Room, language: str) -> list[Block]:
    return [ZoneHead(room.part.zone, room.part.count, language, not room.part.count)]


def _cut(
    room: Room, head: Sequence[Block], blocks: Sequence[Block], size: float, language: str
) -> tuple[Page, list[Block]]:
    """What the picture shows of a zone, and what is left for later pages with the zone's name before it."""
    if size or fits([*head, *blocks], room.area, room.lanes, PICTURE[-1]):
        return first_page([*head, *blocks], room.area, room.lanes, size or PICTURE[-1])
    page, left = first_page([*head, *blocks], room.area.inside(bottom=MORE), room.lanes, PICTURE[-1])
    shown = [placed for placed in page if not (isinstance(placed.block, Note) and not placed.block.is_last)]
    there = {placed.block.card.id for placed in shown if isinstance(placed.block, Note)}
    shown = [placed for placed in shown if not _is_bare(placed.block, there)]
    cut = [placed.block for placed in page if placed not in shown]
    count = len({block.card.id for block in [*cut, *left] if isinstance(block, Note)})
    words = ngettext("%(num)s more on the next pages", "%(num)s more on the next pages", count)
    more = Words(words, language, colour=MUTED, below=0)
    under, _ = first_page([more], Area(room.area.x, room.area.bottom - MORE, room.area.width, MORE), 1, LEAST)
    return [*shown, *under], [ZoneHead(room.part.zone, room.part.count, language), *_whole_again(blocks, shown)]


def _is_bare(block: Block, there: Collection[UUID]) -> bool:
    """The name of a heap of which no card stands under it."""
    return isinstance(block, HeapHead) and not any(card.id in there for card in block.heap.cards)


def _whole_again(blocks: Sequence[Block], shown: Page) -> list[Block]:
    """The pieces that are not on the picture, undivided, each heap with its name again."""
    there = {placed.block.card.id for placed in shown if isinstance(placed.block, Note)}
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, HeapHead) and all(card.id in there for card in block.heap.cards):
            continue
        if isinstance(block, Note) and block.card.id in there:
            continue
        found.append(block)
    return found


def _draw_bands(sheet: Sheet, whole: Drawing, strips: Sequence[Area], width: float, language: str) -> None:
    widest = max(map(longest_word, whole.board.rows), default=0)
    unbroken = [one for one in BAND_NAME if widest * one * SPARE <= BAND - 14]
    for name, strip in zip(whole.board.rows, strips, strict=True):
        sheet.line((strip.x, strip.y), (strip.right, strip.y), Stroke(RULE))
        size = largest(unbroken or (LEAST,), name, BAND - 14, strip.height - 10)
        sheet.text(Area(strip.x, strip.y + 6, BAND - 14, strip.height - 8), [[Said(name, language, size, serif=True)]])
    if whole.board.columns:
        y = BODY.bottom - 21
        sheet.line((BODY.x + BAND, y - 1), (BODY.right, y - 1), Stroke(INK, 1.5))
        for at, name in enumerate(whole.board.columns):
            area = Area(BODY.x + BAND + at * width, y, width - GAP, 21)
            sheet.text(area, [[Said(name, language, 13, bold=True)]], Frame(anchor="ctr"))
