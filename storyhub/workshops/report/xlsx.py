"""A workbook of everything: words are words, numbers numbers, days days; nothing is computed.

Each sheet can be printed as it is: lying, as wide as the paper, with its headings on every page.
"""

from dataclasses import replace
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from storyhub.adapters.workbook import text_cell
from storyhub.workshops.report.spacing import head_height, row_height, widths_of
from storyhub.workshops.report.tables import Column, Table, Value, explained, tables_of
from storyhub.workshops.report.values import Report

HEAD = Font(bold=True, color="FFFFFF")
GROUND = PatternFill("solid", fgColor="0D5C5A")
WRAPPED = Alignment(wrap_text=True, vertical="top", horizontal="left")
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
        _add(book, table)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _filled(table: Table) -> Table:
    kept = [at for at in range(len(table.columns)) if any(row[at] not in ("", None) for row in table.rows)]
    rows = [[row[at] for at in kept] for row in table.rows]
    return replace(table, columns=[table.columns[at] for at in kept], rows=rows)


def _add(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(table.title.translate(FORBIDDEN)[:LONGEST_TITLE])
    widths = widths_of(table)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[1].height = head_height(table.columns, widths)
    for number, row in enumerate(table.rows, 2):
        sheet.row_dimensions[number].height = row_height(row, widths)
    _set_print(sheet, table.title)
    sheet.append([_headed(sheet, column) for column in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _set_print(sheet: Any, title: str) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = Worksheet.ORIENTATION_LANDSCAPE, Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.7, bottom=0.7, header=0.35, footer=0.35)
    sheet.print_title_rows = "1:1"
    sheet.oddHeader.left.text, sheet.oddFooter.right.text = title.replace("&", "&&"), "&P / &N"


def _headed(sheet: Any, column: Column) -> Cell:
    cell = text_cell(sheet, column.title)
    cell.font, cell.fill, cell.alignment = HEAD, GROUND, WRAPPED
    return cell


def _cell(sheet: Any, value: Value) -> Cell | None:
    if value is None or value == "":
        return None
    cell = text_cell(sheet, value[:LONGEST_CELL]) if isinstance(value, str) else WriteOnlyCell(sheet, value)
    cell.alignment = WRAPPED
    return cell
