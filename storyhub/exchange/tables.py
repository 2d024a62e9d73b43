"""A story as a row of a table, and back, without loss: lists in one cell, a consent a column, no cell that is a formula."""

import re
from collections.abc import Sequence

from storyhub.core.cells import guarded, unguarded
from storyhub.exchange.columns import COLUMNS, CONSENTS, Record
from storyhub.stories.services.imported_values import BadLine, bad, plain

LONGEST_CELL = 32_000
"""Below what a spreadsheet keeps of a cell (32,767); what is longer goes on in the next column."""
NEEDED = {"ref", "language", "body"}
LONGEST_NAMES = 200
MORE = "body_more"
LISTS = ("themes", "team_themes")
PHOTO_PARTS = {"photos": "file", "photo_descriptions": "alt", "photo_credits": "credit", "photo_origins": "origin"}

HEADER = (
    *(column.name for column in COLUMNS if column.name not in ("consents", "photos")),
    *(f"consent_{use}" for use in CONSENTS),
    *PHOTO_PARTS,
    MORE,
)


def to_cells(record: Record) -> list[str]:
    """A story as the cells below HEADER."""
    body, more = _cut(record["body"])
    plain: dict[str, str] = {
        name: "" if value is None else str(value)
        for name, value in record.items()
        if not isinstance(value, list | dict)
    }
    lists = {name: "; ".join(record[name]) for name in LISTS}
    consents = {f"consent_{use}": "yes" if record["consents"][use] else "no" for use in CONSENTS}
    photos = {column: "\n".join(photo[part] for photo in record["photos"]) for column, part in PHOTO_PARTS.items()}
    cells = plain | lists | consents | photos | {"body": body, MORE: more}
    return [guarded(cells[name]) for name in HEADER]


def _cut(body: str) -> tuple[str, str]:
    """Characters beyond the basic plane count twice in a spreadsheet."""
    if len(body.encode("utf-16-le")) <= LONGEST_CELL * 2:
        return body, ""
    half = LONGEST_CELL // 2
    return body[:half], body[half:]


def strange(header: Sequence[str]) -> BadLine | None:
    """What is wrong with a table that has none of the columns a story cannot do without."""
    if set(header) & NEEDED:
        return None
    return bad("", "line_no_columns", columns=plain(", ".join(filter(None, header)))[:LONGEST_NAMES])


def from_cells(header: Sequence[str], cells: Sequence[str]) -> Record:
    """The fields of a story from a row; columns that are empty are left out. Raises BadLine."""
    given = {name: unguarded(cell) for name, cell in zip(header, cells, strict=False)}
    row: Record = {name: cell for name, cell in given.items() if cell or name == "district"}
    row["body"] = row.get("body", "") + row.pop(MORE, "")
    for name in LISTS:
        row[name] = [slug.strip() for slug in re.split("[;,\n]", row.get(name, "")) if slug.strip()]
    if "year" in row:
        row["year"] = int(row["year"]) if re.fullmatch("[0-9]{4}", row["year"]) else row["year"]
    consents = {use: _yes(row.pop(f"consent_{use}"), use) for use in CONSENTS if f"consent_{use}" in row}
    return row | {"consents": consents or None, "photos": _photos(row)}


def _yes(cell: str, use: str) -> bool:
    answer = cell.strip().casefold()
    if answer not in ("yes", "no"):
        raise bad(f"consent_{use}", "line_not_yes_or_no")
    return answer == "yes"


def _photos(row: Record) -> list[dict[str, str]]:
    """The photographs of a row: as many as it names files, each with what stands in the same line of the other cells."""
    parts = {part: row.pop(column, "").split("\n") for column, part in PHOTO_PARTS.items()}
    files = [file.strip() for file in parts.pop("file")]
    return [
        {"file": file} | {part: lines[n] if n < len(lines) else "" for part, lines in parts.items()}
        for n, file in enumerate(files)
        if file
    ]
