"""Restoring a backup into an empty place, and taking back what was taken back since, before anybody is served."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect

from storyhub.accounts.services import close_every_door
from storyhub.archive.services.indexing import rebuild_index
from storyhub.core import tombstones
from storyhub.core.db import db
from storyhub.core.durable import sync
from storyhub.core.permissions import WORKER
from storyhub.core.schema import is_known
from storyhub.operations.services import Refused, Tell, tell_nobody
from storyhub.operations.services.installation import Installation
from storyhub.operations.services.packing import DATABASE, TOMBSTONES, Manifest, photos_in, read_backup
from storyhub.operations.services.postgres import load
from storyhub.operations.services.replaying import known_limits, replay_limits, replay_tombstones
from storyhub.operations.services.snapshots import rows_by_table
from storyhub.operations.services.verifying import check_copy
from storyhub.stories.services.checking import named_files


@dataclass(frozen=True)
class Restored:
    """What came of it."""

    manifest: Manifest
    photos: int
    taken_back: list[str]
    """Codes of stories that were withdrawn after the backup was made, and are gone again."""
    narrowed: dict[str, list[str]]
    """What was narrowed after the backup was made, and is so again, by code."""


@dataclass(frozen=True)
class Source:
    """A backup, the key that opens it, and tombstones that are newer than it."""

    path: Path
    identity: Path | None = None
    tombstones: Path | None = None
    any_secrets: bool = False
    """Also with other secrets than those it was made with: receipts or contacts will not open."""


def restore_backup(
    here: Installation, source: Source, *, migrate: Callable[[], None], tell: Tell = tell_nobody
) -> Restored:
    """Check everything, then fill the empty place. Raises Refused; what was begun and not finished bears a mark.

    The database first, then the replay, then the photographs that rows still name: the pictures of a story that was
    taken back never touch the disk.
    """
    require_empty(here)
    with tempfile.TemporaryDirectory(dir=here.data, prefix=".restore-") as scratch:
        copy, log = Path(scratch) / "database", Path(scratch) / TOMBSTONES
        manifest = read_backup(source.path, source.identity, {DATABASE: copy, TOMBSTONES: log}, tell)
        check_copy(copy, manifest, source.path)
        _require_fit(here, manifest, source)
        lines = _all_tombstones(here, log, source.tombstones)
        limits = tombstones.read_limits(log, here.log, *filter(None, [source.tombstones]))
        known_limits(limits)
        with _unfinished(here):
            _put_in_place(copy, manifest)
            migrate()
            close_every_door(WORKER)
            taken_back = replay_tombstones(here, lines, tell=tell)
            narrowed = replay_limits(here, limits, tell=tell)
            photos = _put_photos(here, source, manifest, tell)
            rebuild_index(here.index, lambda done: tell("Indexing", done, 0))
    return Restored(manifest, photos, taken_back, narrowed)


def require_empty(here: Installation) -> None:
    """Raises Refused where something is already: a restore never overwrites."""
    if here.unfinished.exists():
        raise Refused(
            f"A restore into {here.data} was cut off. Empty the database, the photographs and {here.unfinished}, "
            "and begin again."
        )
    if inspect(db.engine).get_table_names():
        raise Refused(f"The database {db.engine.url!r} is not empty. A backup is restored into an empty place only.")
    if next(iter(here.store.names()), None) is not None:
        raise Refused("There are photographs here already. A backup is restored into an empty place only.")


def _require_fit(here: Installation, manifest: Manifest, source: Source) -> None:
    if manifest.database != db.engine.dialect.name:
        raise Refused(f"This backup holds a {manifest.database} database; STORYHUB_DATABASE names another kind.")
    if not is_known(manifest.migration):
        raise Refused(f"This backup was made by a newer Storyhub ({manifest.version}): install that one first.")
    own = here.fingerprints()
    other = [name for name, mark in manifest.secrets.items() if own.get(name) != mark]
    if other and not source.any_secrets:
        raise Refused(
            f"This backup was made with another {' and another '.join(other)}: receipts or contacts would not open. "
            "Put the secrets of that installation in place first; if they are lost, add --any-secrets."
        )


def _all_tombstones(here: Installation, in_backup: Path, given: Path | None) -> dict[str, str]:
    """What the backup, this place and the operator know of, together."""
    found = tombstones.read_log(in_backup) | tombstones.read_log(here.log)
    if given is not None:
        more = tombstones.read_log(given)
        if not more and not tombstones.read_limits(given) and given.stat().st_size:
            raise Refused(f"{given} is no list of tombstones: each line has a moment, a kind and a code.")
        found |= more
    return found


@contextmanager
def _unfinished(here: Installation) -> Iterator[None]:
    """A mark that stays where the work is cut off."""
    here.unfinished.touch()
    sync(here.data)
    yield
    here.unfinished.unlink()
    sync(here.data)


def _put_in_place(copy: Path, manifest: Manifest) -> None:
    if manifest.database != "sqlite":
        load(db.engine.url, copy)
        with db.engine.connect() as rows:
            if rows_by_table(rows) != manifest.counts:
                raise Refused("The database does not hold as many rows as the backup says; it is not to be used.")
        return
    target = Path(str(db.engine.url.database))
    db.session.remove()
    db.engine.dispose()
    for leftover in (f"{target}-wal", f"{target}-shm"):
        Path(leftover).unlink(missing_ok=True)
    copy.chmod(0o600)
    shutil.move(copy, target)
    sync(target)
    sync(target.parent)


def _put_photos(here: Installation, source: Source, manifest: Manifest, tell: Tell) -> int:
    named, kept, of = named_files(db.session()), 0, len(manifest.photos)
    for number, (name, data) in enumerate(photos_in(source.path, source.identity, manifest), start=1):
        if name in named:
            here.store.put(name, data)
            kept += 1
        tell("Bringing back the photographs", number, of)
    return kept
