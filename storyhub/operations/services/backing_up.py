"""Making a backup while the server runs: the database at one moment, then the photographs that it names."""

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO

from storyhub.core import clock, tombstones
from storyhub.core.durable import sync
from storyhub.core.schema import current
from storyhub.operations.services import Refused, Tell, tell_nobody
from storyhub.operations.services.installation import Installation
from storyhub.operations.services.packing import DATABASE, PHOTOS, TOMBSTONES, Manifest, Packer
from storyhub.operations.services.sealing import recipient_from, writing
from storyhub.operations.services.snapshots import Snapshot, snapshot
from storyhub.stories.services.checking import named_files


@dataclass(frozen=True)
class Backup:
    """The file that came of it, and what it says of itself."""

    path: Path
    manifest: Manifest
    is_encrypted: bool


def back_up(here: Installation, folder: Path, *, recipient: str = "", tell: Tell = tell_nobody) -> Backup:
    """Write `storyhub-<time>.tar` (`.tar.age` for a recipient) into a folder: whole, on the disk, or not at all.

    Raises Refused.
    """
    key = recipient_from(recipient) if recipient else None
    if current() is None:
        raise Refused("There is no database to back up yet: `storyhub migrate` makes one.")
    name = f"storyhub-{clock.now():%Y%m%dT%H%M%SZ}.tar{'.age' if key else ''}"
    unfinished = folder / f".{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with writing(unfinished, key) as stream:
            manifest = _pack(here, stream, tell)
        unfinished.rename(folder / name)
        sync(folder)
    except OSError as error:
        raise Refused(f"The backup could not be written to {folder}: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return Backup(folder / name, manifest, key is not None)


def _pack(here: Installation, stream: IO[bytes], tell: Tell) -> Manifest:
    packer = Packer(stream)
    with tempfile.TemporaryDirectory(dir=here.data, prefix=".backup-") as scratch, snapshot(Path(scratch), tell) as now:
        packer.add_file(DATABASE, now.file)
        vanished = _pack_photos(here, packer, sorted(named_files(now.connection)), tell)
        manifest = _manifest(here, now, vanished)
    # Last, so that what was taken back while the photographs were copied is in it.
    tombstones.write_log(here.log)
    packer.add_bytes(TOMBSTONES, here.log.read_bytes() if here.log.exists() else b"")
    return packer.finish(manifest)


def _pack_photos(here: Installation, packer: Packer, names: list[str], tell: Tell) -> list[str]:
    """Returns those that are not there any more: their stories were taken back, and not only since the snapshot."""
    vanished = []
    for number, name in enumerate(names, start=1):
        data = here.store.get(name)
        if data is None:
            vanished.append(name)
        else:
            packer.add_bytes(f"{PHOTOS}{name}", data)
        tell("Copying the photographs", number, len(names))
    return vanished


def _manifest(here: Installation, now: Snapshot, vanished: list[str]) -> Manifest:
    return Manifest(
        made_at=clock.now().isoformat(timespec="seconds"),
        version=version("storyhub"),
        migration=now.migration() or "",
        database=now.kind,
        counts=now.counts(),
        secrets=here.fingerprints(),
        vanished=vanished,
    )
