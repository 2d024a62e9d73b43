"""A folder on this machine, through obstore so that the folder and S3 are one API."""

import glob
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore

from storyhub.core.durable import sync
from storyhub.core.errors import Unavailable

UNFINISHED = "#"
"""What obstore puts between a name and a number while it writes, and leaves behind, unlisted, when it is killed."""


class DiskStore:
    """Writes to a temporary name, renames, and asks the disk to keep both the file and its folder."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.root = root
        self.store = LocalStore(prefix=root)

    def put(self, name: str, data: bytes) -> None:
        try:
            obstore.put(self.store, name, data)
            sync(self.root / name)
            sync((self.root / name).parent)
        except (OSError, BaseError) as error:
            raise Unavailable() from error

    def get(self, name: str) -> bytes | None:
        try:
            return bytes(obstore.get(self.store, name).bytes())
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        if UNFINISHED in name:
            (self.root / name).unlink(missing_ok=True)
            return
        try:
            obstore.delete(self.store, name)
        except FileNotFoundError:
            return

    def names(self, prefix: str = "") -> Iterator[tuple[str, float]]:
        for batch in obstore.list(self.store, prefix=prefix or None):
            for entry in batch:
                yield entry["path"], entry["last_modified"].timestamp()
        for path in self.root.glob(f"{glob.escape(prefix)}*{UNFINISHED}*"):
            with suppress(FileNotFoundError):  # finished in this moment
                yield path.name, path.stat().st_mtime


def open_store(where: str) -> DiskStore:
    return DiskStore(Path(where))
