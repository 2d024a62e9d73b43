"""The check finds each defect that was planted, and repairs what can be."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from storyhub.archive.services.indexing import rebuild_index
from storyhub.core import clock, jobs
from storyhub.core.db import db, transaction
from storyhub.operations.cli import check
from storyhub.operations.services.installation import Installation
from storyhub.stories.models import Contact, Story
from storyhub.stories.services.photos import delete_files
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.stories.tasks import erase_withdrawn
from storyhub.workshops.methods.library import SHELF
from tests.operations.conftest import CANARY, change, photos_of, stored_bytes
from tests.support.stories import Told

Checked = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def checked(app: Flask, here: Installation, run_jobs: Callable[[], int]) -> Checked:
    """`checked("--repair", later=hours)`: exit status and document, where a worker has been at work until now."""
    with app.app_context():
        jobs.claim_periodic()
        rebuild_index(here.index)
    run_jobs()

    def run(*options: str, later: float = 0) -> tuple[int, dict[str, Any]]:
        with app.app_context(), clock.at(clock.now() + timedelta(hours=later)):
            result = CliRunner().invoke(check, ["--json", *options])
        return result.exit_code, json.loads(result.stdout)

    return run


@pytest.fixture
def withdrawn(app: Flask, canary: Told, run_jobs: Callable[[], int]) -> Told:
    """Taken back, and erased as it should be."""
    with app.app_context():
        withdraw_story(canary.id)
    run_jobs()
    return canary


def assert_mended(checked: Checked, name: str, items: list[str], *, later: float = 0) -> None:
    status, said = checked(later=later)
    assert (status, said["ok"], said[name]) == (1, False, items)
    status, said = checked("--repair", later=later)
    assert (status, said["ok"], said[name], said["repaired"].get(name)) == (0, True, [], items)
    assert checked(later=later)[0] == 0


def test_nothing_is_wrong_with_what_is_in_order(
    tell: Callable[..., Told], withdrawn: Told, checked: Checked, run_jobs: Callable[[], int]
) -> None:
    tell(state="published", photos=1)
    assert checked()[0] == 0
    with clock.at(clock.now() + timedelta(hours=2)):
        run_jobs()
    for later in (0, 2):
        status, said = checked(later=later)
        assert (status, [name for name, items in said.items() if isinstance(items, list) and items]) == (0, []), said


def test_a_missing_file_is_told_and_cannot_be_mended(app: Flask, canary: Told, checked: Checked) -> None:
    name = min(photos_of(app))
    app.extensions["storyhub.storage"].delete(name)
    assert checked()[1]["missing_files"] == [name]
    assert checked("--repair")[0] == 1


def test_a_file_without_a_row_is_no_defect_and_goes(app: Flask, canary: Told, checked: Checked) -> None:
    app.extensions["storyhub.storage"].put("nobody-320.webp", b"picture")
    status, said = checked(later=1)
    assert (status, said["orphan_files"]) == (0, ["nobody-320.webp"])
    assert checked("--repair", later=1)[1]["repaired"]["orphan_files"] == ["nobody-320.webp"]
    assert len(photos_of(app)) == 6


def test_an_erasure_that_never_came_is_told_after_an_hour(app: Flask, canary: Told, checked: Checked) -> None:
    with app.app_context():
        withdraw_story(canary.id)
    change(app, "DELETE FROM job")
    assert checked()[0] == 0
    assert_mended(checked, "overdue_erasures", [canary.code], later=2)
    assert CANARY.encode() not in stored_bytes(app)


def test_a_story_that_is_there_again_is_taken_back(app: Flask, withdrawn: Told, checked: Checked) -> None:
    words = f"UPDATE story SET state = 'published', erased_at = NULL, body = '{CANARY} again' WHERE code = :code"
    change(app, words, code=withdrawn.code)
    status, said = checked()
    assert (status, said["taken_back_but_there"]) == (1, [withdrawn.code])


def test_a_story_whose_tombstone_lies_in_the_log_alone_is_taken_back(
    app: Flask, here: Installation, canary: Told, checked: Checked
) -> None:
    here.log.write_text(f"2026-11-01T10:00:00+00:00 story {canary.code}\n")
    assert_mended(checked, "taken_back_but_there", [canary.code])
    assert CANARY.encode() not in stored_bytes(app)


def test_what_an_erased_story_still_holds_is_erased(app: Flask, withdrawn: Told, checked: Checked) -> None:
    with app.app_context(), transaction() as session:
        session.add(Contact(story_id=withdrawn.id, sealed=CANARY.encode(), language="en", at=clock.now()))
        session.get_one(Story, withdrawn.id).title = CANARY
    assert_mended(checked, "erased_but_holding", [withdrawn.code])
    assert CANARY.encode() not in stored_bytes(app)


def test_tombstones_that_the_log_lacks_are_added(here: Installation, withdrawn: Told, checked: Checked) -> None:
    here.log.unlink()
    assert_mended(checked, "marks_not_in_log", [withdrawn.code], later=2)
    assert withdrawn.code in here.log.read_text()


def test_a_job_that_gave_up_is_tried_again(app: Flask, checked: Checked) -> None:
    with app.app_context(), transaction():
        jobs.enqueue(erase_withdrawn, story_id="00000000-0000-0000-0000-000000000000")
    change(app, "UPDATE job SET failed_at = :at, attempts = 10", at="2026-11-01 10:00:00.000000")
    assert_mended(checked, "failed_jobs", ["stories.tasks.erase_withdrawn"])


def test_jobs_that_nobody_takes_are_told(app: Flask, checked: Checked) -> None:
    with app.app_context(), transaction():
        jobs.enqueue(erase_withdrawn, story_id="00000000-0000-0000-0000-000000000000")
        jobs.enqueue("stories.tasks.of_another_time")
    said = checked()[1]
    assert (said["overdue_jobs"], said["unknown_jobs"]) == ([], ["stories.tasks.of_another_time"])
    status, said = checked(later=2)
    assert (status, len(said["overdue_jobs"])) == (1, 2)


def test_before_a_worker_has_run_nothing_is_late(app: Flask, checked: Checked) -> None:
    with app.app_context(), transaction():
        jobs.enqueue(erase_withdrawn, story_id="00000000-0000-0000-0000-000000000000")
    change(app, "DELETE FROM periodic_run")
    assert checked(later=24)[0] == 0


def test_secrets_that_others_can_read_are_closed(here: Installation, checked: Checked) -> None:
    secrets = here.data / "secrets.env"
    secrets.write_text("")
    secrets.chmod(0o644)
    assert_mended(checked, "open_secrets", [str(secrets)])
    assert secrets.stat().st_mode & 0o777 == 0o600


@pytest.mark.only_on("sqlite")
def test_a_row_without_its_parent_is_told(app: Flask, canary: Told, checked: Checked) -> None:
    change(app, "UPDATE photo SET story_id = '00000000000000000000000000000000'")
    status, said = checked()
    assert status == 1
    assert len(said["broken_references"]) == 2


def test_an_index_that_is_damaged_is_made_anew(here: Installation, canary: Told, checked: Checked) -> None:
    for path in (here.data / "index").rglob("*"):
        if path.is_file():
            path.write_bytes(b"")
    status, said = checked()
    assert (status, len(said["index_fault"])) == (1, 1)
    assert checked("--repair")[0] == 0
    assert checked()[0] == 0


def test_a_method_that_cannot_be_used_is_told(app: Flask, checked: Checked, tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("schema = 1\n[method\n")
    SHELF.read_also(tmp_path)
    try:
        status, said = checked()
    finally:
        SHELF.read_also(None)
    assert (status, [line.split(":")[:2] for line in said["bad_methods"]]) == (1, [["broken.toml", " line 2"]])
    assert checked()[0] == 0


def test_a_restore_that_was_cut_off_is_told(here: Installation, checked: Checked) -> None:
    here.unfinished.touch()
    assert checked()[1]["unfinished_restore"] == [str(here.unfinished)]


def test_a_database_of_another_shape_is_told_and_not_looked_into(app: Flask, checked: Checked) -> None:
    change(app, "UPDATE alembic_version SET version_num = '0001'")
    status, said = checked()
    assert (status, said["ready"]["schema"], said["ok"]) == (1, False, False)


def test_a_test_letter_is_sent_and_its_fate_told(here: Installation, checked: Checked) -> None:
    status, said = checked("--mail", "anna@example.org")
    assert (status, said["mail"]["sent"]) == (0, True)
    assert "outbox" in said["mail"]["said"]
    assert b"anna@example.org" in b"".join(path.read_bytes() for path in (here.data / "outbox").glob("*.eml"))


@pytest.mark.settings(STORYHUB_MAIL="smtp://127.0.0.1:9")
def test_a_mail_server_that_is_not_there_is_told(checked: Checked) -> None:
    status, said = checked("--mail", "anna@example.org")
    assert (status, said["mail"]["sent"]) == (1, False)
    assert "refused" in said["mail"]["said"]


def test_people_read_sentences(app: Flask, canary: Told, here: Installation) -> None:
    with app.app_context():
        delete_files(here.store, [name.rsplit("-", 1)[0] for name in photos_of(app)][:1])
        db.session.rollback()
        result = CliRunner().invoke(check, [])
    assert result.exit_code == 1
    assert "photograph files missing, to be brought back from a backup\n  3: " in result.stdout
    assert result.stdout.rstrip().endswith("Not everything is in order.")
