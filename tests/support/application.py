"""`app`, `client`, `context`, `run_jobs`: the application as it is composed, on a database of the test's own."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.app import connect_ports, create_app
from storyhub.archive.language.lemma_table import make_table, table_in
from storyhub.archive.language.lemmas import LEMMAS
from storyhub.archive.queries import forget_everything
from storyhub.cities.models import City
from storyhub.cities.queries import city_by_slug
from storyhub.config import Settings
from storyhub.core.db import db
from storyhub.core.sealing import Keys
from storyhub.worker import Worker
from storyhub.workshops.views.polling import EXTENSION, SeatPolls
from tests.support.settings import CACHE, settings_for

PLAIN = {"TESTING": True, "WTF_CSRF_ENABLED": False}


@pytest.fixture(scope="session")
def lemmas() -> Path:
    """The table of lemmas, made once for many runs; whoever needs no application reads it all the same."""
    path = table_in(CACHE)
    make_table(path)
    LEMMAS.read_from(path)
    return path


@pytest.fixture
def settings(database: str, data: Path, lemmas: Path, request: pytest.FixtureRequest) -> Settings:
    """`@pytest.mark.settings(STORYHUB_PROXIES="1")` sets more."""
    return settings_for(data, database, **_marked(request, "settings"))


@pytest.fixture
def app(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """No context is open: a request and a test never share one. `@pytest.mark.config(…)` sets Flask's values.

    Putting an application together, compiling its templates and its statements takes longer than most tests. So one
    serves all tests of a process that mark nothing; its database, its folder and what it remembers are new each time.
    """
    config = _marked(request, "config")
    if config or _marked(request, "settings"):
        app = create_app(settings, **PLAIN | config)
    else:
        app, extensions = _one_for_all(settings)
        app.extensions.clear()
        app.extensions.update(extensions)
        connect_ports(app, settings)
        _forget_polls(extensions[EXTENSION])
    yield app
    with app.app_context():
        db.session.remove()
        forget_everything()
        db.engine.dispose()


@cache
def _one_for_all(settings: Settings) -> tuple[Flask, dict[str, Any]]:
    """The application, and what hung on it when nothing had happened yet."""
    app = create_app(settings, **PLAIN)
    return app, dict(app.extensions)


def _forget_polls(polls: SeatPolls) -> None:
    """It stands in front of the application, so it stays; what it was told of other tests' workshops does not."""
    for kept in (polls.pulses, polls.bodies, polls.shared, polls.here):
        kept.clear()


def _marked(request: pytest.FixtureRequest, name: str) -> dict[str, Any]:
    marker = request.node.get_closest_marker(name)
    return marker.kwargs if marker else {}


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """The test itself runs inside the application; for tests of services and queries, not for those with a client."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask, request: pytest.FixtureRequest) -> FlaskClient:
    """A browser's place with no cookies in it, asking http://localhost."""
    if "context" in request.fixturenames:
        pytest.fail("`client` and `context` would share one application context; open app.app_context() where needed")
    return new_client(app)


def new_client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def city(app: Flask) -> City:
    """Rustavi, apart from any session: read its columns, relationships are closed."""
    with app.app_context():
        found = city_by_slug("rustavi")
        db.session.expunge(found)
        return found


@pytest.fixture
def keys(app: Flask) -> Keys:
    return app.extensions["storyhub.keys"]


@pytest.fixture
def run_jobs(app: Flask) -> Callable[[], int]:
    """Do what waits in the queue, as the worker would; gives how many jobs were done."""
    return Worker(app).run_pending
