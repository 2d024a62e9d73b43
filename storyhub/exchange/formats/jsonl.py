"""JSON Lines: an object a line, nothing lost; what `import-stories` reads."""

import json
from collections.abc import Iterable, Iterator
from typing import IO

from storyhub.exchange.columns import Record
from storyhub.exchange.packing import Package
from storyhub.stories.services.imported_lines import fields_of
from storyhub.stories.services.imported_values import BadLine, bad
from storyhub.stories.services.importing import Row

NAME, ROOT = "stories.jsonl", ""
LONGEST = 1024 * 1024
"""Bytes of a line; a story of 20,000 characters has a tenth of it."""


def write(package: Package, records: Iterable[Record]) -> None:
    with package.file(NAME) as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")


def finish(package: Package, about: dict[str, str]) -> None:
    """Nothing more belongs to it."""


def read(file: IO[bytes]) -> Iterator[Row]:
    number, is_going_on = 0, False
    while line := file.readline(LONGEST):
        is_rest, is_going_on = is_going_on, not line.endswith(b"\n") and len(line) == LONGEST
        number += not is_rest
        if is_going_on and not is_rest:
            yield number, bad("", "line_unreadable")
        elif not is_rest and line.strip():
            yield number, _row(line)


def _row(line: bytes) -> Record | BadLine:
    try:
        return dict(fields_of(line))
    except BadLine as problem:
        return problem
