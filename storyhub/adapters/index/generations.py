"""The folder of an embedded index: its generations, which of them is current, and whether its files are as written.

A memory-mapped file that was cut short kills the process that reads on (SIGBUS), and a flipped bit is found by
nobody. So each commit writes down every file with its size and checksum, in one file that is replaced at once.
"""

import fcntl
import json
import os
import shutil
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storyhub.adapters.index import Busy, Unusable
from storyhub.core.columns import new_id

PATIENCE = 120
"""Seconds to wait for another writer: a rebuild of 100,000 documents takes about one minute."""

Mark = tuple[int, int, int]


@dataclass(frozen=True)
class Generation:
    """One complete index. `files` holds each file's size and checksum; `mark` tells this state from any other."""

    folder: Path
    files: dict[str, tuple[int, int]]
    mark: Mark


class Generations:
    """`current.json` names the generation that counts; `distrusted` and `write.lock` stand beside it."""

    def __init__(self, root: Path, made_by: str) -> None:
        self.root, self.made_by = root, made_by
        self._sums: dict[tuple[str, Mark], int] = {}

    def mark(self) -> Mark | None:
        """Tells one state of the index from another; None when there is none."""
        try:
            return _mark(self.root / "current.json")
        except OSError:
            return None

    def current(self) -> Generation:
        """The generation that counts, with every file checked. Raises Unusable."""
        try:
            mark = _mark(self.root / "current.json")
            said = json.loads((self.root / "current.json").read_bytes())
            files = {name: (size, crc) for name, (size, crc) in said["files"].items()}
            generation = Generation(self.root / said["folder"], files, mark)
            if said["made_by"] != self.made_by:
                raise Unusable("of another version")
            for name, wanted in files.items():
                if self._seen(generation.folder / name) != wanted:
                    raise Unusable("a file is not as it was written")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unusable(type(error).__name__) from error
        return generation

    def publish(self, folder: Path) -> None:
        """From now on this generation counts, as it stands."""
        files = {path.name: self._seen(path) for path in folder.iterdir() if _is_content(path)}
        said = {"folder": folder.name, "made_by": self.made_by, "files": files}
        waiting = self.root / "current.json.new"
        with waiting.open("w") as file:
            json.dump(said, file)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(self.root / "current.json")

    def new_folder(self) -> Path:
        folder = self.root / f"g-{new_id().hex}"
        folder.mkdir()
        return folder

    def sweep(self, keep: Path) -> None:
        """Remove every other generation; whoever reads one holds its files open."""
        for path in self.root.glob("g-*"):
            if path != keep:
                shutil.rmtree(path, ignore_errors=True)
        with suppress(OSError):
            (self.root / "distrusted").unlink(missing_ok=True)

    @contextmanager
    def writing(self, patience: float = PATIENCE) -> Iterator[None]:
        """The one place to write from. Raises Busy."""
        self.root.mkdir(parents=True, exist_ok=True)
        until = time.monotonic() + patience
        with (self.root / "write.lock").open("w") as lock:
            while not _locked(lock):
                if time.monotonic() >= until:
                    raise Busy("another process writes the index")
                time.sleep(0.05)
            yield

    def is_being_written(self) -> bool:
        try:
            with (self.root / "write.lock").open() as lock:
                return not _locked(lock, fcntl.LOCK_SH)
        except OSError:
            return False

    def distrust(self) -> None:
        with suppress(OSError):
            self.root.mkdir(parents=True, exist_ok=True)
            (self.root / "distrusted").touch()

    def is_distrusted(self) -> bool:
        return (self.root / "distrusted").exists()

    def _seen(self, path: Path) -> tuple[int, int]:
        """A file's size and checksum; content that was summed once is not read again while nothing touched it."""
        mark = _mark(path)
        key = (str(path), mark)
        if key not in self._sums:
            self._sums[key] = _sum(path)
        return mark[2], self._sums[key]


class Watched:
    """The files of a generation as they were when it was opened."""

    def __init__(self, generation: Generation) -> None:
        self.marks = {generation.folder / name: _mark(generation.folder / name) for name in generation.files}

    def check(self) -> None:
        """Raise Unusable when a file that is mapped was written to. One that was removed can still be read."""
        for path, mark in self.marks.items():
            with suppress(FileNotFoundError):
                now = _mark(path)
                # Replaced by a newer one of the same name, as meta.json is, it leaves the mapped one whole.
                if now[0] == mark[0] and now != mark:
                    raise Unusable("a file was written to")


def _mark(path: Path) -> Mark:
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _sum(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            crc = zlib.crc32(chunk, crc)
    return crc


def _is_content(path: Path) -> bool:
    return not path.name.startswith(".")


def _locked(file: Any, how: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
