"""What the town answered stands with one's story, and its teller says whether that was of use."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from storyhub.core.db import db
from storyhub.learning.models import Delivery
from storyhub.stories.models import StoryUse
from storyhub.stories.services.withdrawing import withdraw_story
from tests.learning.answering import WORDS, accepted_entry, sent
from tests.support.pages import words_on
from tests.support.stories import Told

pytestmark = pytest.mark.config(WTF_CSRF_ENABLED=True)

Tell = Callable[..., Told]


def post(client: FlaskClient, told: Told, action: str = "show", **said: str) -> TestResponse:
    return client.post("/en/my", data={"receipt": told.receipt, "action": action, **said})


def judged(app: Flask) -> list[bool | None]:
    with app.app_context():
        return list(db.session.scalars(db.select(Delivery.was_useful)))


@pytest.fixture
def told(tell: Tell) -> Told:
    return tell(state="published", contact="nino@example.org")


@pytest.fixture
def answer(app: Flask, told: Told) -> str:
    return sent(app, accepted_entry(app, [told]))


def test_an_answer_is_read_with_what_was_not_done_and_why(client: FlaskClient, told: Told, answer: str) -> None:
    said = words_on(post(client, told).text)
    assert all(part in said for part in WORDS.values())
    assert "Was this useful to you?" in said
    assert "The town answered you" in said


def test_it_is_judged_and_judged_otherwise(app: Flask, client: FlaskClient, told: Told, answer: str) -> None:
    assert judged(app) == [None]
    yes = post(client, told, "judge", feedback=answer, useful="yes")
    assert "You said: it was useful." in words_on(yes.text)
    assert judged(app) == [True]
    post(client, told, "judge", feedback=answer, useful="no")
    assert judged(app) == [False]


@pytest.mark.parametrize("said", ["", "maybe", "YES"])
def test_what_is_neither_yes_nor_no_is_no_judgement(
    app: Flask, client: FlaskClient, told: Told, answer: str, said: str
) -> None:
    assert post(client, told, "judge", feedback=answer, useful=said).status_code == 200
    assert judged(app) == [None]


def test_nobody_judges_an_answer_that_did_not_reach_them(
    app: Flask, client: FlaskClient, told: Told, answer: str, tell: Tell
) -> None:
    other = tell(state="published")
    assert post(client, other, "judge", feedback=answer, useful="no").status_code == 404
    assert post(client, told, "judge", feedback="nothing", useful="no").status_code == 404
    assert judged(app) == [None]
    assert WORDS["heard"] not in words_on(post(client, other).text)


def test_where_it_was_used_stands_there_link_by_link(client: FlaskClient, told: Told, answer: str, tell: Tell) -> None:
    said = words_on(post(client, told).text)
    assert "Nowhere yet" not in said
    assert "Nowhere yet" in words_on(post(client, tell()).text)


def test_the_letter_of_an_answer_is_one_and_in_the_tellers_language(
    app: Flask, told: Told, answer: str, run_jobs: Callable[[], int]
) -> None:
    run_jobs()
    subjects = [letter["Subject"] for letter in app.extensions["storyhub.mailer"].letters()]
    assert subjects.count("The town has answered you") == 1


def test_after_a_withdrawal_it_is_used_nowhere_and_that_it_was_stays_known(
    app: Flask, told: Told, answer: str, run_jobs: Callable[[], int]
) -> None:
    with app.app_context():
        withdraw_story(told.id)
    run_jobs()
    with app.app_context():
        uses = db.session.scalars(db.select(StoryUse).where(StoryUse.story_id == told.id)).all()
        assert uses
        assert all(one.ended_at is not None for one in uses)
    assert not [one for one in app.extensions["storyhub.mailer"].letters() if "answered" in one["Subject"]]


@pytest.mark.parametrize("feedback", ["", "a\0b", "x" * 5000, "\ud800"])
def test_a_judgement_of_nothing_that_was_answered_is_refused_kindly(
    client: FlaskClient, tell: Callable[..., Told], feedback: str
) -> None:
    told = tell(state="published")
    sent = {"receipt": told.receipt, "action": "judge", "useful": "yes", "feedback": feedback}
    body = "&".join(f"{key}={quote(value, errors='surrogatepass')}" for key, value in sent.items())
    answer = client.post("/en/my", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (200, 404, 422)
