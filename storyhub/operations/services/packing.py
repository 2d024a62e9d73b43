"""The one file of a backup: a tar whose last two members are a manifest, with a hash of all the others, and its hash.

Written and read as a stream. What is not named in the manifest, or differs from it, makes the whole file bad; a file
that was cut off has no manifest.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from storyhub.operations.services import Refused, Tell, tell_nobody
from storyhub.operations.services.sealing import BLOCK, reading

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
DATABASE, TOMBSTONES, PHOTOS = "database", "tombstones.log", "photos/"
NOWHERE = Path(os.devnull)


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `counts` are rows by table; `files` are {name: {"size", "sha256"}}."""

    made_at: str
    version: str
    migration: str
    database: str
    counts: dict[str, int]
    secrets: dict[str, str]
    """Keyed fingerprints, which tell whether an installation has the secrets that these rows need."""
    vanished: list[str] = field(default_factory=list)
    """Photographs that were taken back while the backup was being made."""
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def photos(self) -> list[str]:
        return [name.removeprefix(PHOTOS) for name in self.files if name.startswith(PHOTOS)]


class Packer:
    """Adds one file after the other, hashing what goes by."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.tar = tarfile.TarFile(fileobj=_Counting(stream), mode="w", format=tarfile.PAX_FORMAT)  # type: ignore[arg-type]
        self.files: dict[str, dict[str, Any]] = {}

    def add_bytes(self, name: str, data: bytes) -> None:
        self._add(name, io.BytesIO(data), len(data))

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self._add(name, file, path.stat().st_size)

    def finish(self, manifest: Manifest) -> Manifest:
        """Close with the manifest, now with the hashes of all that was added."""
        manifest = replace(manifest, files=dict(self.files))
        data = json.dumps(asdict(manifest), indent=1).encode()
        self._add(MANIFEST, io.BytesIO(data), len(data))
        self._add(SEAL, io.BytesIO(hashlib.sha256(data).hexdigest().encode()), 64)
        self.tar.close()
        return manifest

    def _add(self, name: str, source: IO[bytes], size: int) -> None:
        member, hashing = tarfile.TarInfo(name), _Hashing(source)
        member.size, member.mode = size, 0o600
        self.tar.addfile(member, hashing)
        self.files[name] = {"size": size, "sha256": hashing.hash.hexdigest()}


class _Counting:
    """A stream that says how far it is; a pipe does not."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.size = stream, 0

    def tell(self) -> int:
        return self.size

    def write(self, data: bytes) -> int:
        self.size += len(data)
        return self.stream.write(data)

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.size += len(data)
        return data


class _Hashing:
    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.hash = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.hash.update(data)
        return data


def read_backup(
    path: Path, identity: Path | None, keep: dict[str, Path] | None = None, tell: Tell = tell_nobody
) -> Manifest:
    """Read a backup to its end and hold every hash against the manifest; members named in `keep` are written there.

    Raises Refused when a byte of it is not as it was written.
    """
    found: dict[str, dict[str, Any]] = {}
    texts: dict[str, bytes] = {}
    with members(path, identity) as each:
        for number, (name, size, source) in enumerate(each, start=1):
            tell("Checking", number, 0)
            if name in (MANIFEST, SEAL):
                texts[name] = source.read()
            else:
                found[name] = {"size": size, "sha256": _copy(source, (keep or {}).get(name, NOWHERE))}
    manifest = _manifest(path, texts)
    _compare(path, found, manifest.files)
    return manifest


def photos_in(path: Path, identity: Path | None, manifest: Manifest) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each photograph, as the manifest knows it. Raises Refused."""
    with members(path, identity) as each:
        for name, size, source in each:
            if not name.startswith(PHOTOS):
                continue
            data = source.read()
            _compare(
                path, {name: {"size": size, "sha256": hashlib.sha256(data).hexdigest()}}, manifest.files, all_of=False
            )
            yield name.removeprefix(PHOTOS), data


@contextmanager
def members(path: Path, identity: Path | None) -> Iterator[Iterator[tuple[str, int, IO[bytes]]]]:
    """Name, size and bytes of each member, in their order. Raises Refused when it cannot be read."""
    try:
        with reading(path, identity) as plain:
            stream = _Counting(plain)
            with tarfile.open(fileobj=stream, mode="r|", bufsize=BLOCK) as tar:  # type: ignore[call-overload]
                yield ((one.name, one.size, file) for one in tar if (file := tar.extractfile(one)) is not None)
            while stream.read(BLOCK):
                pass  # to the end, or whoever decrypts would write into a closed pipe
        if stream.size % tarfile.RECORDSIZE:
            raise Refused(f"{path} was cut off: its last bytes are missing.")
    except (tarfile.TarError, EOFError) as error:
        raise Refused(f"{path} is no backup of Storyhub, or it was damaged or cut off: {error}.") from error
    except OSError as error:
        raise Refused(f"Reading {path} ended early: {error.strerror or error}.") from error


def _copy(source: IO[bytes], target: Path) -> str:
    """Read to the end into a file; returns the hash."""
    hashing = hashlib.sha256()
    with target.open("wb") as file:
        while block := source.read(BLOCK):
            hashing.update(block)
            file.write(block)
    return hashing.hexdigest()


def _manifest(path: Path, texts: dict[str, bytes]) -> Manifest:
    if MANIFEST not in texts or SEAL not in texts:
        raise Refused(f"{path} ends before its manifest: it was cut off or damaged, or it is no backup of Storyhub.")
    if hashlib.sha256(texts[MANIFEST]).hexdigest().encode() != texts[SEAL]:
        raise Refused(f"{path} was damaged or changed: its manifest is not the one that was written.")
    try:
        said = json.loads(texts[MANIFEST])
        if said["format"] > FORMAT:
            raise Refused(f"{path} was made by a newer Storyhub ({said['version']}); this one cannot read it.")
        return Manifest(**said)
    except (ValueError, TypeError, KeyError) as error:
        raise Refused(f"{path} was damaged or changed: its manifest cannot be read.") from error


def _compare(path: Path, found: dict[str, Any], said: dict[str, Any], *, all_of: bool = True) -> None:
    wrong = sorted(name for name, what in found.items() if said.get(name) != what)
    if wrong:
        raise Refused(f"{path} was damaged or changed: {wrong[0]} is not what was backed up.")
    if all_of and (missing := sorted(said.keys() - found.keys())):
        raise Refused(f"{path} was damaged or changed: {missing[0]} is missing.")
