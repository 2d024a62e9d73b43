"""Where a thing came from and what came of it: counted, listed and drawn alike, for each viewer as far as they may see."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storyhub.core.db import db
from storyhub.core.permissions import ANONYMOUS
from storyhub.core.visibility import Audience
from storyhub.learning.models import Entry, Feedback
from storyhub.learning.queries.thread import Thread, thread_of_entry, thread_of_feedback
from storyhub.learning.services import feedback
from storyhub.learning.services.citing import drop_evidence
from storyhub.learning.services.writing import take_back_entry
from storyhub.learning.views.answers import draw
from storyhub.learning.views.drawing import MOST, draw_thread
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.telling import Asked
from storyhub.stories.services.withdrawing import withdraw_story
from tests.learning.answering import WORDS, accepted_entry, sent
from tests.support.pages import words_on
from tests.support.stories import Told

Tell = Callable[..., Told]


@pytest.fixture
def three(tell: Tell) -> list[Told]:
    return [tell(state="published", title=f"Bucket {n}") for n in range(3)]


def entry_with_town(entry_id: object) -> Entry:
    return db.session.scalars(select(Entry).where(Entry.id == entry_id).options(joinedload(Entry.city))).one()


def feedback_with_entry(code: str) -> Feedback:
    row = select(Feedback).where(Feedback.code == code)
    return db.session.scalars(row.options(joinedload(Feedback.entry).joinedload(Entry.city))).one()


def labels(app: Flask, thread: Thread, here: str) -> list[tuple[str, str]]:
    with app.test_request_context("/en/rustavi/heard"):
        app.preprocess_request()
        return [(knot["label"], knot["state"]) for knot in draw(thread, here).knots]


def test_it_runs_from_the_stories_through_themes_entry_and_answer_to_the_tellers(app: Flask, three: list[Told]) -> None:
    entry = accepted_entry(app, three, theme="water")
    code = sent(app, entry)
    with app.app_context():
        for viewer, thread in (
            (entry.author, thread_of_entry(entry.author, entry_with_town(entry.entry_id))),
            (entry.lead, thread_of_feedback(entry.lead, feedback_with_entry(code))),
        ):
            assert [story.id for story in thread.strands.stories] == [told.id for told in three], viewer
            assert [theme.slug for theme in thread.themes] == ["water"]
            assert thread.entry is not None
            assert [one.code for one in thread.answers] == [code]
            assert thread.reached.tellers == 3


def test_it_ends_in_the_open_until_somebody_is_answered(app: Flask, three: list[Told]) -> None:
    entry = accepted_entry(app, three)
    with app.app_context():
        thread = thread_of_entry(entry.author, entry_with_town(entry.entry_id))
        knots = labels(app, thread, "entry")
    assert knots[-3:] == [
        ("Hours of water", "here"),
        ("The answer to the tellers", "waiting"),
        ("The tellers hear of it", "waiting"),
    ]


def test_a_story_taken_back_and_one_narrowed_are_counted_and_not_named(app: Flask, three: list[Told]) -> None:
    entry = accepted_entry(app, three)
    code = sent(app, entry)
    with app.app_context():
        withdraw_story(three[0].id)
        change_consents(three[1].id, Audience.CITY, frozenset(), Asked(1, "en"))
        thread = thread_of_feedback(ANONYMOUS, feedback_with_entry(code))
        assert [story.id for story in thread.strands.stories] == [three[2].id]
        assert (thread.strands.closed, thread.strands.taken_back, thread.strands.total) == (1, 1, 3)
        knots = labels(app, thread, "answer")
        assert knots == [
            ("Bucket 2", "done"),
            ("1 story for a smaller circle", "done"),
            ("1 story", "gone"),
            ("What the team learned from them", "done"),
            (WORDS["title"], "here"),
            ("It reached 3 tellers", "done"),
        ]


def test_what_a_sent_answer_rests_on_outlasts_the_entry(app: Flask, three: list[Told]) -> None:
    entry = accepted_entry(app, three)
    code = sent(app, entry)
    with app.app_context():
        take_back_entry(entry.author, entry.entry_id)
        drop_evidence(entry.author, entry.entry_id, three[0].id)
        thread = thread_of_feedback(entry.lead, feedback_with_entry(code))
        assert thread.strands.total == 3
        assert thread.entry is None


def test_those_who_found_it_useful_are_counted(app: Flask, three: list[Told]) -> None:
    entry = accepted_entry(app, three)
    code = sent(app, entry)
    with app.app_context():
        for told, useful in zip(three, (True, True, False), strict=True):
            feedback.judge_usefulness(told.id, code, useful)
        reached = thread_of_feedback(ANONYMOUS, feedback_with_entry(code)).reached
        assert (reached.tellers, reached.useful, reached.not_useful) == (3, 2, 1)


def test_the_page_has_the_drawing_with_its_words_and_the_list(
    app: Flask, client: FlaskClient, three: list[Told]
) -> None:
    code = sent(app, accepted_entry(app, three))
    page = client.get(f"/en/rustavi/heard/{code}").text
    assert page.count("<svg") == 2, "the name of the house, and the thread"
    assert "3 stories join in one line. The answer reached 3 tellers." in page
    assert all(f"Bucket {n}" in words_on(page) for n in range(3))


@pytest.mark.parametrize("reached", [0, 1, 3, 50])
@pytest.mark.parametrize(("alive", "gone"), [(0, 0), (1, 0), (3, 1), (0, 2), (40, 5)])
def test_every_strand_stays_inside_the_drawing(alive: int, gone: int, reached: int) -> None:
    drawing = draw_thread(alive, gone, 2, reached)
    assert all(0 < dot.x < drawing.width and 0 < dot.y < drawing.height for dot in drawing.dots)
    starts = [dot for dot in drawing.dots if dot.x < 20]
    assert len(starts) == min(alive + gone, MOST)
    assert sum(dot.is_empty for dot in starts) == min(gone, MOST - min(alive, MOST))
    ends = [dot for dot in drawing.dots if dot.x > drawing.width - 20]
    assert len(ends) == max(1, min(reached, MOST))
    assert ends[0].is_empty is (reached == 0)
