"""The room that each zone of a board has on the stage, by the shape of the board and the size of the letters."""

from collections.abc import Sequence

from storyhub.workshops.drawing.fitting import LINE, MORE, Box, Sheet
from storyhub.workshops.drawing.letters import BOLD, lines_of, width_of
from storyhub.workshops.drawing.picture import Drawing, Part
from storyhub.workshops.methods.schema import Geometry
from storyhub.workshops.seen import BoardView

KEYS = {Geometry.PLANE: 39.8, Geometry.RINGS: 37.0}
"""Beside a plane or a wheel: the words that belong to the numbers."""
NAME = 1.43
"""A line of a zone's name."""
ARROW = "↑"
ABREAST = 4
"""Zones of a list that stand beside each other; where one is wider, lanes of all of them."""
MIDDLE = 0.34
"""The most that the low end of the upright axis takes of the line below the picture."""
LETTER_OF_ZONE = "  ABCDE"
"""As wide as what stands before and after a zone's name."""
ELSEWHERE = " ·'60'კიდევ"
"""And behind it, of cards on other pages, in a language that says much."""


def box_of(whole: Drawing, part: Part, shown: Sequence[Part], sheet: Sheet) -> Box:
    """Where the cards of a zone stand, below its name."""
    box = {
        Geometry.COLUMNS: _box_in_column,
        Geometry.BANDS: _box_in_list if whole.is_by_band else _box_in_band,
        Geometry.QUADRANTS: _box_in_quadrant,
    }.get(whole.board.geometry, _box_in_list)(whole, part, shown, sheet)
    is_behind = sheet.is_turned and sheet.is_close and (whole.board.geometry != Geometry.BANDS or whole.is_by_band)
    more = (_lines_of_name(part, box.width * box.lanes, ELSEWHERE if is_behind else "") - 1) * NAME
    return Box(box.width, box.height - more, box.lanes)


def key_box(whole: Drawing, sheet: Sheet) -> Box:
    return Box(KEYS[whole.board.geometry] / sheet.size, sheet.high - 0.8)


def names_fit(part: Part, box: Box) -> bool:
    """Whether the zone says its name, and what it asks while it is empty, without being cut."""
    hint = 0 if part.count else lines_of(part.zone.hint, box.width * box.lanes) * 1.25
    return _lines_of_name(part, box.width * box.lanes) <= 2 and hint <= box.height


def labels_of(board: BoardView) -> list[str]:
    """The names that stand on a picture, one word of which must not be wider than its place."""
    return [*board.columns, *(zone.label for zone in board.zones)]


def _lines_of_name(part: Part, width: float, behind: str = "") -> int:
    return lines_of(part.zone.label + LETTER_OF_ZONE + behind, width / 1.05 / BOLD)


def _box_in_column(whole: Drawing, part: Part, _shown: Sequence[Part], sheet: Sheet) -> Box:
    spans = whole.spans or [1] * len(whole.board.columns)
    beside, lanes = sum(spans) or 1, spans[part.zone.column or 0] if spans else 1
    above = len(whole.parts_at(column=part.zone.column)) or 1
    head = sheet.spacing.head
    height = (sheet.high - head - 0.5 - _under(part, sheet)) / above - (above > 1) * head
    return Box((sheet.wide - 0.6 * (beside - 1)) / beside, height, max(1, lanes))


def _box_in_band(whole: Drawing, part: Part, _shown: Sequence[Part], sheet: Sheet) -> Box:
    board = whole.board
    beside, rows = len(board.columns) or 1, len(board.rows) or 1
    within = len(whole.parts_at(row=part.zone.row, column=part.zone.column)) or 1
    spans = beside if part.zone.column is None else 1
    width = (sheet.wide - 10) / beside * spans / within - 1
    lanes = max(1, int(width // 15))
    return Box(width / lanes - 0.4, (sheet.high - 2.2) / rows - sheet.spacing.head - 0.3, lanes)


def _box_in_quadrant(whole: Drawing, part: Part, _shown: Sequence[Part], sheet: Sheet) -> Box:
    lanes = lanes_of(whole, whole.parts)
    height = (sheet.high - 1 - _height_of_axes(whole.board, sheet)) / 2 - sheet.spacing.head - 0.3 - _under(part, sheet)
    return Box((sheet.wide - 3) / 2 / lanes - 0.3, height, lanes)


def _box_in_list(whole: Drawing, part: Part, shown: Sequence[Part], sheet: Sheet) -> Box:
    height = sheet.high - sheet.spacing.head - 0.5 - _under(part, sheet)
    if whole.widest:
        is_widest = shown[whole.widest - 1] is part
        return Box((sheet.wide - ABREAST + 1) / ABREAST, height, ABREAST + 1 - len(shown) if is_widest else 1)
    lanes = lanes_of(whole, shown)
    width = (sheet.wide - len(shown) + 1) / len(shown)
    return Box((width - lanes + 1) / lanes, height, lanes)


def _under(part: Part, sheet: Sheet) -> float:
    """What is said below the cards of a zone: of those elsewhere, and of those that lie face down."""
    return sheet.more + (MORE if part.zone.hidden else 0)


def lanes_of(whole: Drawing, shown: Sequence[Part]) -> int:
    """How many cards of a zone stand beside each other: never more than there are, and fewer the more zones there are."""
    most = max((len(part.items) for part in shown), default=0)
    if whole.board.geometry == Geometry.QUADRANTS:
        return 1 if most <= 2 else whole.lanes
    if whole.board.geometry != Geometry.LIST and not whole.is_by_band:
        return 1
    return max(1, min({1: 3, 2: 2}.get(len(shown), 1), most))


def _height_of_axes(board: BoardView, sheet: Sheet) -> float:
    """What is said at the ends: of the one axis above, of the other and below beside it. Picked cards say it at length."""
    x, y = board.axes[0], board.axes[1]
    above = lines_of(f"{y.label} {y.high} {ARROW}", sheet.wide / BOLD)
    middle = min(sheet.wide * MIDDLE, width_of(f"{y.low} {ARROW}") * BOLD)
    beside = (sheet.wide - middle) / 2 - 1
    ends = ((y.low, middle), (x.low, beside), (f"{x.label} {x.high}", beside))
    below = max(lines_of(f"{words} {ARROW}", width / BOLD) for words, width in ends)
    return (above + below) * LINE
