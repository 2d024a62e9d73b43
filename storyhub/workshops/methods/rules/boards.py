"""Rules of boards and axes: what each geometry needs.

Each geometry has a list twin: the zones in the order of the file. So zones stand in the order in which one reads the
picture, and no part of the picture is without one.
"""

from collections import Counter
from collections.abc import Iterator

from storyhub.workshops.methods.problems import Fault, unless_known
from storyhub.workshops.methods.rules.names import by_name, kinds_of, picks_of
from storyhub.workshops.methods.rules.zones import MUST_LIE
from storyhub.workshops.methods.schema import Axis, Board, End, Geometry, Method, Overlay, Zone

NEEDS = {
    Geometry.COLUMNS: {"columns"},
    Geometry.PLANE: {"axes"},
    Geometry.BANDS: {"rows"},
    Geometry.RINGS: {"rings"},
    Geometry.QUADRANTS: {"axes"},
}
MAY_HAVE = {
    Geometry.BANDS: {"columns", "overlay"},
    Geometry.RINGS: {"centre"},
    Geometry.GRID: {"rows", "columns", "rows_from", "columns_from"},
}
OF_SOME = ("columns", "rows", "rings", "axes", "rows_from", "columns_from", "centre")
"""What only some geometries have."""
ALL_QUADRANTS = [(x, y) for y in (End.HIGH, End.LOW) for x in (End.LOW, End.HIGH)]


def faults_of(method: Method) -> Iterator[Fault]:
    for board in method.board:
        yield from _faults_of_board(method, board, f"board.{board.id}")
    for axis in method.axis:
        yield from _faults_of_axis(method, axis, f"axis.{axis.id}")


def _faults_of_board(method: Method, board: Board, key: str) -> Iterator[Fault]:
    needs, may = NEEDS.get(board.geometry, set()), MAY_HAVE.get(board.geometry, set())
    given = {name for name in OF_SOME if getattr(board, name)}
    given |= {"overlay"} if board.overlay != Overlay.NONE else set()
    yield from ((f"{key}.{name}", f"is needed: this board is {board.geometry}") for name in sorted(needs - given))
    for name in sorted(given - needs - may):
        yield f"{key}.{name}", f"makes no sense on a board of {board.geometry}"
    if "axes" in needs & given and len(set(board.axes)) != 2:
        yield f"{key}.axes", "must be two different axes: x, then y"
    for axis in board.axes:
        yield from unless_known(f"{key}.axes", axis, by_name(method.axis), "axis")
    for side in ("rows_from", "columns_from"):
        yield from unless_known(f"{key}.{side}", getattr(board, side), kinds_of(method), "card")
    yield from unless_known(f"{key}.centre", board.centre, by_name(method.input), "input")
    if board.geometry == Geometry.GRID:
        yield from _faults_of_grid(board, key)
    yield from _faults_of_order(board, [zone for zone in method.zone if zone.board == board.id], key)


def _faults_of_grid(board: Board, key: str) -> Iterator[Fault]:
    for side in ("rows", "columns"):
        if bool(getattr(board, side)) == bool(getattr(board, f"{side}_from")):
            yield f"{key}.{side}", f"a grid needs either {side} or {side}_from"


def _faults_of_order(board: Board, zones: list[Zone], key: str) -> Iterator[Fault]:
    """The list twin reads as the picture does, and misses nothing that the picture shows."""
    lying = [zone for zone in zones if not zone.off_board]
    for locator, labels, first in (("column", board.columns, 0), ("row", board.rows, 0), ("ring", board.rings, 1)):
        if locator not in MUST_LIE.get(board.geometry, set()):
            continue
        places = [place for zone in lying if (place := getattr(zone, locator)) is not None]
        for number, label in enumerate(labels, first):
            if number not in places:
                yield key, f"no zone lies in {locator} {number} ({label!r}): in the list it would be lost"
        if places != sorted(places):
            yield key, f"its zones must stand in the file in the order of their {locator}s: the list is read so"
    if board.geometry in (Geometry.QUADRANTS, Geometry.PLANE):
        yield from _faults_of_quadrants(board, lying, key)


def _faults_of_quadrants(board: Board, zones: list[Zone], key: str) -> Iterator[Fault]:
    counts = Counter(zone.quadrant for zone in zones if zone.quadrant)
    for x, y in ALL_QUADRANTS:
        if counts[x, y] > 1:
            yield key, f"{counts[x, y]} zones lie in the quadrant {x}, {y}"
        elif not counts[x, y] and (counts or board.geometry == Geometry.QUADRANTS):
            yield key, f"no zone lies in the quadrant {x}, {y}"


def _faults_of_axis(method: Method, axis: Axis, key: str) -> Iterator[Fault]:
    if axis.id not in {one for board in method.board for one in board.axes}:
        yield key, "no board uses it"
    if bool(axis.from_pick) == bool(axis.low or axis.high):
        yield key, "needs either its ends in words (low, high) or from_pick"
    elif not axis.from_pick and not (axis.low and axis.high):
        yield f"{key}.{'high' if axis.low else 'low'}", "is needed: an axis has two ends"
    yield from unless_known(f"{key}.from_pick", axis.from_pick, picks_of(method), "pick")
    yield from _faults_of_ends(method, axis, key)


def _faults_of_ends(method: Method, axis: Axis, key: str) -> Iterator[Fault]:
    """The fields of the picked card that say the ends."""
    step = picks_of(method).get(axis.from_pick)
    card = kinds_of(method).get(step.card) if step else None
    for end in ("low_field", "high_field"):
        name = getattr(axis, end)
        if bool(name) != bool(axis.from_pick):
            yield f"{key}.{end}", "is needed with from_pick" if axis.from_pick else "makes no sense without from_pick"
        elif card is not None:
            yield from unless_known(f"{key}.{end}", name, by_name(card.fields), f"field of card {card.kind!r}:")
