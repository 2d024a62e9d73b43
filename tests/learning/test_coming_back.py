"""What an entry keeps of a story that left its readers and came back to them."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.queries import entries
from storyhub.stories.letters import PAUSE
from storyhub.stories.models import ReviewEvent, State, Story, StoryUse, Use
from storyhub.stories.services.reviewing import hide_story, publish_story
from storyhub.stories.services.undoing import undo_last_act
from storyhub.stories.services.withdrawing import withdraw_story
from tests.learning.entries import (
    QUOTABLE,
    acts_of,
    begun,
    cite,
    entry_of,
    evidence_of,
)
from tests.learning.losing import BODY, UNMISTAKABLE, everything_kept, narrow
from tests.support.stories import Told


def test_what_the_teller_allows_again_does_not_come_back_by_itself(
    app: Flask, author: Viewer, cited: tuple[UUID, Told], run_jobs: Callable[[], int]
) -> None:
    entry_id, story = cited
    with app.app_context():
        narrow(story.id)
    run_jobs()
    with app.app_context():
        narrow(story.id, Audience.PUBLIC, Use.QUOTATION)
    run_jobs()
    with app.app_context():
        assert evidence_of(entry_id)[0].quote == ""


def test_a_story_that_came_back_can_be_cited_anew(
    app: Flask, city: City, author: Viewer, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    story = tell(body=BODY, **QUOTABLE)
    with app.app_context():
        entry_id = begun(author, city.id)
        cite(author, entry_id, story, UNMISTAKABLE)
        narrow(story.id, Audience.TEAM, Use.QUOTATION)
    run_jobs()
    with app.app_context():
        assert evidence_of(entry_id)[0].lost_at is not None
        with transaction() as session:
            one = session.get_one(Story, story.id)
            one.audience, one.state = Audience.CITY, State.PUBLISHED
            session.info["edition"] = True
        cite(author, entry_id, story, UNMISTAKABLE)
        assert (evidence_of(entry_id)[0].lost_at, evidence_of(entry_id)[0].quote) == (None, UNMISTAKABLE)


@pytest.mark.parametrize("worker", ["runs meanwhile", "runs only later"])
def test_undoing_a_hide_leaves_what_relied_on_the_story_as_it_was(
    app: Flask, author: Viewer, moderator: Viewer, cited: tuple[UUID, Told], run_jobs: Callable[[], int], worker: str
) -> None:
    entry_id, story = cited
    run_jobs()
    with app.app_context():
        hide_story(moderator, story.id, "other", seen_state=State.PUBLISHED)
        [drawn] = entries.evidence_of(author, entry_of(entry_id))
        assert (drawn.quote, drawn.story) == ("", None), "reading does not wait"
    if worker == "runs meanwhile":
        run_jobs()
    with app.app_context():
        hidden = select(ReviewEvent.id).where(ReviewEvent.story_id == story.id).order_by(ReviewEvent.id.desc())
        undo_last_act(moderator, story.id, db.session.scalars(hidden.limit(1)).one())
    with clock.at(clock.now() + PAUSE):
        run_jobs()
    with app.app_context():
        [one] = evidence_of(entry_id)
        assert (one.quote, one.lost_at) == (UNMISTAKABLE, None)
        assert entry_of(entry_id).flagged_at is None
        ended = select(StoryUse.ended_at).where(StoryUse.object_id == entry_id)
        assert db.session.scalars(ended).one() is None


@pytest.mark.parametrize(
    ("uses", "audience", "left"),
    [
        ([Use.QUOTATION], Audience.CITY, (UNMISTAKABLE, False)),
        ([], Audience.PUBLIC, ("", False)),
        ([Use.QUOTATION], Audience.TEAM, ("", True)),
    ],
)
@pytest.mark.parametrize("said", ["before the hiding", "while it is hidden"])
def test_what_comes_back_from_hiding_is_relied_on_as_far_as_its_teller_allows_now(
    app: Flask,
    moderator: Viewer,
    cited: tuple[UUID, Told],
    run_jobs: Callable[[], int],
    uses: list[Use],
    audience: Audience,
    left: tuple[str, bool],
    said: str,
) -> None:
    entry_id, story = cited
    run_jobs()
    with app.app_context():
        if said == "before the hiding":
            narrow(story.id, audience, *uses)
        hide_story(moderator, story.id, "other", seen_state=State.PUBLISHED)
        if said == "while it is hidden":
            narrow(story.id, audience, *uses)
    run_jobs()
    with app.app_context():
        publish_story(moderator, story.id, seen_state=State.HIDDEN)
    with clock.at(clock.now() + PAUSE):
        run_jobs()
    with app.app_context():
        [one] = evidence_of(entry_id)
        assert (one.quote, one.lost_at is not None) == left


def test_what_is_taken_back_while_it_is_hidden_does_not_wait(
    app: Flask, moderator: Viewer, cited: tuple[UUID, Told], run_jobs: Callable[[], int]
) -> None:
    entry_id, story = cited
    with app.app_context():
        hide_story(moderator, story.id, "other", seen_state=State.PUBLISHED)
        withdraw_story(story.id)
    run_jobs()
    with app.app_context():
        assert acts_of(entry_id)[-1] == "flagged story_withdrawn"
        assert UNMISTAKABLE not in everything_kept(app)
