"""`app`, `client`, `context`, `run_jobs`: the application as it is composed, on a database of the test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.app import create_app
from storyhub.cities.models import City
from storyhub.cities.queries import city_by_slug
from storyhub.config import Settings
from storyhub.core.db import db
from storyhub.core.sealing import Keys
from storyhub.worker import Worker
from tests.support.settings import settings_for


@pytest.fixture
def settings(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """`@pytest.mark.settings(STORYHUB_PROXIES="1")` sets more."""
    marker = request.node.get_closest_marker("settings")
    return settings_for(tmp_path / "data", database, **(marker.kwargs if marker else {}))


@pytest.fixture
def app(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """No context is open: a request and a test never share one. `@pytest.mark.config(…)` sets Flask's values."""
    marker = request.node.get_closest_marker("config")
    values = {"TESTING": True, "WTF_CSRF_ENABLED": False} | (marker.kwargs if marker else {})
    app = create_app(settings, **values)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


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
