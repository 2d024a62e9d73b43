"""`storyhub backup`, `verify-backup` and `restore`."""

from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import current_app

from storyhub.core.migrating import migrate_to_head
from storyhub.operations.cli.talking import as_json_option, progress, say, this_installation
from storyhub.operations.services.backing_up import back_up
from storyhub.operations.services.packing import Manifest
from storyhub.operations.services.restoring import Source, restore_backup
from storyhub.operations.services.verifying import verify_backup

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
identity_option = click.option(
    "--identity", type=EXISTING, help="The file with the private age key of an encrypted backup."
)


@click.command("backup")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--recipient",
    envvar="STORYHUB_BACKUP_RECIPIENT",
    default="",
    help="Encrypt to this age public key (age1…). Also: STORYHUB_BACKUP_RECIPIENT.",
)
@as_json_option
def backup(folder: Path, recipient: str, *, as_json: bool) -> None:
    """Write one file into DIR with the database and the photographs, while the server runs.

    The index is not in it: it is made again. The secrets (secrets.env) are not in it either: keep them apart, above all
    STORYHUB_RECEIPT_PEPPER, without which no teller opens their story again.
    """
    with progress() as tell:
        made = back_up(this_installation(), folder, recipient=recipient, tell=tell)
    size = made.path.stat().st_size
    document = {"path": str(made.path), "bytes": size, "encrypted": made.is_encrypted, **_said(made.manifest)}
    lines = [
        f"{made.path}: {size / 1e6:.1f} MB, {_counted(made.manifest)}.",
        "It is encrypted." if made.is_encrypted else "It is not encrypted: name a --recipient, or keep it locked away.",
        "The secrets are not in it. Keep secrets.env apart from it: without its pepper no receipt opens again.",
    ]
    if made.manifest.vanished:
        lines.append(f"{len(made.manifest.vanished)} photographs were not there: taken back meanwhile, or missing.")
    say(document, lines, as_json=as_json)


@click.command("verify-backup")
@click.argument("file", type=EXISTING)
@identity_option
@as_json_option
def verify(file: Path, identity: Path | None, *, as_json: bool) -> None:
    """Read all of the backup FILE and say whether it could be restored. Needs no installation; ends with 1 when not."""
    with progress() as tell:
        manifest = verify_backup(file, identity, tell=tell)
    line = f"{file} is whole: {_counted(manifest)}, made {manifest.made_at} by Storyhub {manifest.version}."
    say({"ok": True, "path": str(file), **_said(manifest)}, [line], as_json=as_json)


@click.command("restore")
@click.argument("file", type=EXISTING)
@identity_option
@click.option("--tombstones", type=EXISTING, help="The newest tombstones.log there is, from the lost installation.")
@click.option("--any-secrets", is_flag=True, help="Also where the secrets are not those of the backup.")
@as_json_option
def restore(file: Path, identity: Path | None, tombstones: Path | None, *, any_secrets: bool, as_json: bool) -> None:
    """Bring the backup FILE back into an empty place, with the secrets of the lost installation in it.

    What was taken back or narrowed after the backup was made is so again, as far as the lists of tombstones know: the
    one in the backup, the one in the data folder, and the one that is given. Everybody on the staff signs in anew.
    """
    source = Source(file, identity, tombstones, any_secrets)
    with progress() as tell:
        done = restore_backup(this_installation(), source, migrate=partial(migrate_to_head, current_app), tell=tell)
    waiting = [code for code, what in done.narrowed.items() if "look_again" in what]
    document = {
        "photos_restored": done.photos,
        "taken_back": done.taken_back,
        "narrowed": done.narrowed,
        **_said(done.manifest),
    }
    lines = [
        f"Restored: {_counted(done.manifest)}, as of {done.manifest.made_at}.",
        f"Taken back since the backup was made, and erased here too: {len(done.taken_back)}.",
        f"Narrowed since, and so again: {len(done.narrowed)}; hidden until a moderator looks again: {len(waiting)}.",
        "Next: `storyhub check`, then start the web and the worker.",
    ]
    say(document, lines, as_json=as_json)


def _counted(manifest: Manifest) -> str:
    return f"{manifest.counts.get('story', 0)} stories, {len(manifest.photos)} photograph files"


def _said(manifest: Manifest) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at,
        "version": manifest.version,
        "migration": manifest.migration,
        "database": manifest.database,
        "stories": manifest.counts.get("story", 0),
        "photos": len(manifest.photos),
        "vanished": manifest.vanished,
    }
