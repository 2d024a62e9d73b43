"""A story told for something a feature above asks for: the form shows it, the event names it, the archive keeps the story."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.jobs import Job
from storyhub.core.registry import REGISTRY, Asking
from storyhub.stories.events import StoryToldFor
from storyhub.stories.models import Kind, Story
from tests.stories.conftest import WORDS, Teller

ASKED = Asking(
    told_for="letter:a",
    invitation="Write a letter",
    explanation="It is read aloud.",
    href="/en/rustavi/",
    title="Letters <b>home</b>",
    question="What do you see?",
    lang="en",
    year=2050,
)

Stories = Callable[[], list[Story]]


@pytest.fixture
def asked(app: Flask) -> Iterator[list[Asking]]:
    """What is asked for in every town; the features are put back after."""
    assert app
    found = [ASKED]

    def askings(_city_id: UUID) -> Sequence[Asking]:
        return found

    REGISTRY.askings.append(askings)
    REGISTRY.subscribers[StoryToldFor] = ["letters.read"]
    yield found
    REGISTRY.askings.remove(askings)
    del REGISTRY.subscribers[StoryToldFor]


def test_the_form_says_what_it_is_for_and_the_event_names_it(
    app: Flask, teller: Teller, stories: Stories, asked: list[Asking]
) -> None:
    teller.open()
    assert "Letters <b>home</b>" in teller.words
    assert "?for=letter" in teller.page
    teller.open(**{"for": "letter:a"})
    assert "Write a letter" in teller.words
    assert "What do you see?" in teller.words
    assert "Did it happen" not in teller.words
    assert teller.press("send", body=WORDS, imagined_year="soon").status_code == 422
    assert "Please say yes or no to workshops." in teller.words
    assert teller.fields["body"] == WORDS
    assert teller.fields["for"] == "letter:a"
    answer = teller.send(workshops="no", imagined_year="2061", kind="lived")
    assert answer.status_code == 303
    again = teller.send()
    assert again.location == answer.location
    (story,) = stories()
    assert (story.kind, story.imagined_year) == (Kind.IMAGINED, 2061)
    with app.app_context():
        jobs = db.session.scalars(select(Job).where(Job.kind == "letters.read")).all()
        assert [job.payload for job in jobs] == [{"story_id": str(story.id), "told_for": "letter:a"}], "once"
    assert asked


def test_what_no_longer_asks_is_not_named_and_the_story_is_kept(
    app: Flask, teller: Teller, stories: Stories, asked: list[Asking]
) -> None:
    teller.open(**{"for": "letter:a"})
    asked.clear()
    teller.press("preview", body=WORDS, workshops="yes")
    assert "takes nothing more" in teller.words
    teller.send()
    (story,) = stories()
    assert (story.kind, story.imagined_year) == (Kind.IMAGINED, 2050)
    with app.app_context():
        assert db.session.scalar(select(Job).where(Job.kind == "letters.read")) is None
