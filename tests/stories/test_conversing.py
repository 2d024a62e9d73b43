"""The team asks and the teller answers, once however often it is sent, and the story says since when it waits."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.stories.models import Message, ReviewEvent, Story
from storyhub.stories.queries.conversation import messages_of, open_questions
from storyhub.stories.services.conversing import MOST, answer_team, ask_teller
from storyhub.stories.services.withdrawing import withdraw_story
from tests.support.staff import new_person
from tests.support.stories import Told

Tell = Callable[..., Told]


def story(told: Told) -> Story:
    return db.session.get_one(Story, told.id, populate_existing=True)


def acts(told: Told) -> list[str]:
    rows = db.session.scalars(db.select(ReviewEvent).where(ReviewEvent.story_id == told.id).order_by(ReviewEvent.id))
    return [row.act for row in rows]


def test_a_question_waits_until_the_teller_answers(context: Flask, moderator: Viewer, tell: Tell) -> None:
    told, now = tell(), clock.now()
    with clock.at(now):
        ask_teller(moderator, told.id, "Which street was it?")
    assert story(told).asked_at == now
    assert [one.text for one in open_questions(messages_of(told.id))] == ["Which street was it?"]
    answer_team(told.id, "The one behind the school.")
    assert story(told).asked_at is None
    assert open_questions(messages_of(told.id)) == []
    assert [(one.is_tellers, one.text) for one in messages_of(told.id)] == [
        (False, "Which street was it?"),
        (True, "The one behind the school."),
    ]
    assert messages_of(told.id)[0].read_at is not None
    assert acts(told) == ["told", "asked", "replied"]


def test_a_second_question_does_not_begin_the_waiting_anew(context: Flask, moderator: Viewer, tell: Tell) -> None:
    told, now = tell(), clock.now()
    with clock.at(now):
        ask_teller(moderator, told.id, "Which street was it?")
    with clock.at(now + timedelta(days=1)):
        ask_teller(moderator, told.id, "And which year?")
    assert story(told).asked_at == now
    assert len(open_questions(messages_of(told.id))) == 2


def test_what_is_sent_twice_is_said_once(context: Flask, moderator: Viewer, tell: Tell) -> None:
    told = tell()
    for _again in range(2):
        ask_teller(moderator, told.id, "Which street was it?\r\n")
    for _again in range(2):
        answer_team(told.id, "Behind the school.")
    assert len(messages_of(told.id)) == 2
    ask_teller(moderator, told.id, "Which street was it?")
    assert len(messages_of(told.id)) == 3


def test_a_teller_may_write_without_being_asked(context: Flask, tell: Tell) -> None:
    told = tell(state="published")
    answer_team(told.id, "There is one thing I forgot.")
    assert [one.is_tellers for one in messages_of(told.id)] == [True]
    assert story(told).asked_at is None


@pytest.mark.parametrize("words", ["", "  \n ", "\u200e\u202a"])
def test_nothing_is_not_a_message(context: Flask, moderator: Viewer, tell: Tell, words: str) -> None:
    told = tell()
    with pytest.raises(Invalid) as asked:
        ask_teller(moderator, told.id, words)
    assert asked.value.fields == {"question": "message_missing"}
    with pytest.raises(Invalid) as answered:
        answer_team(told.id, words)
    assert answered.value.fields == {"answer": "message_missing"}


def test_two_thousand_characters_as_people_count_them_are_enough(context: Flask, tell: Tell) -> None:
    told = tell()
    family = "👨‍👩‍👧"
    answer_team(told.id, family * MOST)
    with pytest.raises(Invalid):
        answer_team(told.id, family * MOST + "a")


def test_only_a_moderator_of_the_town_asks(app: Flask, context: Flask, tell: Tell) -> None:
    told = tell()
    others = [new_person(app, role) for role in Role if role != Role.MODERATOR]
    for who in (ANONYMOUS, new_person(app, Role.MODERATOR, "poti"), *others):
        with pytest.raises(NotAllowed):
            ask_teller(who, told.id, "Which street was it?")
    assert not db.session.scalars(db.select(Message)).all()


def test_nobody_talks_about_a_story_that_was_taken_back(context: Flask, moderator: Viewer, tell: Tell) -> None:
    told = tell()
    ask_teller(moderator, told.id, "Which street was it?")
    withdraw_story(told.id)
    assert story(told).asked_at is None
    with pytest.raises(NotFound):
        answer_team(told.id, "The one behind the school.")
    with pytest.raises(NotFound):
        ask_teller(moderator, told.id, "Are you there?")
