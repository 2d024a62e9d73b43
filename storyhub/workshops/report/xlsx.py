"""A workbook of everything: words are words, numbers numbers, days days; nothing is computed."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from storyhub.adapters.workbook import text_cell
from storyhub.workshops.report.tables import Column, Table, Value, explained, tables_of
from storyhub.workshops.report.values import Report

HEAD = Font(bold=True, color="FFFFFF")
GROUND = PatternFill("solid", fgColor="0D5C5A")
WRAPPED = Alignment(wrap_text=True, vertical="top")
WIDE, NARROW = 56, 18
LONGEST_CELL, LONGEST_TITLE = 32_000, 31
"""Of what a spreadsheet keeps."""
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def write(report: Report) -> bytes:
    """In the report's language."""
    tables = tables_of(report)
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator, book.properties.language = (
        report.title,
        report.town,
        report.language,
    )
    for table in [*tables, explained(tables)]:
        _add(book, table)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _add(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(table.title.translate(FORBIDDEN)[:LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDE if column.is_wide else NARROW
    sheet.append([_headed(sheet, column) for column in table.columns])
    if table.rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    for row in table.rows:
        sheet.append(_cells(sheet, row))


def _headed(sheet: Any, column: Column) -> Cell:
    cell = text_cell(sheet, column.title)
    cell.font, cell.fill, cell.alignment = HEAD, GROUND, WRAPPED
    return cell


def _cells(sheet: Any, row: Sequence[Value]) -> list[Cell | None]:
    return [_cell(sheet, value) for value in row]


def _cell(sheet: Any, value: Value) -> Cell | None:
    if value is None or value == "":
        return None
    cell = text_cell(sheet, value[:LONGEST_CELL]) if isinstance(value, str) else WriteOnlyCell(sheet, value)
    cell.alignment = WRAPPED
    return cell
