"""Cells of a workbook of Excel and LibreOffice, through openpyxl: words that stay words. Loaded in the worker alone."""

import re
from typing import Any

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# A workbook's own way to write a control character, ECMA-376 22.9.2.19: such words of a teller are escaped themselves.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def text_cell(sheet: Any, value: str) -> Cell:
    """A cell that is text and nothing else, whatever it begins with."""
    cell = WriteOnlyCell(sheet, _ESCAPE.sub("_x005F_", ILLEGAL_CHARACTERS_RE.sub("", value)))
    cell.data_type = "s"
    return cell
