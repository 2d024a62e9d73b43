"""Rules of zones: where on its board each may lie, what it takes, and on what its cards hang."""

from collections.abc import Iterator

from storyhub.workshops.methods.problems import Fault, unless_known
from storyhub.workshops.methods.rules.names import boards_of, kinds_of, zones_of
from storyhub.workshops.methods.schema import Board, Geometry, Method, Zone

LOCATORS = ("column", "row", "ring", "quadrant")
MAY_LIE = {
    Geometry.COLUMNS: {"column"},
    Geometry.PLANE: {"quadrant"},
    Geometry.BANDS: {"row", "column"},
    Geometry.RINGS: {"ring"},
    Geometry.QUADRANTS: {"quadrant"},
    Geometry.GRID: {"row", "column"},
    Geometry.FORM: set(),
    Geometry.LIST: set(),
}
"""By which locators a zone of a board may lie."""
MUST_LIE = {
    Geometry.COLUMNS: {"column"},
    Geometry.BANDS: {"row"},
    Geometry.RINGS: {"ring"},
    Geometry.QUADRANTS: {"quadrant"},
}


def faults_of(method: Method) -> Iterator[Fault]:
    for zone in method.zone:
        yield from _faults_of_zone(method, zone, f"zone.{zone.id}")


def _faults_of_zone(method: Method, zone: Zone, key: str) -> Iterator[Fault]:
    yield from unless_known(f"{key}.board", zone.board, boards_of(method), "board")
    for kind in zone.accepts:
        yield from unless_known(f"{key}.accepts", kind, kinds_of(method), "card")
    count = method.method.groups.count
    if count and zone.owner_group > count:
        yield f"{key}.owner_group", f"is {zone.owner_group}, but there are {count} groups"
    board = boards_of(method).get(zone.board)
    if board is None:
        return
    if not zone.accepts and board.geometry != Geometry.GRID:
        yield f"{key}.accepts", "needs at least one kind of card"
    yield from _faults_of_place(zone, board, key)
    yield from _faults_of_parent(method, zone, board, key)


def _faults_of_place(zone: Zone, board: Board, key: str) -> Iterator[Fault]:
    given = {name for name in LOCATORS if getattr(zone, name) is not None}
    may = set() if zone.off_board else MAY_LIE[board.geometry]
    must = set() if zone.off_board else _must_lie(board)
    where = "off the board" if zone.off_board else f"on a board of {board.geometry}"
    yield from ((f"{key}.{name}", f"makes no sense {where}") for name in sorted(given - may))
    yield from ((f"{key}.{name}", f"is needed {where}") for name in sorted(must - given))
    sizes: dict[str, tuple[int, int]] = {
        "column": (0, len(board.columns) - 1),
        "row": (0, len(board.rows) - 1),
        "ring": (1, len(board.rings)),
    }
    for name in sorted(given & may & set(sizes)):
        least, most = sizes[name]
        if not least <= getattr(zone, name) <= most:
            yield f"{key}.{name}", f"is {getattr(zone, name)}; board {board.id!r} has {least} to {most}"


def _must_lie(board: Board) -> set[str]:
    """On a grid, as far as its rows and columns stand in the file."""
    if board.geometry == Geometry.GRID:
        return {name for name in ("row", "column") if getattr(board, f"{name}s")}
    return MUST_LIE.get(board.geometry, set())


def _faults_of_parent(method: Method, zone: Zone, board: Board, key: str) -> Iterator[Fault]:
    """Ring by ring outwards: cards of ring n + 1 hang on cards of ring n."""
    yield from unless_known(f"{key}.parent_zone", zone.parent_zone, zones_of(method), "zone")
    parent = zones_of(method).get(zone.parent_zone)
    if board.geometry != Geometry.RINGS:
        if zone.parent_zone:
            yield f"{key}.parent_zone", f"makes no sense on a board of {board.geometry}"
        return
    if parent is not None and (parent.board, parent.ring) != (zone.board, (zone.ring or 0) - 1):
        yield f"{key}.parent_zone", f"must lie on the same board one ring further in; {parent.id!r} does not"
    has_tree = any(link.tree for link in method.link)
    if has_tree and zone.ring and zone.ring > 1 and not zone.parent_zone:
        yield f"{key}.parent_zone", "is needed: cards of the tree hang on a card of the ring before"
