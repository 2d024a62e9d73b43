"""BagIt 1.0 (RFC 8493) for libraries and archives: the stories as JSON Lines, with a hash of every file."""

from collections.abc import Iterable, Iterator
from typing import IO

from storyhub.exchange.columns import Record
from storyhub.exchange.formats import jsonl
from storyhub.exchange.packing import Package
from storyhub.stories.services.importing import Row

NAME, ROOT = "stories.jsonl", "data/"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def write(package: Package, records: Iterable[Record]) -> None:
    jsonl.write(package, records)


def read(file: IO[bytes]) -> Iterator[Row]:
    return jsonl.read(file)


def finish(package: Package, about: dict[str, str]) -> None:
    """The files that make a folder a bag."""
    payload = {name: hashed for name, hashed in package.hashes.items() if name.startswith(ROOT)}
    oxum = f"{sum(size for _, size in payload.values())}.{len(payload)}"
    info = about | {"Payload-Oxum": oxum}
    package.tag("bagit.txt", DECLARATION)
    package.tag("bag-info.txt", "".join(f"{name}: {_one_line(value)}\n" for name, value in info.items()).encode())
    package.tag("manifest-sha256.txt", _manifest(payload))
    tags = {name: hashed for name, hashed in package.hashes.items() if name not in payload}
    package.tag("tagmanifest-sha256.txt", _manifest(tags))


def _manifest(files: dict[str, tuple[str, int]]) -> bytes:
    return "".join(f"{digest}  {name}\n" for name, (digest, _) in sorted(files.items())).encode()


def _one_line(value: str) -> str:
    return " ".join(value.split())
