"""Whether a backup could be restored: every hash, and the database inside as its own engine sees it."""

import tempfile
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from storyhub.operations.services import Refused, Tell, tell_nobody
from storyhub.operations.services.packing import DATABASE, Manifest, read_backup
from storyhub.operations.services.postgres import tables_of
from storyhub.operations.services.snapshots import reading_copy, rows_by_table


def verify_backup(path: Path, identity: Path | None, *, tell: Tell = tell_nobody) -> Manifest:
    """Read all of a backup. Raises Refused with what is wrong. Needs neither the installation nor its secrets."""
    with tempfile.TemporaryDirectory(prefix="storyhub-verify-") as scratch:
        copy = Path(scratch) / "database"
        manifest = read_backup(path, identity, {DATABASE: copy}, tell)
        check_copy(copy, manifest, path)
    return manifest


def check_copy(copy: Path, manifest: Manifest, path: Path) -> None:
    """Hold the database of a backup against what the manifest says of it. Raises Refused."""
    if manifest.database != "sqlite":
        if tables_of(copy) != set(manifest.counts):
            raise Refused(f"{path} does not hold the tables that its manifest names.")
        return
    try:
        with reading_copy(copy) as rows:
            said = rows.scalar(text("PRAGMA integrity_check"))
            counts = rows_by_table(rows)
    except DatabaseError as error:
        raise Refused(f"{path} holds a database that SQLite cannot read: {error.orig}.") from error
    if said != "ok":
        raise Refused(f"{path} holds a damaged database: {said}.")
    if counts != manifest.counts:
        raise Refused(f"{path} does not hold as many rows as its manifest says.")
