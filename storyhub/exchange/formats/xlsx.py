"""A workbook of Excel and LibreOffice: every cell is text, nothing is computed, the second sheet says what is in the first."""

import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from openpyxl import Workbook, load_workbook

from storyhub.adapters.workbook import text_cell
from storyhub.exchange.columns import COLUMNS, Record
from storyhub.exchange.formats.csv import row_of
from storyhub.exchange.packing import Package
from storyhub.exchange.tables import HEADER, strange, to_cells
from storyhub.stories.services.imported_values import bad
from storyhub.stories.services.importing import Row

NAME, ROOT = "stories.xlsx", ""
MOST_ROWS, MOST_COLUMNS = 1_048_576, 200
"""A sheet has no more rows, and nobody brings more columns: cells beyond are passed over, empty rows cost nothing."""


def write(package: Package, records: Iterable[Record]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("stories")
    sheet.freeze_panes = "A2"
    sheet.append([text_cell(sheet, name) for name in HEADER])
    for record in records:
        sheet.append([text_cell(sheet, cell) for cell in to_cells(record)])
    about = book.create_sheet("columns")
    for column in COLUMNS:
        about.append([text_cell(about, column.name), text_cell(about, str(column.meaning))])
    with package.file(NAME) as file:
        book.save(file)


def finish(package: Package, about: dict[str, str]) -> None:
    """Nothing more belongs to it."""


def read(file: IO[bytes]) -> Iterator[Row]:
    """The first sheet. A number or a day that a spreadsheet made of a cell is text again; a formula is not computed."""
    try:
        sheet = load_workbook(file, read_only=True, data_only=False, keep_links=False).worksheets[0]
        # What a sheet says of its own size is not to be trusted: it may name every cell there can be.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(min_row=1, max_row=MOST_ROWS, min_col=1, max_col=MOST_COLUMNS, values_only=True)
        header = [_said(cell).strip().lower() for cell in next(rows, ())]
        if problem := strange(header):
            yield 1, problem
            return
        for number, row in enumerate(rows, start=2):
            if any(row) and any(cells := [_said(cell) for cell in row]):
                yield number, row_of(header, cells)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, zipfile.BadZipFile, SyntaxError):
        yield 1, bad("", "line_unreadable")


def _said(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
