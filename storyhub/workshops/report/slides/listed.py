"""Zones as lists: beside each other where they fit so, else one after the other."""

from collections.abc import Sequence

from flask_babel import ngettext

from storyhub.workshops.drawing import Drawing
from storyhub.workshops.drawing.picture import Part, cards_in
from storyhub.workshops.report.slides.blocks import Block, Words
from storyhub.workshops.report.slides.cards import Note
from storyhub.workshops.report.slides.flow import GUTTER, SIZES, Placed, first_page, fits, flow
from storyhub.workshops.report.slides.heads import HeapHead, ZoneHead
from storyhub.workshops.report.slides.leaves import Leaf, leaf_of, leaves_of
from storyhub.workshops.report.slides.look import BODY, MUTED, Area
from storyhub.workshops.seen import CardView

ABREAST = 4
"""Zones beside each other."""
FEW_LETTERS = 240
"""Of what else was filled in on a card."""
ALONE = 18
"""Letters of the name of a zone that has a page for itself."""


def listed(whole: Drawing, language: str) -> list[Leaf]:
    return _said(whole, [part for part in whole.parts if part.is_filled] or whole.parts[:1], language)


def off_board(whole: Drawing, language: str) -> list[Leaf]:
    """What was laid aside; rows and columns of a grid stand on the board itself."""
    on_board = {card.id for card in (*whole.board.row_cards, *whole.board.column_cards)}
    parts = [part for part in whole.off_board if not {card.id for card in cards_in(part.zone)} <= on_board]
    return _said(whole, [part for part in parts if part.is_filled], language)


def _said(whole: Drawing, parts: Sequence[Part], language: str) -> list[Leaf]:
    """With what else was filled in on the cards, where these are few words that take no page more; notes say it anyhow."""
    bare = _in_lanes(whole, parts, language)
    rows = [card.rows for part in parts for card in cards_in(part.zone)]
    if not any(rows) or any(sum(len(words) for row in one for words in row) > FEW_LETTERS for one in rows):
        return bare
    fuller = _in_lanes(whole, parts, language, with_rows=True)
    return fuller if len(fuller) <= len(bare) else bare


def _in_lanes(whole: Drawing, parts: Sequence[Part], language: str, *, with_rows: bool = False) -> list[Leaf]:
    """A lane for each zone, where they fit so; else one after the other in as many lanes as look well."""
    piles: list[list[Block]] = [
        [ZoneHead(part.zone, part.count, language, True), *blocks_of(whole, part, language, with_rows=with_rows)]
        for part in parts
    ]
    if 1 < len(piles) <= ABREAST:
        width = (BODY.width - GUTTER * (len(piles) - 1)) / len(piles)
        areas = [Area(BODY.x + at * (width + GUTTER), BODY.y, width, BODY.height) for at in range(len(piles))]
        lanes = list(zip(piles, areas, strict=True))
        size = next((one for one in SIZES if all(fits(pile, area, 1, one) for pile, area in lanes)), 0)
        if size:
            return [leaf_of([placed for pile, area in lanes for placed in first_page(pile, area, 1, size)[0]])]
    if len(parts) == 1:
        return _alone(parts[0], blocks_of(whole, parts[0], language, with_rows=with_rows), language)
    return leaves_of([block for pile in piles for block in pile], BODY, 3)


def _alone(part: Part, blocks: Sequence[Block], language: str) -> list[Leaf]:
    """One zone, its name above all lanes of every page."""
    head = ZoneHead(part.zone, part.count, language, True)
    area = BODY.inside(top=head.height(BODY.width, ALONE) + 2)
    pages = flow(blocks, area, 2 if part.count < 7 else 3)
    top = Placed(head, Area(BODY.x, BODY.y, BODY.width, area.y - BODY.y - 2), ALONE)
    return [leaf_of([top, *page]) for page in pages]


def blocks_of(whole: Drawing, part: Part, language: str, *, with_rows: bool = False) -> list[Block]:
    """Cards and heaps of a zone, each card in words."""

    def note(card: CardView, indent: float = 0) -> Note:
        return Note(card, whole.has_kinds, indent, rows=card.rows if with_rows else ())

    found: list[Block] = []
    for item in part.items:
        if isinstance(item, CardView):
            found.append(note(item))
        else:
            found += [HeapHead(item), *(note(card, indent=10) for card in item.cards)]
    if part.zone.hidden:
        hidden = ngettext("%(num)s card lies face down", "%(num)s cards lie face down", part.zone.hidden)
        found.append(Words(hidden, language, scale=0.84, colour=MUTED))
    return found
