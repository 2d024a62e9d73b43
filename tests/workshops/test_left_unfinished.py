"""Closing in the middle of an exercise: what the facilitator is told before, and what the town's team finds after."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core.permissions import Viewer
from storyhub.workshops.services import opening, voting
from tests.support.pages import Reader, words_on
from tests.support.staff import sign_in
from tests.workshops.boards import COLLECT, HEAP, REFLECT, TALK, VOTE, Looking, board_method
from tests.workshops.room import Room

Opened = Callable[..., Room]
GIVES_OPTIONS = {"output": [{"id": "out", "label": "Out", "type": "card:option", "where": {"kind": ["option"]}}]}


@pytest.fixture
def staff(app: Flask, facilitator: Viewer) -> FlaskClient:
    """The facilitator's browser."""
    assert facilitator.person_id is not None
    return sign_in(app, facilitator.person_id)


def address(room: Room, page: str) -> str:
    return f"/en/rustavi/workshops/{room.code}/{page}"


def test_what_lay_on_a_board_when_the_room_was_closed_is_left_unfinished_for_the_team(
    workshop_of: Opened, client: FlaskClient, staff: FlaskClient
) -> None:
    room = workshop_of(board_method(COLLECT, VOTE, HEAP, REFLECT, **GIVES_OPTIONS))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    card = look.write(ana, "The pump stands still")
    room.advance()
    look.act(voting.give_points, ana, card)
    asked = words_on(staff.get(address(room, "close")).text)
    assert "Boards: step 2 of 4, A step" in asked
    assert "left unfinished" in asked

    room.close()
    said = words_on(staff.get(address(room, "results")).text)
    assert "Left unfinished" in said
    assert "The pump stands still" in said
    assert "1 point" not in said, "a vote that was broken off is not counted"
    assert "No exercise was brought to its end." not in said

    with room.inside():
        opening.publish_results(room.facilitator, room.id)
    public = words_on(client.get(address(room, "results")).text)
    assert "The pump stands still" not in public
    assert "No exercise was brought to its end." in public


def test_a_room_that_is_closed_in_its_last_step_leaves_nothing_unfinished(
    workshop_of: Opened, staff: FlaskClient
) -> None:
    room = workshop_of(board_method(COLLECT, TALK, **GIVES_OPTIONS))
    (ana,) = room.seats(1)
    room.advance()
    Looking(room).write(ana, "The pump stands still")
    room.advance()
    assert "left unfinished" not in words_on(staff.get(address(room, "close")).text)
    room.close()
    said = words_on(staff.get(address(room, "results")).text)
    assert "The pump stands still" not in said
    assert "No exercise was brought to its end." in said


def test_the_desk_says_what_was_just_done(draft_of: Opened, staff: FlaskClient) -> None:
    room = draft_of(board_method(COLLECT, TALK))
    edit = staff.get(address(room, "edit"))
    opened = staff.post(address(room, "edit"), data=Reader(edit.text).forms["workshop"].to_dict() | {"act": "open"})
    assert opened.location.endswith("/desk")
    assert "Open: people can sit down." in staff.get(opened.location).text
    assert "Open: people can sit down." not in staff.get(address(room, "edit")).text
