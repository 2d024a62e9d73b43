"""Whether files are as they were written.

A memory-mapped file that was cut short kills the process that reads on (SIGBUS), and a flipped bit is found by nobody.
So each file has its size and checksum written down, and is looked at again before it is used: at its content where
something touched it, at its date alone where nothing did.
"""

import os
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from storyhub.adapters.index import Unusable

Mark = tuple[int, int, int]
Sum = tuple[int, int]

LONG_AGO = 1_000_000_000 * 10**9
REPLACED = frozenset({"meta.json"})
"""Files that are read once and replaced, not written to, by the next commit; their inode may soon be another's."""

LOCKS = (".", "MAIN_WRITELOCK")
"""What files begin with that are ours or an engine's to lock and note with."""


def mark_of(path: Path) -> Mark:
    """Tells one state of a file from another, at the price of a `stat`."""
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


class Sums:
    """Sizes and checksums of files.

    A clock ticks every few milliseconds: what is written to a file in the very tick of its making leaves its date as it
    is. So a finished file is given a date long ago, made of its checksum: whatever is written to it later changes the
    date for certain, and only a file of such a date is not read again.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, Mark], int] = {}

    def of(self, path: Path) -> Sum:
        mark = mark_of(path)
        key = (str(path), mark)
        crc = self._known.get(key)
        if crc is None:
            crc = _sum(path)
            if mark[1] == LONG_AGO + crc:
                self._known[key] = crc
        return mark[2], crc

    def settle(self, path: Path) -> Sum:
        """Size and checksum of a finished file. One that has its date keeps it: whoever watches it sees no change."""
        size, crc = self.of(path)
        date = LONG_AGO + crc
        if path.stat().st_mtime_ns != date:
            os.utime(path, ns=(date, date))
        return size, crc

    def agree(self, folder: Path, wanted: dict[str, Sum]) -> bool:
        """Whether all of these files are as they were. Raises OSError for one that is missing."""
        return all(self.of(folder / name) == sum_ for name, sum_ in wanted.items())


class Watched:
    """Files as they were when they were opened."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.marks = {path: mark_of(path) for path in paths if path.name not in REPLACED}

    def check(self) -> None:
        """Raise Unusable when a file that is mapped was written to. One that was removed can still be read."""
        for path, mark in self.marks.items():
            with suppress(FileNotFoundError):
                now = mark_of(path)
                if now[0] == mark[0] and now != mark:
                    raise Unusable("a file was written to")


def contents(folder: Path) -> Iterable[Path]:
    """The files of an index in a folder."""
    return (path for path in folder.iterdir() if path.is_file() and not path.name.startswith(LOCKS))


def _sum(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            crc = zlib.crc32(chunk, crc)
    return crc
