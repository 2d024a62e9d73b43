"""`database`: the address of a fresh one with the towns, the vocabulary and the demonstration's staff in it.

A test that uses it, directly or not, runs once on each database that was asked for.
"""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from storyhub.app import create_app
from storyhub.core.db import db
from storyhub.core.migrating import migrate_to_head
from storyhub.demo.people import seed_people
from storyhub.demo.services import seed_programme
from tests.support import postgres, shared
from tests.support.settings import settings_for

TEMPLATE = "template_storyhub"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" not in metafunc.fixturenames:
        return
    asked = metafunc.config.getoption("--database")
    kinds = ["sqlite", "postgres"] if asked == "both" else [asked]
    only = metafunc.definition.get_closest_marker("only_on")
    kinds = [kind for kind in kinds if only is None or kind in only.args]
    metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def place(database_kind: str, worker_id: str) -> Iterator[Path]:
    """An empty folder of this test's own, at the same address for every test of a process."""
    path = shared.folder() / f"{worker_id}-{database_kind}"
    path.mkdir()
    yield path
    shutil.rmtree(path)


@pytest.fixture
def data(place: Path) -> Path:
    """STORYHUB_DATA."""
    return place / "data"


@pytest.fixture
def database(database_kind: str, place: Path, worker_id: str) -> Iterator[str]:
    """A database of this test's own: a copied file, or one made from a template."""
    if database_kind == "sqlite":
        path = place / "storyhub.sqlite3"
        shutil.copyfile(shared.made_once("template.sqlite3", _make_sqlite), path)
        yield f"sqlite:///{path}"
        return
    mine = _renewed(worker_id)
    mine.renew()
    yield mine.url


@cache
def _renewed(name: str) -> postgres.Renewed:
    return postgres.Renewed(shared.made_once("postgres", _make_postgres), TEMPLATE, name)


@pytest.fixture
def empty_database(database_kind: str, place: Path, worker_id: str) -> Iterator[str]:
    """A database without a table."""
    if database_kind == "sqlite":
        yield f"sqlite:///{place / 'empty.sqlite3'}"
        return
    server = shared.made_once("postgres", _make_postgres)
    with postgres.made_from(server, "template0", f"{worker_id}_empty") as url:
        yield url


def _make_sqlite(path: Path) -> None:
    _fill(f"sqlite:///{path}", path.parent / "filling")


def _make_postgres(path: Path) -> None:
    postgres.start_server(path)
    _fill(postgres.create_database(path, TEMPLATE), path.parent / "filling")


def _fill(url: str, data: Path) -> None:
    app = create_app(settings_for(data, url), TESTING=True)
    with app.app_context():
        migrate_to_head(app)
        seed_programme()
        seed_people()
        db.engine.dispose()
