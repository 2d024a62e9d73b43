"""Who sits where, in the pages that a stage needs: tables beside and below each other, none of them cut off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from storyhub.workshops.drawing.fitting import LEAST, SIZES, Sheet
from storyhub.workshops.drawing.letters import BOLD, lines_of

Seated = Mapping[str, Any]
"""A table: its `title`, its `people` in words, and whether they go by name (`has_names`)."""
NARROW, BETWEEN, SIDES = 13.4, 0.8, 1.8
"""The least width of a table, what is between two of them, and what is beside its words."""
TITLE, LINE, AROUND = 1.3, 1.3, 1.2
"""How large the letters of its name are, a line, and what is above and below."""
MANY = 16
"""People at one table, from which it has a row for itself."""
BESIDE = {(False, False): 2, (True, False): 1, (False, True): 8, (True, True): 4}
"""Columns of people at a table, by whether they go by name and whether they are many."""
NAME = 9.0
"""Of which a table must hold two, for names to stand beside each other."""


@dataclass(frozen=True)
class Hall:
    """A page: its tables, how many stand beside each other, and how large the letters are."""

    tables: Sequence[Seated]
    beside: int
    size: float
    is_paired: bool
    """Whether tables are so wide that names stand beside each other."""


def pages_of_tables(tables: Sequence[Seated], above: float = 0) -> list[Hall]:
    """In the largest letters in which all stand on one page; where there are none, in those that need fewest."""
    sheets = [Sheet(size, above=above) for size in (*SIZES, LEAST)]
    tried = [_pages(tables, sheet, beside) for sheet in sheets for beside in _beside(tables, sheet)]
    whole = [halls for halls, is_whole in tried if is_whole]
    return min(whole or [tried[-1][0]], key=lambda halls: (len(halls), -halls[0].size, len(halls[0].tables)))


def _beside(tables: Sequence[Seated], sheet: Sheet) -> list[int]:
    """As many as may stand beside each other, or one less, so that fewer names need a second line."""
    most = max(1, min(int((sheet.wide + BETWEEN) // (NARROW + BETWEEN)), len(tables)))
    return [most, max(1, most - 1)]


def _pages(tables: Sequence[Seated], sheet: Sheet, beside: int) -> tuple[list[Hall], bool]:
    """And whether no table is higher than the stage."""
    width = (sheet.wide + BETWEEN) / beside - BETWEEN
    is_paired = width >= 2 * NAME + BETWEEN + SIDES
    rows = _rows(tables, beside)
    heights = [
        max(_height_of(table, sheet.wide if _is_large(table) else width, is_paired) for table in row) for row in rows
    ]
    pages: list[list[Seated]] = [[]]
    used = 0.0
    for row, needs in zip(rows, heights, strict=True):
        if used and used + needs > sheet.high:
            pages.append([])
            used = 0.0
        pages[-1] += row
        used += needs + BETWEEN
    return [Hall(page, beside, sheet.size, is_paired) for page in pages], all(one <= sheet.high for one in heights)


def _rows(tables: Sequence[Seated], beside: int) -> list[list[Seated]]:
    rows: list[list[Seated]] = []
    for table in tables:
        if rows and len(rows[-1]) < beside and not _is_large(table) and not _is_large(rows[-1][-1]):
            rows[-1].append(table)
        else:
            rows.append([table])
    return rows


def _is_large(table: Seated) -> bool:
    return len(table["people"]) > MANY


def _height_of(table: Seated, width: float, is_paired: bool) -> float:
    columns = BESIDE[bool(table["has_names"]), _is_large(table)]
    columns = max(columns, 2) if is_paired else columns
    inner = width - SIDES
    lines = sum(lines_of(one, (inner - BETWEEN * (columns - 1)) / columns) for one in table["people"])
    title = lines_of(table["title"], inner / TITLE / BOLD) * TITLE * 1.3
    uneven = columns > 1 and lines > len(table["people"])
    return title + (ceil(lines / columns) + uneven) * LINE + AROUND
