"""How stories are written into a file and read from one: a format is one module here.

A module has `NAME`, the file in the package that holds the stories; `write(package, records)`; and `read(file)`, which
gives each row with its number, or why it could not be read. One that only wraps another says `ROOT`, the folder its files
lie in, and `finish(package, about)`, which adds what its rules ask for.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import IO, Protocol, cast

from storyhub.exchange.columns import Record
from storyhub.exchange.packing import Package
from storyhub.stories.services.importing import Row

FORMATS = ("csv", "xlsx", "jsonl", "bagit")
TABLES = ("jsonl", "csv", "xlsx")
"""The formats whose file holds stories, in the order in which a package is searched for one."""


class Format(Protocol):
    NAME: str
    ROOT: str

    def write(self, package: Package, records: Iterable[Record]) -> None: ...

    def finish(self, package: Package, about: dict[str, str]) -> None: ...

    def read(self, file: IO[bytes]) -> Iterator[Row]: ...


def format_named(name: str) -> Format:
    """The format of that name. Its library is loaded by whoever writes or reads it, which no web worker does."""
    return cast(Format, import_module(f"storyhub.exchange.formats.{name}"))
