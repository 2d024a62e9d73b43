"""The folder of an embedded index: its generations, and which of them is current.

`current.json` names the generation that counts, and every file of it with size and checksum; it is replaced at once.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storyhub.adapters.index import Busy, Unusable
from storyhub.adapters.index.sums import Mark, Sums, contents, mark_of
from storyhub.core.columns import new_id

PATIENCE = 120
"""Seconds to wait for another writer; only a rebuild takes longer, and who waits for it is tried again."""
ENGINES_OWN = ".managed.json"
"""What tantivy keeps beside an index to know which files are its own."""


@dataclass(frozen=True)
class Generation:
    """One complete index; `mark` tells this state from any other."""

    folder: Path
    files: tuple[Path, ...]
    mark: Mark


class Generations:
    """`distrusted` and `write.lock` stand beside `current.json` and the folders."""

    def __init__(self, root: Path, made_by: str) -> None:
        self.root, self.made_by = root, made_by
        self.sums = Sums()

    def mark(self) -> Mark | None:
        """Tells one state of the index from another; None when there is none."""
        try:
            return mark_of(self.root / "current.json")
        except OSError:
            return None

    def current(self) -> Generation:
        """The generation that counts, with every file checked. Raises Unusable."""
        try:
            mark = mark_of(self.root / "current.json")
            said = json.loads((self.root / "current.json").read_bytes())
            folder = self.root / said["folder"]
            if said["made_by"] != self.made_by:
                raise Unusable("of another version")
            files = {name: (size, crc) for name, (size, crc) in said["files"].items()}
            if not self.sums.agree(folder, files):
                raise Unusable("a file is not as it was written")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unusable(type(error).__name__, is_missing=self.mark() is None) from error
        return Generation(folder, tuple(folder / name for name in files), mark)

    def publish(self, folder: Path) -> None:
        """From now on this generation counts, as it stands."""
        write_at_once(self.root / "current.json", self.described(folder))

    def described(self, folder: Path) -> dict[str, Any]:
        """A generation with its files as they stand."""
        files = {path.name: self.sums.settle(path) for path in contents(folder)}
        return {"folder": folder.name, "made_by": self.made_by, "files": files}

    def new_folder(self) -> Path:
        folder = self.root / f"g-{new_id().hex}"
        folder.mkdir()
        return folder

    def copy(self, generation: Generation) -> Path:
        """The same index in a new folder, to be changed there. No engine writes to a file that it has finished, so
        most of the copy is links."""
        folder = self.new_folder()
        for path in generation.files:
            _link(path, folder / path.name)
        for path in generation.folder.glob(ENGINES_OWN):
            shutil.copyfile(path, folder / path.name)
        return folder

    def sweep(self, keep: Container[Path]) -> None:
        """Remove the other generations; whoever reads one holds its files open."""
        for path in self.root.glob("g-*"):
            if path not in keep:
                shutil.rmtree(path, ignore_errors=True)

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

    def trust(self) -> None:
        with suppress(OSError):
            (self.root / "distrusted").unlink(missing_ok=True)

    def is_distrusted(self) -> bool:
        return (self.root / "distrusted").exists()


def write_at_once(path: Path, said: Mapping[str, Any]) -> None:
    """Either the old file is there or the new one."""
    waiting = path.with_name(f"{path.name}.new")
    with waiting.open("w") as file:
        json.dump(said, file)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)


def _link(path: Path, link: Path) -> None:
    try:
        link.hardlink_to(path)
    except OSError:
        shutil.copy2(path, link)  # a disk without links; the date is part of the copy


def _locked(file: Any, how: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
