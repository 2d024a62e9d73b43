"""Opening a file of stories that somebody brought: as a whole, in a package, from a spreadsheet. Nothing is unpacked to disk.

A package is looked at before anything in it is read: how many files it names and how large they say they are, that none is
a link or leads out of it; what is read is read to a limit. A package inside a package is a file like any other.
"""

import codecs
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import IO

from storyhub.exchange.formats import TABLES, format_named
from storyhub.stories.services.imported_lines import LARGEST_PHOTO, PhotoBytes, photo_in
from storyhub.stories.services.imported_values import bad
from storyhub.stories.services.importing import Row

MEGABYTE = 1024 * 1024
MOST_FILES = 10_000
LARGEST_TABLE = 200 * MEGABYTE
LARGEST_WHOLE = 2048 * MEGABYTE
MOST_TIMES = 200
"""How many times its size a table may grow when it is unpacked; words grow five times."""
SMALL = MEGABYTE
BEGINNING = 4096
"""How much of a file tells what it is."""
LINES, PACKAGES = (".jsonl", ".ndjson", ".json"), (".zip", ".xlsx")
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Unreadable(Exception):
    """Why a file cannot be opened: `key` names the sentence."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


@dataclass(frozen=True)
class Opened:
    """The stories of a file row by row, and their photographs by name."""

    rows: Iterator[Row]
    photo_bytes: PhotoBytes


def kind_of(path: Path) -> str:
    """What a file is by its beginning: zip, jsonl or csv. Raises Unreadable for one that is nothing that we read."""
    ending = path.suffix.lower()
    with path.open("rb") as file:
        if zipfile.is_zipfile(file):
            return "zip"
        file.seek(0)
        begins = file.read(BEGINNING).removeprefix(b"\xef\xbb\xbf").lstrip()
    if ending in PACKAGES or begins.startswith(b"PK\x03\x04"):
        raise Unreadable("upload_no_package")
    has_objects = any(line.lstrip().startswith(b"{") for line in begins.splitlines())
    is_lines = begins.startswith(b"{") or ending in LINES
    if begins and (b"\0" in begins or not (has_objects if is_lines else _is_text(begins))):
        raise Unreadable("upload_no_lines")
    return "jsonl" if is_lines else "csv"


def _is_text(begins: bytes) -> bool:
    """Whether it is UTF-8, as far as it goes; its last letter may be cut."""
    try:
        return bool(codecs.getincrementaldecoder("utf-8")().decode(begins))
    except UnicodeDecodeError:
        return False


@contextmanager
def opened(path: Path, photos: Path | None = None) -> Iterator[Opened]:
    """The file's stories. `photos` is the folder of the photographs beside it, when it is no package.

    Raises Unreadable here or while the rows are read.
    """
    kind = kind_of(path)
    with path.open("rb") as file:
        if kind != "zip":
            rows = format_named(kind).read(file)
            yield Opened(rows, lambda name: photo_in(photos, name) if photos else _no_photo(name))
            return
        try:
            with zipfile.ZipFile(file) as package:
                yield from _in_package(package, file)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
            raise Unreadable("upload_damaged") from error


def _in_package(package: zipfile.ZipFile, file: IO[bytes]) -> Iterator[Opened]:
    entries = _checked(package)
    if "xl/workbook.xml" in entries:
        check_workbook(package)
        yield Opened(format_named("xlsx").read(file), _no_photo)
        return
    kind, entry = _table(entries)
    root = entry.filename.removesuffix(format_named(kind).NAME)
    with _unpacked(package, entry) as table:
        if kind == "xlsx":
            _check_workbook(table)
        yield Opened(format_named(kind).read(table), lambda name: _photo(package, entries, root + name, name))


def _checked(package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of a package by name. Raises Unreadable for one that is made to hurt."""
    entries = package.infolist()
    if len(entries) > MOST_FILES:
        raise Unreadable("upload_too_many_files")
    if sum(one.file_size for one in entries) > LARGEST_WHOLE:
        raise Unreadable("upload_bomb")
    for one in entries:
        path = PurePosixPath(one.filename.replace("\\", "/"))
        is_link = stat.S_ISLNK(one.external_attr >> 16)
        if is_link or path.is_absolute() or ".." in path.parts:
            raise Unreadable("upload_leads_out")
        if one.flag_bits & 1 or one.compress_type not in PLAIN:
            raise Unreadable("upload_locked")
    return {one.filename: one for one in entries}


def _table(entries: dict[str, zipfile.ZipInfo]) -> tuple[str, zipfile.ZipInfo]:
    """The file that holds the stories, nearest to the top of the package."""
    for kind in TABLES:
        name = format_named(kind).NAME
        found = [one for path, one in entries.items() if PurePosixPath(path).name == name]
        if found:
            return kind, min(found, key=lambda one: one.filename.count("/"))
    raise Unreadable("upload_without_stories")


@contextmanager
def _unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """A table of a package as a file of its own. Raises Unreadable when it grows out of all proportion."""
    most = min(LARGEST_TABLE, max(SMALL, entry.compress_size * MOST_TIMES))
    with package.open(entry) as source, TemporaryFile() as table:
        size = 0
        while block := source.read(MEGABYTE):
            size += len(block)
            if size > most:
                raise Unreadable("upload_bomb")
            table.write(block)
        table.seek(0)
        yield table


def _check_workbook(table: IO[bytes]) -> None:
    with zipfile.ZipFile(table) as book:
        check_workbook(book)
    table.seek(0)


def check_workbook(book: zipfile.ZipFile) -> None:
    """A workbook is a package too, and it is read whole. Raises Unreadable."""
    entries = _checked(book)
    packed = sum(one.compress_size for one in entries.values())
    if sum(one.file_size for one in entries.values()) > min(LARGEST_TABLE, max(SMALL * 8, packed * MOST_TIMES)):
        raise Unreadable("upload_bomb")


def _photo(package: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], path: str, name: str) -> bytes:
    entry = entries.get(path)
    if entry is None:
        return _no_photo(name)
    with package.open(entry) as file:
        data = file.read(LARGEST_PHOTO + 1)
    if len(data) > LARGEST_PHOTO:
        raise bad("photos", "line_photo_too_large", path=name)
    return data


def _no_photo(name: str) -> bytes:
    raise bad("photos", "line_photo_missing", path=ascii(name)[1:201])
