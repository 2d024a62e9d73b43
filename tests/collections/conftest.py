"""Who puts collections together in these tests."""

import pytest
from flask import Flask

from storyhub.core.permissions import Role, Viewer
from tests.support.staff import new_person


@pytest.fixture
def facilitator(app: Flask) -> Viewer:
    """One of Rustavi's staff; any of them may."""
    return new_person(app, Role.FACILITATOR)
