"""`tell`: a story told through the service that the form uses, with defaults where a test does not care."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from storyhub.adapters.images import SIZES
from storyhub.cities.queries import city_by_slug, current_wording
from storyhub.core import clock
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import PendingPhoto, State, Story, Use
from storyhub.stories.services import reviewing, telling
from storyhub.stories.services.photos import store_sizes
from storyhub.stories.submission import PhotoNote, Submission
from tests.support.staff import new_person

WORDS = "The water in our yard comes twice a week, and we carry it up four floors in buckets."

_numbers = count(1)


@dataclass(frozen=True)
class Told:
    """What a test needs to know of a story it told."""

    id: UUID
    code: str
    city: str
    form_key: str
    receipt: str


@pytest.fixture
def tell(app: Flask) -> Callable[..., Told]:
    """`tell("rustavi", state="published", audience="public", photos=1, title="…")`; further names are Submission's."""

    def told(city: str = "rustavi", *, state: str = "waiting", photos: int = 0, **said: Any) -> Told:
        form_key = f"test-form-key-{next(_numbers):06}"
        with app.app_context():
            story = _receive(app, city, form_key, photos, said)
        if state != "waiting":
            _decide(app, story, state)
        return story

    return told


def published(app: Flask, city: str, **said: Any) -> Told:
    """A story that its audience has, for tests that are inside the application already."""
    story = _receive(app, city, f"test-form-key-{next(_numbers):06}", 0, said)
    _decide(app, story, "published")
    return story


def submission(*, photos: int = 0, **said: Any) -> Submission:
    """What a teller sends when nothing else is said: a public story of the day, in English."""
    usual = Submission(
        body=WORDS,
        language="en",
        audience=Audience.PUBLIC,
        uses=frozenset({Use.PHOTOS}),
        photos=tuple(PhotoNote(n, alt=f"Picture {n}", people_agreed=True) for n in range(1, photos + 1)),
    )
    return replace(usual, **said | {"audience": Audience(said.get("audience", Audience.PUBLIC))})


def _receive(app: Flask, city: str, form_key: str, photos: int, said: dict[str, Any]) -> Told:
    keys = app.extensions["storyhub.keys"]
    for position in range(1, photos + 1):
        _let_wait(app, form_key, position)
    asked = telling.Asked(current_wording().version, said.get("language", "en"))
    received = telling.receive_story(keys, city_by_slug(city), form_key, submission(photos=photos, **said), asked)
    story = db.session.get(Story, received.story_id)
    assert story is not None
    return Told(story.id, story.code, city, form_key, received.receipt)


def _let_wait(app: Flask, form_key: str, position: int) -> None:
    """A photograph that was cleaned before; cleaning has its own tests."""
    name = new_id().hex
    store_sizes(app.extensions["storyhub.storage"], name, _sizes())
    with transaction() as session:
        session.add(
            PendingPhoto(
                form_key_hash=app.extensions["storyhub.keys"].form_key_hash(form_key),
                position=position,
                key=name,
                width=1600,
                height=1200,
                color="#607080",
                hint="",
                digest="",
                at=clock.now(),
            )
        )


@cache
def _sizes() -> dict[int, bytes]:
    folder = files("storyhub.demo") / "pictures"
    return {size: (folder / f"13-kitten-{size}.webp").read_bytes() for size in SIZES}


def _at_the_desk(app: Flask, city: str) -> Viewer:
    """A test's one moderator of a town, who decides on all the stories that it does not decide on itself."""
    desks: dict[str, Viewer] = app.extensions.setdefault("tests.desks", {})
    if city not in desks:
        desks[city] = new_person(app, Role.MODERATOR, city)
    return desks[city]


def _decide(app: Flask, story: Told, state: str) -> None:
    moderator = _at_the_desk(app, story.city)
    with app.app_context():
        match State(state):
            case State.PUBLISHED:
                reviewing.publish_story(moderator, story.id, seen_state=State.WAITING)
            case State.KEPT:
                reviewing.keep_for_team(moderator, story.id, seen_state=State.WAITING)
            case State.SPAM:
                reviewing.set_aside_as_spam(moderator, story.id, seen_state=State.WAITING)
            case State.HIDDEN:
                reviewing.hide_story(moderator, story.id, "other", seen_state=State.WAITING)
