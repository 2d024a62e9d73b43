"""Restoring: into an empty place only, and nothing that was taken back is there again."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from storyhub.accounts.models import StaffSession
from storyhub.core.db import db
from storyhub.operations.cli import restore
from storyhub.operations.cli.talking import refuse_unfinished_restore
from storyhub.operations.services import Refused
from storyhub.operations.services.backing_up import Backup
from storyhub.operations.services.installation import Installation
from storyhub.stories.models import State, Story
from storyhub.stories.services.withdrawing import withdraw_story
from tests.operations.conftest import CANARY, Place, change, installation, photos_of, rows_of, stored_bytes
from tests.support.stories import Told

EXPECTED_LEFT = 3


@pytest.fixture
def taken_back(
    app: Flask, canary: Told, tell: Callable[..., Told], make_backup: Callable[..., Backup], run_jobs: Callable[[], int]
) -> Backup:
    """A backup with two stories in it, made before the teller of the canary's took it back."""
    tell(state="published", title="The one that stays", photos=1)
    made = make_backup()
    with app.app_context():
        withdraw_story(canary.id)
    run_jobs()
    return made


@pytest.mark.parametrize("where", ["given", "in_place"])
def test_a_story_taken_back_after_the_backup_is_not_there_again(
    where: str, here: Installation, canary: Told, taken_back: Backup, elsewhere: Place
) -> None:
    assert canary.code in here.log.read_text()
    if where == "given":
        done = elsewhere.restore(taken_back.path, tombstones=here.log)
    else:
        elsewhere.data.mkdir(exist_ok=True)
        shutil.copy(here.log, elsewhere.data / "tombstones.log")
        done = elsewhere.restore(taken_back.path)
    assert done.taken_back == [canary.code]
    assert CANARY.encode() not in stored_bytes(elsewhere.app)
    assert len(photos_of(elsewhere.app)) == done.photos == EXPECTED_LEFT
    with elsewhere.app.app_context():
        states = dict(db.session.execute(select(Story.code, Story.state)).all())
    assert states.pop(canary.code) == State.WITHDRAWN
    assert list(states.values()) == [State.PUBLISHED]
    assert canary.code in (elsewhere.data / "tombstones.log").read_text()
    assert elsewhere.app.test_client().get(f"/en/rustavi/stories/{canary.code}").status_code == 410


def test_without_any_list_the_story_would_be_back(taken_back: Backup, elsewhere: Place) -> None:
    """The control: it is the list that keeps it away."""
    assert elsewhere.restore(taken_back.path).taken_back == []
    assert CANARY.encode() in stored_bytes(elsewhere.app)


def test_an_erasure_that_was_waiting_in_the_backup_is_done_before_anybody_is_served(
    app: Flask, canary: Told, make_backup: Callable[..., Backup], elsewhere: Place
) -> None:
    with app.app_context():
        withdraw_story(canary.id)
    elsewhere.restore(make_backup().path)
    assert CANARY.encode() not in stored_bytes(elsewhere.app)
    assert photos_of(elsewhere.app) == {}


def test_whoever_was_signed_in_signs_in_again(
    as_role: Callable[..., FlaskClient], make_backup: Callable[..., Backup], elsewhere: Place
) -> None:
    as_role("moderator")
    elsewhere.restore(make_backup().path)
    with elsewhere.app.app_context():
        assert db.session.scalars(select(StaffSession.id)).all()
        assert db.session.scalars(select(StaffSession.id).where(StaffSession.ended_at.is_(None))).all() == []


def test_jobs_that_waited_wait_again(
    app: Flask, tell: Callable[..., Told], make_backup: Callable[..., Backup], elsewhere: Place
) -> None:
    with app.app_context():
        withdraw_story(tell().id)
    elsewhere.restore(make_backup().path)
    assert rows_of(elsewhere.app)["job"] == rows_of(app)["job"] != []


def test_a_place_with_a_database_is_refused_and_stays_as_it_is(
    app: Flask, canary: Told, here: Installation, make_backup: Callable[..., Backup]
) -> None:
    made, before = make_backup(), rows_of(app)
    with pytest.raises(Refused, match="not empty"):
        Place(app, here.data).restore(made.path)
    assert rows_of(app) == before


def test_a_place_with_photographs_is_refused(make_backup: Callable[..., Backup], elsewhere: Place) -> None:
    elsewhere.app.extensions["storyhub.storage"].put("somebody-320.webp", b"picture")
    with pytest.raises(Refused, match="photographs here already"):
        elsewhere.restore(make_backup().path)
    assert rows_of(elsewhere.app) == {}


def test_a_damaged_backup_changes_nothing(canary: Told, make_backup: Callable[..., Backup], elsewhere: Place) -> None:
    made = make_backup()
    data = made.path.read_bytes()
    made.path.write_bytes(data[: len(data) // 2])
    with pytest.raises(Refused):
        elsewhere.restore(made.path)
    assert rows_of(elsewhere.app) == {}
    assert photos_of(elsewhere.app) == {}
    assert not installation(elsewhere.app).unfinished.exists()


def test_one_from_a_newer_program_is_refused(app: Flask, make_backup: Callable[..., Backup], elsewhere: Place) -> None:
    change(app, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Refused, match="newer Storyhub"):
        elsewhere.restore(make_backup().path)


def test_other_secrets_are_refused_unless_they_are_lost(make_backup: Callable[..., Backup], elsewhere: Place) -> None:
    made = make_backup()
    keys = elsewhere.app.extensions["storyhub.keys"]
    elsewhere.app.extensions["storyhub.keys"] = type(keys)(keys.secret_key, b"another pepper", keys.contact_key)
    with pytest.raises(Refused, match="another STORYHUB_RECEIPT_PEPPER"):
        elsewhere.restore(made.path)
    elsewhere.restore(made.path, any_secrets=True)


def test_where_a_restore_was_cut_off_nobody_is_served_and_nothing_is_restored_over_it(
    make_backup: Callable[..., Backup], elsewhere: Place
) -> None:
    installation(elsewhere.app).unfinished.touch()
    with elsewhere.app.app_context(), pytest.raises(click.ClickException, match="cut off"):
        refuse_unfinished_restore()
    with pytest.raises(Refused, match="cut off"):
        elsewhere.restore(make_backup().path)


def test_the_command_says_what_came_of_it(
    here: Installation, canary: Told, taken_back: Backup, elsewhere: Place
) -> None:
    options = [str(taken_back.path), "--tombstones", str(here.log), "--json"]
    with elsewhere.app.app_context():
        first = CliRunner().invoke(restore, options)
        again = CliRunner().invoke(restore, options)
    said = json.loads(first.stdout)
    assert (said["stories"], said["taken_back"]) == (2, [canary.code])
    assert again.exit_code == 1
    assert "not empty" in again.stderr
    with elsewhere.app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM story")) == 2


def test_a_list_that_is_none_is_refused(make_backup: Callable[..., Backup], elsewhere: Place, tmp_path: Path) -> None:
    (tmp_path / "shopping.txt").write_text("bread\nmilk\n")
    with pytest.raises(Refused, match="no list of tombstones"):
        elsewhere.restore(make_backup().path, tombstones=tmp_path / "shopping.txt")
