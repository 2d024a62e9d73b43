"""Workshops that gave something: a card of each word, with a story behind it when one is named."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.workshops.methods.schema import Method
from storyhub.workshops.models import Outcome
from storyhub.workshops.services import evidence, opening
from tests.workshops.boards import COLLECT, TALK, Looking, board_method
from tests.workshops.room import Room, a_key, drafted

OUT = {"id": "out", "label": "Out", "type": "card:idea", "where": {"kind": ["idea"]}, "outcome": "idea"}


def giving_method(*steps: dict[str, Any]) -> Method:
    """Whose ideas become records of the town."""
    return board_method(*(steps or (COLLECT, TALK)), output=[OUT])


def gave(app: Flask, facilitator: Viewer, words: Sequence[str], story_id: UUID | None = None) -> Room:
    """A workshop that is over and gave an idea for each of these."""
    room = drafted(app, facilitator, giving_method())
    room.open()
    (seat,) = room.seats(1)
    room.advance()
    look = Looking(room)
    if story_id:
        with room.inside():
            evidence.put_story_on_table(facilitator, room.id, story_id, key=a_key())
    for text in words:
        card = look.write(seat, text)
        if story_id:
            look.act(evidence.back_card, seat, card, story_id)
    room.close()
    return room


def publish(room: Room) -> None:
    with room.inside():
        opening.publish_results(room.facilitator, room.id)


def hide(room: Room) -> None:
    with room.inside():
        opening.hide_results(room.facilitator, room.id)


def outcomes(room: Room) -> dict[str, Outcome]:
    """All records of a workshop by their titles."""
    with room.inside():
        rows = db.session.scalars(select(Outcome).where(Outcome.workshop_id == room.id).order_by(Outcome.position))
        found = {one.title: one for one in rows}
        db.session.expunge_all()
        return found
