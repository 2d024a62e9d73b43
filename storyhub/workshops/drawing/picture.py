"""A board ready to be drawn: its zones with what stands in them on one page, its dots, its wheel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from storyhub.workshops.drawing.fitting import Item, lacks_stories
from storyhub.workshops.drawing.overview import Shelf
from storyhub.workshops.drawing.plane import STEPS, Dot, dots_of, on_scale
from storyhub.workshops.drawing.wheel import Twig, Wheel, twigs_of, wheel_of
from storyhub.workshops.methods.schema import Geometry
from storyhub.workshops.seen import AxisView, BoardView, CardView, Cell, ZoneView

FRAMELESS = (Geometry.LIST, Geometry.FORM, Geometry.GRID, Geometry.RINGS)
"""Of which nothing is drawn before a card lies there; a grid that names its own rows and columns is drawn."""


MANY_BARE = 4
"""Cards without a story, from which that is not said on each of them."""


@dataclass(frozen=True)
class Part:
    """A zone on a page: which of its items stand here, and how many cards stand on other pages."""

    zone: ZoneView
    items: Sequence[Item]
    elsewhere: int = 0
    members: int | None = None
    """Of each heap that are said in words; None for all."""

    @property
    def items_here(self) -> bool:
        return bool(self.items)

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
    is_wide: bool = False
    """Of a grid: whether the words of its rows take more of the width."""
    is_above: bool = False
    """Of a grid with few rows: whether their words stand above what was judged of them, not beside it."""
    overview: Sequence[Sequence[Shelf]] = ()
    """Of a grid with many rows: its lanes on this page."""
    is_contested: bool = False
    """Whether the rows are those about which people differ, of all that an overview has shown."""
    lines: Sequence[tuple[str, str]] = ()
    """Of a form: label and words on this page."""
    is_paged: bool = False
    size: float = 1.0
    """How many times as large its letters are as those of a full stage."""
    is_close: bool = False
    """Whether marks stand on the line of the words, and things close to each other."""
    lanes: int = 1
    """Cards of a zone beside each other, where the page says so."""
    widest: int = 0
    """Of a list: the zone, from 1, that has all lanes but one for each of the others; 0 where all are as wide."""
    spans: Sequence[int] = ()
    """Of columns: how many lanes each has; none where it is only named below the others. Empty where each has one."""
    is_fitted: bool = False
    """Whether each band is as high as what lies in it."""
    is_by_band: bool = False
    """Whether one band has the page for itself."""

    @property
    def is_empty(self) -> bool:
        return not self.board.row_cards and not any(part.count or part.zone.hidden for part in self.all_parts)

    @cached_property
    def has_kinds(self) -> bool:
        """Whether cards of more than one kind lie here, so that each says what it is."""
        return len({card.kind for part in self.all_parts for card in cards_in(part.zone)}) > 1

    @cached_property
    def cards(self) -> list[CardView]:
        """All that lie on the board face up, on whatever page."""
        zones = [zone for zone in self.board.zones if not zone.is_off_board]
        return [*(card for zone in zones for card in cards_in(zone)), *self.board.row_cards]

    @property
    def backed(self) -> int:
        return sum(card.voices > 0 for card in self.cards)

    @cached_property
    def differing(self) -> int:
        """Cards that people judged differently."""
        return sum(any(one.is_disputed for one in card.ratings) for card in self.cards)

    @cached_property
    def are_many_bare(self) -> bool:
        return self._bare >= MANY_BARE and self.board.geometry != Geometry.FORM

    @property
    def has_signs(self) -> bool:
        """Whether cards have signs where they would else say that stories are behind them, and that views differ."""
        return self.is_paged and self.is_close and self.board.geometry != Geometry.FORM

    @property
    def counts_bare(self) -> bool:
        """Whether it is said once of all cards, not of each, that no story is behind it."""
        return self.has_signs or (self.is_paged and self.are_many_bare)

    @property
    def tells(self) -> bool:
        """Whether something is said once of all cards below this page."""
        return self.is_paged and not self.overview and self.tells_on(self.is_close)

    def tells_on(self, is_close: bool) -> bool:
        """The same of a page that is close or not."""
        if self.board.geometry == Geometry.FORM:
            return False
        return self.are_many_bare or (is_close and bool(self.backed or self._bare or self.differing))

    @cached_property
    def _bare(self) -> int:
        return sum(map(lacks_stories, self.cards))

    @property
    def all_parts(self) -> list[Part]:
        return [*self.parts, *self.off_board]

    @property
    def is_bare(self) -> bool:
        """Whether not even a frame says where cards will lie, nor a middle what they will be about."""
        board = self.board
        has_frame = board.geometry not in FRAMELESS or bool(board.column_cards or (board.columns and board.rows))
        return self.is_empty and not board.centre and not has_frame

    @property
    def said_in_full(self) -> str:
        """What stands in the middle of the rings, where only its beginning has room there, or nothing else is to be read."""
        return self.board.centre if self.wheel and (self.wheel.hub.is_cut or not self.twigs) else ""

    @property
    def in_focus(self) -> set[int]:
        return {twig.number for twig in self.twigs}

    @cached_property
    def has_disputes(self) -> bool:
        return any(one.is_disputed for cell in self.board.cells for one in cell.ratings)

    def parts_at(self, **place: object) -> list[Part]:
        """The zones that lie there: `parts_at(row=1, column=2)`."""
        return [part for part in self.parts if all(getattr(part.zone, name) == at for name, at in place.items())]

    def cell(self, row: CardView, column: CardView) -> Cell | None:
        return self._cells.get((row.id, column.id))

    def cells_in(self, row: CardView) -> Sequence[Cell]:
        return self._cells_by_row.get(row.id, ())

    @cached_property
    def _cells_by_row(self) -> Mapping[UUID, Sequence[Cell]]:
        found: dict[UUID, list[Cell]] = {}
        for cell in self.board.cells:
            found.setdefault(cell.row.id, []).append(cell)
        return found

    @cached_property
    def _cells(self) -> Mapping[tuple[UUID, UUID], Cell]:
        return {(one.row.id, one.column.id): one for one in reversed(self.board.cells)}

    def scales_of(self, card: CardView) -> list[tuple[AxisView, float, int]]:
        """Where a card of a plane lies: on each axis, which step of how many."""
        if self.board.geometry != Geometry.PLANE or card.x is None or card.y is None:
            return []
        return [(axis, on_scale(place), STEPS) for axis, place in zip(self.board.axes, (card.x, card.y), strict=False)]

    def card_of(self, code: str) -> CardView | None:
        """The card with that code, if it lies here; lines are drawn between codes."""
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> Mapping[str, CardView]:
        return {card.code: card for part in reversed(self.all_parts) for card in reversed(cards_in(part.zone))}


def drawing_of(board: BoardView) -> Drawing:
    """Everything on one page, for what scrolls: a desk, a phone, paper."""
    zones = [Part(zone, [*zone.clusters, *zone.cards]) for zone in board.zones]
    numbered = _numbered(board)
    numbers = {card.id: number for number, card in numbered}
    twigs = twigs_of(board, numbers) if board.geometry == Geometry.RINGS else []
    return Drawing(
        board=board,
        page=1,
        pages=1,
        parts=[part for part in zones if not part.zone.is_off_board],
        off_board=[part for part in zones if part.zone.is_off_board],
        numbers=numbers,
        dots=dots_of(numbered) if board.geometry == Geometry.PLANE else (),
        wheel=wheel_of(board, twigs) if twigs or board.geometry == Geometry.RINGS else None,
        twigs=twigs,
        rows=board.row_cards,
    )


def cards_in(zone: ZoneView) -> list[CardView]:
    return [*(card for heap in zone.clusters for card in heap.cards), *zone.cards]


def _numbered(board: BoardView) -> list[tuple[int, CardView]]:
    """Each card with the number that its dot or node bears, in the order in which they were written.

    Whoever looks keeps the number: a card that is written later, or moved, changes that of no other. Ids tell the time.
    """
    if board.geometry not in (Geometry.RINGS, Geometry.PLANE):
        return []
    lying = [card for zone in board.zones if not zone.is_off_board for card in cards_in(zone)]
    return list(enumerate(sorted(lying, key=lambda card: card.id), 1))
