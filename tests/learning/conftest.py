"""The people of the learning tests: somebody who writes, and two learning leads of the same town."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from storyhub.cities.models import City
from storyhub.core.permissions import Role, Viewer
from tests.learning.entries import QUOTABLE, accept, begun, cite, submit
from tests.learning.losing import BODY, UNMISTAKABLE
from tests.support.staff import new_person
from tests.support.stories import Told


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


@pytest.fixture
def cited(app: Flask, city: City, author: Viewer, lead: Viewer, tell: Callable[..., Told]) -> tuple[UUID, Told]:
    """An accepted entry for the town's team that quotes a public story."""
    story = tell(title="Up the stairs", body=BODY, **QUOTABLE)
    with app.app_context():
        entry_id = begun(author, city.id)
        cite(author, entry_id, story, UNMISTAKABLE)
        submit(author, entry_id)
        accept(lead, entry_id)
    return entry_id, story
