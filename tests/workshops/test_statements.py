"""Desk and stage are drawn each second, phones at each step: what they read grows with neither people nor cards."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.workshops.services import tables
from tests.stories.test_reading import counted_queries
from tests.workshops.boards import COLLECT, COMPOSE, HEAP, LINK, PLACE, RATE, TALK, VOTE, Looking, board_method
from tests.workshops.desks import address
from tests.workshops.phones import sit_down
from tests.workshops.room import Room

STEPS: tuple[dict[str, Any], ...] = (TALK, HEAP, VOTE, RATE, PLACE, LINK, COMPOSE)


@pytest.mark.parametrize("step", STEPS, ids=[str(one["do"]) for one in STEPS])
def test_a_full_room_is_read_with_as_many_statements_as_a_small_one(
    app: Flask, workshop_of: Callable[..., Room], desk: FlaskClient, step: dict[str, Any]
) -> None:
    few, many = (_statements(app, workshop_of(board_method(COLLECT, step)), desk, size) for size in (4, 24))
    assert few == many


def _statements(app: Flask, room: Room, desk: FlaskClient, size: int) -> Mapping[str, int]:
    """For each page, in a room of so many people and as many cards, when something has just happened there."""
    phone, seats, look = sit_down(room), room.seats(size), Looking(room)
    stage = re.search(r'href="([^"]*/stage[^"]*)"', desk.get(address(room)).text)
    assert stage is not None
    room.advance()
    for number, seat in enumerate(seats):
        look.write(seat, f"Card {number} of many")
    room.advance()
    asked: dict[str, Callable[[], Any]] = {
        "phone": phone.look,
        "desk": lambda: desk.get(address(room)),
        "stage": lambda: desk.get(unescape(stage[1])),
    }
    found = {}
    for name, ask in asked.items():
        ask()
        room.do(tables.deal_groups)
        with counted_queries(app) as sent:
            ask()
        found[name] = len(sent)
    return found
