"""A workbook of everything: words are words, numbers numbers, days days; nothing is computed.

Each sheet can be printed as it is: lying, as wide as the paper, with its headings on every page, and without the codes that
stand aside for other programs. What would be too small on A4 asks for A3.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from storyhub.adapters.workbook import text_cell
from storyhub.workshops.report.spacing import head_height, row_height, widths_of
from storyhub.workshops.report.tables import Column, Table, Value, explained, tables_of
from storyhub.workshops.report.values import Report

HEAD = Font("Calibri", 11, bold=True, color="FFFFFF")
"""Named as the cells below it: letters without a name are set from whatever is there."""
GROUND = PatternFill("solid", fgColor="0D5C5A")
UNDER = Border(bottom=Side("hair", color="9AA5A3"))
"""A line below each row, by which an eye finds its way over a wide sheet."""
WRAPPED = Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)
"""Standing in, so that no column touches the one before it."""
WIDEST_ON_A4 = 165.0
"""Digits beside each other that are still read."""
DAYS = {"en": "d mmm yyyy"}
"""How a day is shown; most of our languages write it with dots."""
LONGEST_CELL, LONGEST_TITLE = 32_000, 31
"""Of what a spreadsheet keeps."""
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def write(report: Report) -> bytes:
    """In the report's language. A table in which nothing stands has no sheet, and such a column is left out."""
    tables = [_filled(one) for one in tables_of(report) if one.rows]
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator, book.properties.language = (
        report.title,
        report.town,
        report.language,
    )
    for table in [*tables, explained(tables)]:
        _add(book, table, DAYS.get(report.language, "dd.mm.yyyy"))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _filled(table: Table) -> Table:
    kept = [at for at in range(len(table.columns)) if any(row[at] not in ("", None) for row in table.rows)]
    rows = [[row[at] for at in kept] for row in table.rows]
    aside = sum(at >= len(table.columns) - table.aside for at in kept)
    return replace(table, columns=[table.columns[at] for at in kept], rows=rows, aside=aside)


def _add(book: Workbook, table: Table, days: str) -> None:
    sheet = book.create_sheet(table.title.translate(FORBIDDEN)[:LONGEST_TITLE])
    widths = widths_of(table)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[1].height = head_height(table.columns, widths)
    for number, row in enumerate(table.rows, 2):
        sheet.row_dimensions[number].height = row_height(row, widths)
    _set_print(sheet, table, widths)
    sheet.append([_headed(sheet, column) for column in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, value, days) for value in row])


def _set_print(sheet: Any, table: Table, widths: Sequence[float]) -> None:
    printed = len(widths) - table.aside
    is_wide = sum(widths[:printed]) > WIDEST_ON_A4
    sheet.page_setup.orientation = Worksheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A3 if is_wide else Worksheet.PAPERSIZE_A4
    sheet.print_area = f"A1:{get_column_letter(printed)}{len(table.rows) + 1}"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.7, bottom=0.7, header=0.35, footer=0.35)
    sheet.print_title_rows = "1:1"
    sheet.oddHeader.left.text, sheet.oddFooter.right.text = table.title.replace("&", "&&"), "&P / &N"


def _headed(sheet: Any, column: Column) -> Cell:
    cell = text_cell(sheet, column.title)
    cell.font, cell.fill, cell.alignment = HEAD, GROUND, WRAPPED
    return cell


def _cell(sheet: Any, value: Value, days: str) -> Cell:
    if value and isinstance(value, str):
        cell = text_cell(sheet, value[:LONGEST_CELL])
    else:
        cell = WriteOnlyCell(sheet, None if value == "" else value)
    cell.alignment, cell.border = WRAPPED, UNDER
    if isinstance(value, date):
        cell.number_format = days
    return cell
