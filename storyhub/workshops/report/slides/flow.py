"""Pieces in lanes and pages: as large as lets them all stand on one page, and on as many pages as they need otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storyhub.workshops.report.slides.blocks import Block
from storyhub.workshops.report.slides.look import Area
from storyhub.workshops.report.slides.sheet import Sheet

GUTTER = 18.0
SIZES = (24, 22, 20, 18, 16, 14)
"""From the largest that looks well to the least that is read on a wall; a full page may not be smaller."""
STEPS = 24
"""In which lanes and pages are made as even as they come."""


@dataclass(frozen=True)
class Placed:
    """A piece where it stands on its page."""

    block: Block
    area: Area
    size: float

    def draw(self, sheet: Sheet) -> None:
        self.block.draw(sheet, self.area, self.size)


Page = Sequence[Placed]


def flow(blocks: Sequence[Block], area: Area, lanes: int = 1, sizes: Sequence[float] = SIZES) -> Sequence[Page]:
    """As few pages as there can be, in the largest letters for so many; one that is empty when there is nothing."""
    fewest = len(_laid(blocks, area, lanes, sizes[-1]))
    size = next(one for one in sizes if len(_laid(blocks, area, lanes, one)) <= fewest)
    return _even(blocks, area, lanes, size, fewest)


def fits(blocks: Sequence[Block], area: Area, lanes: int, size: float) -> bool:
    return len(_laid(blocks, area, lanes, size)) == 1


def first_page(blocks: Sequence[Block], area: Area, lanes: int, size: float) -> tuple[Page, list[Block]]:
    """What stands in this room, and what does not."""
    pages = _laid(blocks, area, lanes, size)
    return pages[0], [placed.block for page in pages[1:] for placed in page]


def _even(blocks: Sequence[Block], area: Area, lanes: int, size: float, count: int) -> Sequence[Page]:
    """As many pages, their lanes filled alike."""
    if lanes == count == 1:
        return _laid(blocks, area, lanes, size)
    for step in range(STEPS // (lanes * 2), STEPS):
        lower = Area(area.x, area.y, area.width, area.height * step / STEPS)
        if _is_whole(blocks, lower, lanes, size) and len(_laid(blocks, lower, lanes, size)) == count:
            return _laid(blocks, lower, lanes, size)
    return _laid(blocks, area, lanes, size)


def _is_whole(blocks: Sequence[Block], area: Area, lanes: int, size: float) -> bool:
    """Whether no piece has to be divided in so low a room, with the names that may not be parted from it."""
    width, above = (area.width - GUTTER * (lanes - 1)) / lanes, 0.0
    for block in blocks:
        above += block.height(width, size)
        if above > area.height:
            return False
        above = above if block.keeps else 0
    return True


def _laid(blocks: Sequence[Block], area: Area, lanes: int, size: float) -> list[list[Placed]]:
    width = (area.width - GUTTER * (lanes - 1)) / lanes
    pages: list[list[Placed]] = [[]]
    lane, used = 0, 0.0
    for together in _units(blocks, width, size, area.height):
        heights = [block.height(width, size) for block in together]
        if used and used + sum(heights) > area.height:
            lane, used = lane + 1, 0.0
        if lane == lanes:
            pages.append([])
            lane = 0
        for block, height in zip(together, heights, strict=True):
            place = Area(area.x + lane * (width + GUTTER), area.y + used, width, height)
            pages[-1].append(Placed(block, place, size))
            used += height
    return pages


def _units(blocks: Sequence[Block], width: float, size: float, most: float) -> Iterator[list[Block]]:
    """What may not be parted. A piece higher than a lane is divided."""
    held: list[Block] = []
    for block in blocks:
        above = sum(one.height(width, size) for one in held)
        if above + block.height(width, size) <= most:
            found = [block]
        else:
            found = list(block.parts(width, size, most - above if above < most / 2 else most))
        for one in found[:-1]:
            yield [*held, one]
            held = []
        if block.keeps:
            held = [*held, found[-1]]
            continue
        yield [*held, found[-1]]
        held = []
    if held:
        yield held
