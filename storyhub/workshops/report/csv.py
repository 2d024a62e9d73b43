"""Tables for other programs: each as CSV in one ZIP, with a text that says what their columns mean."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date

from flask_babel import gettext

from storyhub.core.cells import guarded
from storyhub.workshops.report.tables import Table, Value, tables_of
from storyhub.workshops.report.values import Report

MARK = "utf-8-sig"
"""UTF-8 with the mark that spreadsheets look for."""
WHEN = (2020, 1, 1, 0, 0, 0)
"""Of each file, so that the same tables are the same bytes."""


def write(report: Report) -> bytes:
    """In the report's language."""
    out = io.BytesIO()
    tables = tables_of(report)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        _put(package, "README.txt", _explained(report, tables))
        for table in tables:
            _put(package, f"{table.name}.csv", _table(table))
    return out.getvalue()


def _put(package: zipfile.ZipFile, name: str, words: str) -> None:
    package.writestr(zipfile.ZipInfo(name, WHEN), words.encode(MARK), zipfile.ZIP_DEFLATED)


def _table(table: Table) -> str:
    text = io.StringIO(newline="")
    rows = csv.writer(text, quoting=csv.QUOTE_ALL)
    rows.writerow([column.title for column in table.columns])
    rows.writerows(_cells(row) for row in table.rows)
    return text.getvalue()


def _cells(row: Iterable[Value]) -> list[str]:
    return [_cell(value) for value in row]


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return guarded(value) if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)


def _explained(report: Report, tables: Sequence[Table]) -> str:
    parts = [report.title, gettext("A workshop in %(town)s, as tables", town=report.town), ""]
    parts.append(gettext("An apostrophe before =, +, - or @ keeps a spreadsheet from taking words for a formula."))
    for table in tables:
        parts += ["", f"{table.name}.csv · {table.title}"]
        parts += [f"  {column.title}: {column.meaning}" for column in table.columns]
    return "\r\n".join([*parts, ""])
