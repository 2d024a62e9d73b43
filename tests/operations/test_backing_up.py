"""A backup is one file with one moment in it, whatever is written meanwhile, and restores to the same rows and bytes."""

import json
import resource
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from click.testing import CliRunner
from flask import Flask

from storyhub.operations.cli import backup
from storyhub.operations.services import Refused
from storyhub.operations.services.backing_up import Backup, back_up
from storyhub.operations.services.installation import Installation
from storyhub.operations.services.verifying import verify_backup
from storyhub.stories.services.withdrawing import erase_story, withdraw_story
from tests.operations.conftest import Place, photos_of, rows_of
from tests.support.stories import Told

MADE_ANEW = {"staff_session", "one_time_link", "audit_event", "archive_unindexed"}
"""What restoring itself changes."""


def test_it_restores_to_the_same_rows_and_photographs(
    app: Flask, tell: Callable[..., Told], make_backup: Callable[..., Backup], elsewhere: Place
) -> None:
    for n in range(3):
        tell(state="published", title=f"Story {n}", photos=2)
    rows, photos = rows_of(app), photos_of(app)
    made = make_backup()
    assert len(made.manifest.photos) == 18
    done = elsewhere.restore(made.path)
    assert (done.photos, done.taken_back) == (18, [])
    restored = rows_of(elsewhere.app)
    assert restored.keys() == rows.keys()
    for table in rows.keys() - MADE_ANEW:
        assert restored[table] == rows[table], table
    assert photos_of(elsewhere.app) == photos


def test_what_is_written_meanwhile_is_in_it_whole_or_not_at_all(
    app: Flask, tell: Callable[..., Told], make_backup: Callable[..., Backup], elsewhere: Place
) -> None:
    told, is_over, enough = [], threading.Event(), threading.Event()

    def go_on() -> None:
        while not is_over.is_set():
            told.append(tell(state="published", title=f"Story {len(told):04}", photos=1).code)
            if len(told) >= 3:
                enough.set()

    writer = threading.Thread(target=go_on)
    writer.start()
    assert enough.wait(20)
    before = list(told)
    made = make_backup()
    after = list(told)
    is_over.set()
    writer.join()
    elsewhere.restore(made.path)
    titles = sorted(row for row in rows_of(elsewhere.app)["story"])
    assert len(before) <= len(titles) <= len(after) + 1
    for code in before:
        assert any(code in row for row in titles)
    # Each story has its version, and each photograph's row has its three files.
    restored = rows_of(elsewhere.app)
    assert len(restored["story_version"]) == len(titles)
    rows_with_photos = len(restored["photo"]) + len(restored["pending_photo"])
    assert len(photos_of(elsewhere.app)) == 3 * rows_with_photos


def test_a_photograph_that_is_taken_back_meanwhile_is_noted(
    app: Flask, here: Installation, tell: Callable[..., Told], tmp_path: Path, elsewhere: Place
) -> None:
    first, second = tell(state="published", photos=1), tell(state="published", photos=1)
    gone: list[Told] = []

    def take_back(what: str, done: int, _of: int) -> None:
        """The teller of whichever story's pictures come last changes their mind while the first are copied."""
        if what == "Copying the photographs" and done == 1:
            gone.append(second)
            withdraw_story(second.id)
            erase_story(here.store, second.id)

    with app.app_context():
        made = back_up(here, tmp_path, tell=take_back)
    assert gone
    assert 2 <= len(made.manifest.vanished) <= 3
    verify_backup(made.path, None)
    done = elsewhere.restore(made.path)
    assert done.taken_back == [second.code]
    assert done.photos == 3
    assert first.code in str(rows_of(elsewhere.app)["story"])


def test_neither_secrets_nor_anything_else_of_the_folder_is_in_it(
    here: Installation, make_backup: Callable[..., Backup]
) -> None:
    (here.data / "secrets.env").write_text("STORYHUB_SECRET_KEY=canary\n")
    (here.data / "index").mkdir()
    (here.data / "index" / "segment").write_text("words")
    made = make_backup()
    with tarfile.open(made.path) as tar:
        assert set(tar.getnames()) == {"database", "tombstones.log", "manifest.json", "manifest.sha256"}
    assert b"canary" not in made.path.read_bytes()
    assert made.path.stat().st_mode & 0o077 == 0
    assert [path.name for path in made.path.parent.iterdir()] == [made.path.name]
    assert list(here.data.glob(".backup-*")) == []


def test_where_nothing_can_be_written_it_says_so_and_leaves_nothing(
    app: Flask, here: Installation, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with app.app_context(), pytest.raises(Refused, match="could not be written"):
        back_up(here, tmp_path / "file")


@pytest.mark.parametrize("sealed", [False, True])
def test_a_disk_that_is_full_leaves_nothing_half_written(
    sealed: bool, app: Flask, here: Installation, canary: Told, tmp_path: Path
) -> None:
    recipient = str(pyrage.x25519.Identity.generate().to_public()) if sealed else ""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    with app.app_context():
        size = back_up(here, tmp_path / "before").path.stat().st_size
    (tmp_path / "after").mkdir()

    def fill_up(what: str, done: int, _of: int) -> None:
        """From here on no file grows beyond what the database took."""
        if what == "Copying the photographs" and done == 1:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size - 20_000, usual[1]))

    try:
        with app.app_context(), pytest.raises(Refused, match="could not be written"):
            back_up(here, tmp_path / "after", recipient=recipient, tell=fill_up)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert list((tmp_path / "after").iterdir()) == []


def test_a_recipient_that_is_none_is_refused(make_backup: Callable[..., Backup]) -> None:
    with pytest.raises(Refused, match="age1"):
        make_backup(recipient="anna@example.org")


def test_the_command_says_where_it_is_and_what_is_not_in_it(app: Flask, here: Installation, tmp_path: Path) -> None:
    with app.app_context():
        plain = CliRunner().invoke(backup, [str(tmp_path / "plain")])
        said = CliRunner().invoke(backup, [str(tmp_path / "machine"), "--json"])
    assert plain.exit_code == 0
    assert "The secrets are not in it" in plain.stdout
    document = json.loads(said.stdout)
    assert Path(document["path"]).exists()
    assert document["encrypted"] is False
