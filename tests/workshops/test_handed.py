"""What an exercise works on: the desk asks for it where nothing gave it, and each table has its own before its eyes."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core.permissions import Viewer
from storyhub.workshops.methods.schema import Scene
from storyhub.workshops.services import running
from storyhub.workshops.services.stage_tokens import stage_token
from tests.support.application import new_client
from tests.support.pages import words_on
from tests.workshops.boards import shipped
from tests.workshops.desks import address, at_desk, press
from tests.workshops.phones import Phone, sit_down
from tests.workshops.room import Room, a_method
from tests.workshops.test_stage import BOARD, WRITE

Opened = Callable[..., Room]
CHANGE = "The last school bus has stopped"


@pytest.fixture
def desk(app: Flask, facilitator: Viewer) -> FlaskClient:
    return at_desk(app, facilitator)


@pytest.fixture
def projector(app: Flask) -> FlaskClient:
    return new_client(app)


def task_on(phone: Phone) -> str:
    """The task alone, without what lies on the table below it."""
    found = re.search(r'<section class="task".*?(?=<section id="table")', phone.look(), re.S)
    assert found is not None
    return found[0]


def lay(desk: FlaskClient, room: Room, words: str, what: str) -> None:
    """By the first form of the desk that lays a card."""
    page = desk.get(address(room)).text
    assert press(desk, room, page, "add_card", what=what, **{"f-text": words}).status_code == 303


def test_the_desk_asks_for_what_the_exercise_works_on_until_it_lies_there(
    workshop_of: Opened, desk: FlaskClient
) -> None:
    room = workshop_of(shipped("experiment-card"))
    assert "Still open: Options" not in words_on(desk.get(address(room)).text), "not before the exercise begins"
    room.advance()
    page = desk.get(address(room)).text
    assert "Still open: Options" in words_on(page)
    assert '<a href="#adding-option">' in page
    assert '<details class="more" id="adding-option" open>' in page
    lay(desk, room, "Water meters", "option:options")
    page = desk.get(address(room)).text
    assert "Still open:" not in words_on(page)
    assert '<details class="more" id="adding-option">' in page


def test_what_stands_in_the_middle_is_written_at_the_desk(workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of(shipped("futures-wheel"))
    room.advance()
    assert "Still open: The change in the middle" in words_on(desk.get(address(room)).text)
    lay(desk, room, CHANGE, "change:")
    page = words_on(desk.get(address(room)).text)
    assert "Still open:" not in page
    assert CHANGE in page, "and it is seen there before anything lies around it"


@pytest.mark.parametrize("step", ["near", "tidy", "next", "far"])
def test_a_phone_says_which_change_its_table_follows(workshop_of: Opened, desk: FlaskClient, step: str) -> None:
    room = workshop_of(shipped("futures-wheel"))
    phones = [sit_down(room) for _one in range(6)]
    room.advance()
    for words in (CHANGE, "The river is clean"):
        lay(desk, room, words, "change:")
    room.play_to(step)
    tasks = [task_on(one) for one in phones]
    assert all((CHANGE in one) != ("The river is clean" in one) for one in tasks), "each table has one of them"
    assert sum(CHANGE in one for one in tasks) == 3


@pytest.mark.parametrize("step", ["take", "doubt", "write"])
def test_a_phone_says_which_option_its_table_tries(workshop_of: Opened, desk: FlaskClient, step: str) -> None:
    room = workshop_of(shipped("experiment-card"))
    phones = [sit_down(room) for _one in range(6)]
    room.advance()
    for words in ("Water meters", "A night bus"):
        lay(desk, room, words, "option:options")
    room.play_to(step)
    tasks = [task_on(one) for one in phones]
    assert all((one.count("Water meters"), one.count("A night bus")) in ((1, 0), (0, 1)) for one in tasks)
    assert sum("Water meters" in one for one in tasks) == 3


def test_the_room_is_shown_the_middle_of_which_it_is_told_and_counts_what_people_wrote(
    workshop_of: Opened, desk: FlaskClient, projector: FlaskClient
) -> None:
    room = workshop_of(shipped("futures-wheel"))
    phone = sit_down(room)
    room.advance()
    stage = f"/en/rustavi/workshops/{room.code}/stage"
    projector.get(f"{stage}/{stage_token(room.keys, room.id)}")
    assert 'data-scene="question"' in projector.get(stage).text, "as long as there is no middle"
    lay(desk, room, CHANGE, "change:")
    shown = projector.get(stage).text
    assert 'data-scene="board"' in shown
    assert CHANGE in shown
    assert "It has happened." in shown
    room.play_to("near")
    assert "so far" not in projector.get(stage).text, "nobody has written anything"
    phone.do("add-card", **{"field-text": "Children walk", "field-tone": "good"})
    assert "1 card so far" in projector.get(stage).text


def test_a_board_on_which_nothing_lies_waits_behind_what_is_asked(workshop_of: Opened, projector: FlaskClient) -> None:
    room = workshop_of(a_method("ideas", WRITE | {"prompt": "What could we do?", "reveal": "live"}, **BOARD))
    phone = sit_down(room)
    room.advance()
    stage = f"/en/rustavi/workshops/{room.code}/stage"
    projector.get(f"{stage}/{stage_token(room.keys, room.id)}")
    assert 'data-scene="question"' in projector.get(stage).text
    phone.do("add-card", **{"field-text": "A night bus"})
    assert 'data-scene="board"' in projector.get(stage).text
    room.do(running.show_on_stage, {"scene": "board"})
    assert 'data-scene="board"' in projector.get(stage).text


def test_the_last_question_of_the_ideas_stands_over_the_map_that_answers_it() -> None:
    last = shipped("brainstorm").step[-1]
    assert (last.board, last.scene) == ("map", Scene.BOARD)
