"""The cast of a workshop: somebody who runs it, the workshop, and the people in the room."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core.permissions import Role, Viewer
from storyhub.workshops.methods.library import SHELF
from storyhub.workshops.methods.schema import Method
from tests.support.staff import new_person
from tests.workshops.desks import at_desk
from tests.workshops.room import Room, drafted


@pytest.fixture
def facilitator(app: Flask) -> Viewer:
    """A facilitator of Rustavi."""
    return new_person(app, Role.FACILITATOR)


@pytest.fixture
def second_facilitator(app: Flask) -> Viewer:
    """Another one of the same town."""
    return new_person(app, Role.FACILITATOR)


@pytest.fixture
def moderator_of_town(app: Flask) -> Viewer:
    """Who reads for the town what is told to it."""
    return new_person(app, Role.MODERATOR)


@pytest.fixture
def draft_of(app: Flask, facilitator: Viewer) -> Callable[..., Room]:
    """`draft_of("rustavi")` or `draft_of(method, …)`: a workshop with this agenda, which nobody can join yet."""

    def draft(*agenda: str | Method) -> Room:
        return drafted(app, facilitator, *agenda)

    return draft


@pytest.fixture
def workshop_of(draft_of: Callable[..., Room]) -> Callable[..., Room]:
    """The same, open: `room = workshop_of("street")`, `room.seats(5)`, `room.play_to("vote")`."""

    def opened(*agenda: str | Method) -> Room:
        room = draft_of(*agenda)
        room.open()
        return room

    return opened


@pytest.fixture
def own_methods() -> Iterator[Path]:
    """A folder of an operator's own: a method that is not shipped, and a path through it."""
    folder = Path(__file__).parent / "methods" / "samples"
    SHELF.read_also(folder)
    yield folder
    SHELF.read_also(None)


@pytest.fixture
def desk(app: Flask, facilitator: Viewer) -> FlaskClient:
    """The facilitator signed in, in a browser without scripts."""
    return at_desk(app, facilitator)
