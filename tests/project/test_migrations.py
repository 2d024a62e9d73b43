"""The migrations make what the models say, and carry what is there."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from flask_security import AsaList
from sqlalchemy import Connection, func, inspect, select

from storyhub.app import create_app
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.migrating import MIGRATIONS, connect_migrations, migrate_to_head
from storyhub.core.schema import current, head, is_at_head
from storyhub.workshops.methods.library import library
from storyhub.workshops.methods.loaded import kept
from storyhub.workshops.models import MethodVersion
from tests.support.settings import settings_for
from tests.support.stories import Told


def in_database(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }


def differs(_context: object, _column: object, _model: object, _found: object, meant: object) -> bool | None:
    """Flask-Security's list is text in the database; of everything else alembic thinks for itself."""
    return False if isinstance(meant, AsaList) else None


def test_the_migrations_make_what_the_models_say(context: Flask) -> None:
    with db.engine.connect() as connection:
        found = MigrationContext.configure(connection, opts={"compare_type": differs, "render_as_batch": True})
        assert compare_metadata(found, db.metadata) == []


def test_the_head_is_known(context: Flask) -> None:
    """Read from the names of the files, it is the one that Alembic finds by following them."""
    assert head() == current() == ScriptDirectory(MIGRATIONS).get_current_head()
    assert is_at_head()


YOUNGER: set[str] = set()
"""Tables with rows that the version before knows nothing of."""


def test_a_filled_database_goes_back_and_forth_and_keeps_everything(app: Flask, tell: Callable[..., Told]) -> None:
    tell(photos=2, title="The old bridge", contact="nino@example.org")
    tell(state="published", language="ka", body="ჩვენს ეზოში წყალი კვირაში ორჯერ მოდის.")
    with app.app_context():
        with db.engine.connect() as connection:
            before = in_database(connection)
        db.engine.dispose()
        connect_migrations(app)
        downgrade(MIGRATIONS, revision="-1")
        assert current() != head()
        upgrade(MIGRATIONS)
        with db.engine.connect() as connection:
            after = in_database(connection)
        assert after == before | dict.fromkeys(YOUNGER, 0)
        assert is_at_head()
    assert before["story"] == 2
    assert before["photo"] == 2


def test_an_empty_database_goes_all_the_way_up_and_down(empty_database: str, tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path / "data", empty_database), TESTING=True)
    with app.app_context():
        migrate_to_head(app)
        assert set(inspect(db.engine).get_table_names()) >= {"story", "city", "job"}
        downgrade(MIGRATIONS, revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        db.engine.dispose()


@pytest.mark.only_on("sqlite")
def test_a_database_that_is_behind_is_not_ready(app: Flask) -> None:
    connect_migrations(app)
    with app.app_context():
        downgrade(MIGRATIONS, revision="-1")
    answer = app.test_client().get("/healthz/ready")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["schema"] is False


def test_a_method_kept_by_an_older_version_is_read_without_what_nothing_read(app: Flask) -> None:
    shipped = library().methods["experiment-card"]
    older = json.loads(json.dumps(shipped.definition))
    older["method"]["groups"]["assign"] = "balanced"
    for card in older["card"]:
        card["per_zone"] = 1
    with app.app_context():
        connect_migrations(app)
        downgrade(MIGRATIONS, revision="0011")
        with transaction() as session:
            session.add(
                MethodVersion(
                    slug=shipped.id,
                    version="1.0",
                    digest=shipped.digest,
                    definition=older,
                    texts=shipped.texts,
                    kept_at=clock.now(),
                )
            )
        db.session.remove()
        upgrade(MIGRATIONS)
        kept_now = db.session.scalars(select(MethodVersion)).one()
        assert kept_now.definition == json.loads(json.dumps(shipped.definition))
        assert kept(kept_now.digest, kept_now.definition, kept_now.texts).method == shipped.method
