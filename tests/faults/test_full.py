"""The disk is full: 503 with the words on the page, nothing half stored, reading goes on, and freed space is enough."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from storyhub.app import create_app
from storyhub.config import Settings
from storyhub.core.db import db
from storyhub.stories.models import PendingPhoto, Photo, Story
from storyhub.stories.services.checking import check_stored
from tests.adapters.images_samples import jpeg
from tests.stories.conftest import WORDS, Teller
from tests.support.application import new_client
from tests.support.pages import form_on

pytestmark = [
    pytest.mark.config(WTF_CSRF_ENABLED=True),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts"),
]

BALLAST = "ballast"


@pytest.fixture
def small_disk(data: Path) -> Iterator[Path]:
    """A disk of six megabytes where the application keeps everything."""
    data.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(data)]
    if subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield data
    subprocess.run(["umount", "-l", str(data)], check=True)


def fill(folder: Path) -> None:
    """Write until there is no byte left."""
    with (folder / BALLAST).open("wb", buffering=0) as ballast:
        for size in (65_536, 4096, 1):
            try:
                while True:
                    ballast.write(bytes(size))
            except OSError:
                continue


def empty(folder: Path) -> None:
    (folder / BALLAST).unlink()


def test_photographs_that_find_no_room_are_refused_with_the_words_kept(
    small_disk: Path, app: Flask, new_teller: Callable[..., Teller], stories: Callable[[], list[Story]]
) -> None:
    teller = new_teller()
    teller.press("photos", files=[("first.jpg", jpeg(320, 240))], body=WORDS)
    fill(small_disk)
    files = [("yard.jpg", jpeg(400, 300)), ("stairs.jpg", jpeg(300, 400))]
    answer = teller.press("send", files=files)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    kept = form_on(answer.text, "")
    assert kept["body"] == WORDS
    assert stories() == []
    assert teller.client.get("/en/rustavi/stories").status_code == 200
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PendingPhoto)) == 1
        assert check_stored(app.extensions["storyhub.storage"])["missing_files"] == []
    empty(small_disk)
    teller.fields = kept
    assert teller.press("send", files=files).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Photo.position).order_by(Photo.position)).all() == [1, 2, 3]
        assert check_stored(app.extensions["storyhub.storage"])["missing_files"] == []


@pytest.mark.only_on("sqlite")
def test_a_story_that_finds_no_room_is_handed_back_and_taken_later(
    small_disk: Path, database: str, settings: Settings
) -> None:
    shutil.copy(database.removeprefix("sqlite:///"), small_disk / "storyhub.sqlite3")
    app = create_app(replace(settings, database=f"sqlite:///{small_disk / 'storyhub.sqlite3'}"), TESTING=True)
    teller = Teller(new_client(app))
    teller.open()
    teller.press("preview", body=WORDS * 100, title="The lift")
    fill(small_disk)
    answer = teller.send()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert form_on(answer.text, "")["body"] == WORDS * 100
    assert teller.client.get("/en/rustavi/stories").status_code == 200
    empty(small_disk)
    assert teller.client.post(teller.address, data=form_on(answer.text, "") | {"action": "send"}).status_code == 303
    with app.app_context():
        assert len(db.session.scalars(select(Story)).all()) == 1
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
        db.session.remove()
        db.engine.dispose()
