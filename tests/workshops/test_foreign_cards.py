"""No command reaches into another workshop: each that takes a card, a heap, a table or a seat is tried with a foreign one."""

from collections.abc import Callable, Mapping
from inspect import Parameter, getmembers, isfunction, signature
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Role, Viewer
from storyhub.workshops.models import Card, StepEvent
from storyhub.workshops.services import (
    cards,
    clustering,
    evidence,
    linking,
    merging,
    picking,
    placing,
    rating,
    running,
    tables,
    voting,
)
from storyhub.workshops.services.clustering import stack_cards
from storyhub.workshops.services.hands import StepOver
from tests.support.staff import new_person
from tests.workshops.boards import COLLECT, HEAP, LINK, PLACE, RATE, VOTE, Looking, board_method
from tests.workshops.room import Room, a_key

MODULES = (cards, clustering, evidence, linking, merging, picking, placing, rating, running, tables, voting)
IDS = {
    "card_id",
    "from_id",
    "to_id",
    "onto_id",
    "into_id",
    "twin_ids",
    "twin_id",
    "cluster_id",
    "other_id",
    "rating_id",
}
IN_ROOM = {"group_id", "point_id"}
WORDS: Mapping[str, Any] = {
    "values": {"impact": 3},
    "fields": {"text": "Changed"},
    "seen_revision": 0,
    "kind": "near",
    "name": "axis",
    "reason": "No.",
    "answer": "We hear.",
    "is_kept": False,
    "story_id": uuid4(),
    "zone": "ideas",
    "seen": (None, ""),
    "lay": ("ideas", None, None),
    "person_id": uuid4(),
}


def commands() -> list[Any]:
    """Everything public in these services that takes the id of something in a room."""
    found = []
    for module in MODULES:
        for name, one in getmembers(module, isfunction):
            taken = set(signature(one).parameters)
            if (
                one.__module__ == module.__name__
                and not name.startswith("_")
                and "key" in taken
                and taken & (IDS | IN_ROOM)
            ):
                found.append(one)
    return found


@pytest.mark.parametrize("step", ["write", "rate", "vote", "heap", "place", "link"])
def test_what_is_of_another_workshop_is_not_there(app: Flask, workshop_of: Callable[..., Room], step: str) -> None:
    agenda = board_method(COLLECT, RATE, VOTE, HEAP, PLACE, LINK)
    here, elsewhere = workshop_of(agenda), workshop_of(agenda)
    ana, ben = here.seats(1)[0], elsewhere.seats(1)[0]
    look = Looking(elsewhere)
    for room in (here, elsewhere):
        room.advance()
    foreign, other = look.write(ben, "Foreign words"), look.write(ben, "Others")
    mine = Looking(here).write(ana, "Mine")
    heap = _heap(elsewhere, foreign, other)
    for room in (here, elsewhere):
        if step != "write":
            room.play_to(step)
    stranger = new_person(app, Role.FACILITATOR, "poti")
    ids = {"foreign": foreign, "other": other, "heap": heap, "mine": mine}
    before = _state(elsewhere)
    tried = 0
    for command in commands():
        names = list(signature(command).parameters)
        for who in [ana, stranger] if names[0] == "who" else [ana] if names[0] == "seat_id" else [stranger]:
            for first in (ids["foreign"], ids["mine"]):
                tried += 1
                _refuses(here, command, who, ids, first)
    assert tried > 40
    assert _state(elsewhere) == before
    assert "Foreign" not in repr(Looking(here).boards(ana))


def _heap(room: Room, one: UUID, other: UUID) -> UUID:
    """The desk puts two cards together, in whichever step."""
    with room.inside():
        return stack_cards(room.facilitator, one, other, key=a_key())


def _refuses(room: Room, command: Any, who: UUID | Viewer, ids: dict[str, UUID], first: UUID) -> None:
    """With a card of one's own in the first place, the foreign one stands in every other."""
    said = _said(room, command, who, ids, first)
    if ids["foreign"] not in said.values() and ids["heap"] not in said.values() and isinstance(who, UUID):
        return  # nothing foreign is in it
    is_mine = first == ids["mine"]
    with room.inside(), pytest.raises((NotFound, NotAllowed, *([StepOver, Invalid] if is_mine else []))):
        command(**said)
        pytest.fail(f"{command.__name__} did something with a foreign card")


def _said(room: Room, command: Any, who: UUID | Viewer, ids: dict[str, UUID], first: UUID) -> dict[str, Any]:
    names = [
        name for name, one in signature(command).parameters.items() if one.default is Parameter.empty or name in IDS
    ]
    places = [name for name in names if name in IDS - {"cluster_id", "twin_ids"}]
    known = {
        names[0]: who,
        "workshop_id": room.id,
        "cluster_id": ids["heap"],
        "twin_ids": [ids["foreign"]],
        "key": a_key(),
        **dict.fromkeys(places[1:], ids["foreign"]),
        **dict.fromkeys(places[:1], first),
        **{name: uuid4() for name in (*IN_ROOM, "seat_id") if name != names[0]},
        **WORDS,
    }
    return {name: known[name] for name in names}


def _state(room: Room) -> list[Any]:
    with room.inside():
        rows = db.session.scalars(select(Card).where(Card.workshop_id == room.id).order_by(Card.id))
        laid = [(one.id, one.state, one.zone, one.x, one.cluster_id, one.revision, one.is_kept) for one in rows]
        events = select(StepEvent.sequence).where(StepEvent.workshop_id == room.id)
        return [laid, len(db.session.scalars(events).all())]
