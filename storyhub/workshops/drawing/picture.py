"""A board ready to be drawn: its zones with what stands in them on one page, its dots, its wheel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from storyhub.workshops.drawing.fitting import Item
from storyhub.workshops.drawing.plane import Dot, dots_of
from storyhub.workshops.drawing.wheel import Twig, Wheel, twigs_of, wheel_of
from storyhub.workshops.methods.schema import Geometry
from storyhub.workshops.seen import BoardView, CardView, Cell, ZoneView

HUB = 44
"""Letters that the middle of the rings holds."""


@dataclass(frozen=True)
class Part:
    """A zone on a page: which of its items stand here, and how many cards stand on other pages."""

    zone: ZoneView
    items: Sequence[Item]
    elsewhere: int = 0
    members: int = 0
    """Of each heap that are said in words; 0 for all."""

    @property
    def count(self) -> int:
        return len(self.zone.cards) + sum(len(one.cards) for one in self.zone.clusters)

    @property
    def is_filled(self) -> bool:
        return bool(self.count or self.zone.hidden)


@dataclass(frozen=True)
class Drawing:
    """One page of a board. `numbers` are those of its dots and nodes, by card."""

    board: BoardView
    page: int
    pages: int
    parts: Sequence[Part]
    off_board: Sequence[Part] = ()
    numbers: Mapping[UUID, int] = field(default_factory=dict)
    dots: Sequence[Dot] = ()
    wheel: Wheel | None = None
    twigs: Sequence[Twig] = ()
    """Those whose words stand on this page."""
    rows: Sequence[CardView] = ()
    lines: Sequence[tuple[str, str]] = ()
    """Of a form: label and words on this page."""
    is_paged: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.board.row_cards and not any(part.count or part.zone.hidden for part in self.all_parts)

    @property
    def has_kinds(self) -> bool:
        """Whether cards of more than one kind lie here, so that each says what it is."""
        return len({card.kind for part in self.all_parts for card in cards_in(part.zone)}) > 1

    @property
    def all_parts(self) -> list[Part]:
        return [*self.parts, *self.off_board]

    @property
    def hub_words(self) -> str:
        """What stands in the middle of the rings, when it is short enough to stand there."""
        return self.board.centre if len(self.board.centre) <= HUB else ""

    @property
    def in_focus(self) -> set[int]:
        return {twig.number for twig in self.twigs}

    def parts_at(self, **place: object) -> list[Part]:
        """The zones that lie there: `parts_at(row=1, column=2)`."""
        return [part for part in self.parts if all(getattr(part.zone, name) == at for name, at in place.items())]

    def cell(self, row: CardView, column: CardView) -> Cell | None:
        return next((one for one in self.board.cells if (one.row.id, one.column.id) == (row.id, column.id)), None)

    def text_of(self, code: str) -> str:
        """What the card with that code says; lines are drawn between codes."""
        found = (card for part in self.all_parts for card in cards_in(part.zone) if card.code == code)
        return next((card.text for card in found), "")


def drawing_of(board: BoardView) -> Drawing:
    """Everything on one page, for what scrolls: a desk, a phone, paper."""
    zones = [Part(zone, [*zone.clusters, *zone.cards]) for zone in board.zones]
    numbered = _numbered(board)
    twigs = twigs_of(board) if board.geometry == Geometry.RINGS else []
    return Drawing(
        board=board,
        page=1,
        pages=1,
        parts=[part for part in zones if not part.zone.is_off_board],
        off_board=[part for part in zones if part.zone.is_off_board],
        numbers={card.id: number for number, card in numbered},
        dots=dots_of(numbered) if board.geometry == Geometry.PLANE else (),
        wheel=wheel_of(board, twigs) if twigs or board.geometry == Geometry.RINGS else None,
        twigs=twigs,
        rows=board.row_cards,
    )


def cards_in(zone: ZoneView) -> list[CardView]:
    return [*(card for heap in zone.clusters for card in heap.cards), *zone.cards]


def _numbered(board: BoardView) -> list[tuple[int, CardView]]:
    """Each card with the number that its dot or node bears: as the list reads, and on rings as the tree does."""
    if board.geometry == Geometry.RINGS:
        return [(twig.number, twig.card) for twig in twigs_of(board)]
    if board.geometry != Geometry.PLANE:
        return []
    lying = [card for zone in board.zones if not zone.is_off_board for card in cards_in(zone)]
    return list(enumerate(lying, 1))
