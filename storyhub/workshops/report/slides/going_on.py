"""Pieces of several zones over more than one page: a page that begins within a zone says its name again."""

from collections.abc import Sequence
from dataclasses import replace

from storyhub.workshops.report.slides.blocks import Block
from storyhub.workshops.report.slides.flow import Page, Placed, flow
from storyhub.workshops.report.slides.heads import ZoneHead
from storyhub.workshops.report.slides.letters import shortened
from storyhub.workshops.report.slides.look import Area

SIZE, ROOM = 14.0, 28.0
"""Of the letters of a name that is said again, and its room above the lanes."""


def flow_named(blocks: Sequence[Block], area: Area, lanes: int, sizes: Sequence[float]) -> Sequence[Page]:
    pages = flow(blocks, area, lanes, sizes)
    if len(pages) == 1 or not any(isinstance(block, ZoneHead) for block in blocks):
        return pages
    found: list[Page] = []
    last: ZoneHead | None = None
    for page in flow(blocks, area.inside(top=ROOM), lanes, sizes):
        begins = last is None or isinstance(page[0].block, ZoneHead)
        found.append([*map(_higher, page)] if begins or last is None else [_again(last, area), *page])
        heads = [placed.block for placed in page if isinstance(placed.block, ZoneHead)]
        last = heads[-1] if heads else last
    return found


def _higher(placed: Placed) -> Placed:
    area = placed.area
    return replace(placed, area=Area(area.x, area.y - ROOM, area.width, area.height))


def _again(head: ZoneHead, area: Area) -> Placed:
    zone = replace(head.zone, label=shortened(head.zone.label, SIZE, area.width - 120, 1))
    return Placed(replace(head, zone=zone, with_hint=False), Area(area.x, area.y, area.width, ROOM - 2), SIZE)
