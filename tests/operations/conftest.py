"""An installation, and an empty place elsewhere to which it may be restored."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from storyhub.app import create_app
from storyhub.core.db import db
from storyhub.core.migrating import migrate_to_head
from storyhub.operations.cli.talking import this_installation
from storyhub.operations.services.backing_up import Backup, back_up
from storyhub.operations.services.installation import Installation
from storyhub.operations.services.restoring import Restored, Source, restore_backup
from tests.support.settings import settings_for
from tests.support.stories import Told

CANARY = "Zeisig4711"


def installation(app: Flask) -> Installation:
    data = app.config["STORYHUB"].data
    data.mkdir(exist_ok=True)
    with app.app_context():
        return this_installation()


@pytest.fixture
def here(app: Flask) -> Installation:
    return installation(app)


@pytest.fixture
def make_backup(app: Flask, here: Installation, tmp_path: Path) -> Callable[..., Backup]:
    def make(**options: Any) -> Backup:
        with app.app_context():
            return back_up(here, tmp_path / "backups", **options)

    return make


@dataclass(frozen=True)
class Place:
    """An application on an empty database, with another data folder and the same secrets."""

    app: Flask
    data: Path

    def restore(self, path: Path, **options: Any) -> Restored:
        with self.app.app_context():
            migrate = partial(migrate_to_head, self.app)
            return restore_backup(installation(self.app), Source(path, **options), migrate=migrate)


@pytest.fixture
def elsewhere(empty_database: str, tmp_path: Path) -> Iterator[Place]:
    data = tmp_path / "elsewhere"
    app = create_app(settings_for(data, empty_database), TESTING=True, WTF_CSRF_ENABLED=False)
    yield Place(app, data)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def canary(tell: Callable[..., Told]) -> Told:
    """A published story that says the canary's name wherever words are kept."""
    return tell(
        state="published",
        title=f"The {CANARY}",
        body=f"{CANARY} sang above our yard until the tree was cut down.",
        place=CANARY,
        name_shown="nickname",
        name=CANARY,
        contact=f"{CANARY}@example.org",
        photos=2,
    )


def rows_of(app: Flask) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with app.app_context():
        return {
            name: sorted(repr(tuple(row)) for row in db.session.execute(text(f'SELECT * FROM "{name}"')))
            for name in inspect(db.engine).get_table_names()
        }


def photos_of(app: Flask) -> dict[str, str]:
    """The hash of every photograph's file."""
    store = app.extensions["storyhub.storage"]
    return {name: sha256(store.get(name)).hexdigest() for name, _ in store.names()}


def stored_bytes(app: Flask) -> bytes:
    """All rows as text, and every byte of the data folder and of a SQLite database with its log."""
    settings = app.config["STORYHUB"]
    files = [path for path in settings.data.rglob("*") if path.is_file()]
    if settings.database.startswith("sqlite"):
        database = Path(settings.database.removeprefix("sqlite:///"))
        files += [path for path in database.parent.glob(f"{database.name}*") if path.is_file()]
    rows = "".join(row for rows in rows_of(app).values() for row in rows).encode()
    return rows + b"".join(path.read_bytes() for path in files)


def change(app: Flask, statement: str, **values: Any) -> None:
    """Plant a defect, past every service and constraint of ours."""
    with app.app_context(), closing(db.engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
        is_sqlite = db.engine.dialect.name == "sqlite"
        if is_sqlite:
            cursor.execute("PRAGMA query_only=OFF")
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute(statement, values)
            cursor.execute("PRAGMA foreign_keys=ON")
        else:
            cursor.execute(statement.replace(":at", "%(at)s").replace(":code", "%(code)s"), values)
        raw.commit()
