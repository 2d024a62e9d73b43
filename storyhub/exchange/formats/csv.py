"""CSV as RFC 4180 has it: UTF-8 with the mark that spreadsheets look for, every cell quoted, a header."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import IO

from storyhub.exchange.columns import Record
from storyhub.exchange.packing import Package
from storyhub.exchange.tables import HEADER, from_cells, strange, to_cells
from storyhub.stories.services.imported_values import BadLine, bad
from storyhub.stories.services.importing import Row

NAME, ROOT = "stories.csv", ""
LONGEST = 1024 * 1024
"""Bytes of a row before it is given up as none."""


def write(package: Package, records: Iterable[Record]) -> None:
    with package.file(NAME) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        rows = csv.writer(text, quoting=csv.QUOTE_ALL)
        rows.writerow(HEADER)
        rows.writerows(to_cells(record) for record in records)
        text.detach()


def finish(package: Package, about: dict[str, str]) -> None:
    """Nothing more belongs to it."""


def read(file: IO[bytes]) -> Iterator[Row]:
    """The number of a row is that of its line in a spreadsheet: the header is the first."""
    rows = csv.reader(_lines(file), delimiter=_delimiter(file))
    header: list[str] = []
    number = 0
    while True:
        number += 1
        try:
            cells = next(rows, None)
        except (csv.Error, UnicodeDecodeError):
            yield number, bad("", "line_unreadable")
            return
        if cells is None:
            return
        if not header:
            header = [name.strip().lower() for name in cells]
            if header and (problem := strange(header)):
                yield number, problem
                return
        elif any(cells):
            yield number, row_of(header, cells)


def row_of(header: list[str], cells: list[str]) -> Record | BadLine:
    try:
        return from_cells(header, cells)
    except BadLine as problem:
        return problem


def _delimiter(file: IO[bytes]) -> str:
    """A semicolon where a spreadsheet of this part of the world wrote one."""
    first = file.readline(LONGEST)
    file.seek(0)
    return max(",;\t", key=lambda sign: first.count(sign.encode()))


def _lines(file: IO[bytes]) -> Iterator[str]:
    is_first = True
    while line := file.readline(LONGEST):
        yield line.decode("utf-8-sig" if is_first else "utf-8")
        is_first = False
