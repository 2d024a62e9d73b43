"""How wide the columns of a sheet are and how high its rows, by what stands in them: a file cannot ask a spreadsheet.

Widths are counted as spreadsheets count them, in digits.
"""

from collections.abc import Sequence
from datetime import date

from storyhub.workshops.drawing.letters import BOLD, lines_of, longest_word, width_of
from storyhub.workshops.report.tables import Column, Table, Value

DIGIT = 0.48
"""How wide one is, of the letters' height."""
MARGIN, ARROW = 3.0, 4.0
"""Beside the words of a cell, which stand in by one step; with the button of a filter in the first row."""
LEAST, MOST, MOST_WIDE = 5.0, 17.0, 46.0
MOST_WORD = 27.0
"""No word is broken, unless it is longer than this."""
LONG, MOST_LONG = 900.0, 80.0
"""Of a column whose longest words would take more than a dozen lines."""
PAPER = 140.0
"""What stands beside each other on A4 at its full size."""
LINE, BELOW, HIGHEST = 15.5, 4.0, 409.0
"""Points of a line in the highest letters that may stand in, room between rows, and the highest row there can be."""


def widths_of(table: Table) -> list[float]:
    """Of each column: as wide as its longest words, as far as that goes, and never so narrow that a heading is broken."""
    found, wanted = [], []
    for at, column in enumerate(table.columns):
        cells = [_said(row[at]) for row in table.rows]
        longest = (
            _digits(width_of(max((line for cell in cells for line in cell.split("\n")), key=len, default=""))) + MARGIN
        )
        is_long = max(map(len, cells), default=0) > LONG
        most = (MOST_LONG if is_long else MOST_WIDE) if column.is_wide else MOST
        word = min(_digits(max(map(longest_word, cells), default=0)) + MARGIN, MOST_WORD)
        found.append(max(_digits(longest_word(column.title)) * BOLD + ARROW, min(longest, most), word, LEAST))
        wanted.append(max(found[-1], min(longest, MOST_LONG)) if column.is_wide else found[-1])
    printed = len(found) - table.aside
    return [*_spread(found[:printed], wanted[:printed]), *found[printed:]]


def _spread(widths: Sequence[float], wanted: Sequence[float]) -> list[float]:
    """What is left of the paper goes to those columns that have words for it."""
    spare = max(0.0, PAPER - sum(widths))
    missing = sum(wanted) - sum(widths)
    share = min(1.0, spare / missing) if missing else 0.0
    return [width + (want - width) * share for width, want in zip(widths, wanted, strict=True)]


def head_height(columns: Sequence[Column], widths: Sequence[float]) -> float:
    rooms = [(width - ARROW) / BOLD for width in widths]
    return _height([column.title for column in columns], rooms)


def row_height(row: Sequence[Value], widths: Sequence[float]) -> float:
    return _height(row, [width - MARGIN for width in widths])


def _height(row: Sequence[Value], rooms: Sequence[float]) -> float:
    return min(HIGHEST, BELOW + LINE * max(_lines(value, room) for value, room in zip(row, rooms, strict=True)))


def _lines(value: Value, room: float) -> int:
    words = value if isinstance(value, str) else ""
    return 1 if len(words) < room / 2 and "\n" not in words else lines_of(words, room * DIGIT)


def _said(value: Value) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _digits(width: float) -> float:
    return width / DIGIT
