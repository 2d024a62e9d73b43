"""The file of an export: a zip that is written as a stream, with the hash of everything that was put into it."""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from storyhub.core import clock

BLOCK = 1024 * 1024
PICTURES = (".webp",)
"""What is packed already gains nothing from being packed again."""


class Package:
    """`root` is the folder in which everything lies; `hashes` is (sha256, bytes) by the name below it."""

    def __init__(self, file: zipfile.ZipFile, root: str, payload: str = "") -> None:
        self.zip, self.root, self.payload = file, root, payload
        self.hashes: dict[str, tuple[str, int]] = {}

    def add(self, name: str, data: bytes) -> None:
        """A file of what is exported."""
        self.tag(self.payload + name, data)

    def tag(self, name: str, data: bytes) -> None:
        """A file about the package, beside what is exported."""
        kind = zipfile.ZIP_STORED if name.endswith(PICTURES) else zipfile.ZIP_DEFLATED
        self.zip.writestr(self.root + name, data, kind)
        self.hashes[name] = (hashlib.sha256(data).hexdigest(), len(data))

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        """A file that is written while others are added; it takes its place when it is whole."""
        with TemporaryFile() as scratch:
            yield scratch
            scratch.seek(0)
            self._copy(self.payload + name, scratch)

    def _copy(self, name: str, source: IO[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        entry = zipfile.ZipInfo(self.root + name, clock.now().timetuple()[:6])
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        with self.zip.open(entry, "w", force_zip64=True) as target:
            while block := source.read(BLOCK):
                target.write(block)
                digest.update(block)
                size += len(block)
        self.hashes[name] = (digest.hexdigest(), size)


@contextmanager
def packing(path: Path, root: str = "", payload: str = "") -> Iterator[Package]:
    """A package at a path, which is there when it is whole and not before."""
    unfinished = path.with_name(f".{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(unfinished, "w") as file:
            yield Package(file, root, payload)
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
