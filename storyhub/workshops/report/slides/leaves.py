"""A page of a board before it is a slide: how it is drawn, and which cards stand on it in words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from storyhub.workshops.report.slides.blocks import Block
from storyhub.workshops.report.slides.cards import Entry, Note
from storyhub.workshops.report.slides.flow import SIZES, Page
from storyhub.workshops.report.slides.going_on import flow_named
from storyhub.workshops.report.slides.look import Area
from storyhub.workshops.report.slides.sheet import Sheet
from storyhub.workshops.seen import CardView


@dataclass(frozen=True)
class Leaf:
    draw: Callable[[Sheet], None]
    cards: Sequence[CardView]
    title: str = ""
    """Of its own; empty where the board's name is enough."""
    language: str = ""


def leaf_of(page: Page, *pictures: Callable[[Sheet], None]) -> Leaf:
    """A page of pieces, and what is drawn before them."""

    def draw(sheet: Sheet) -> None:
        for picture in pictures:
            picture(sheet)
        for placed in page:
            placed.draw(sheet)

    return Leaf(draw, cards_on([page]))


def leaves_of(blocks: Sequence[Block], area: Area, lanes: int, sizes: Sequence[float] = SIZES) -> list[Leaf]:
    """Nothing but pieces; none when there is nothing."""
    return [leaf_of(page) for page in flow_named(blocks, area, lanes, sizes)] if blocks else []


def cards_on(pages: Iterable[Page]) -> list[CardView]:
    return [placed.block.card for page in pages for placed in page if isinstance(placed.block, (Note, Entry))]
