"""The people of the learning tests: somebody who writes, and two learning leads of the same town."""

import pytest
from flask import Flask

from storyhub.core.permissions import Role, Viewer
from tests.support.staff import new_person


@pytest.fixture
def author(app: Flask) -> Viewer:
    """A facilitator of Rustavi, who writes."""
    return new_person(app, Role.FACILITATOR)


@pytest.fixture
def lead(app: Flask) -> Viewer:
    """A learning lead of Rustavi."""
    return new_person(app, Role.LEARNING_LEAD)


@pytest.fixture
def second_lead(app: Flask) -> Viewer:
    """Another one."""
    return new_person(app, Role.LEARNING_LEAD)
