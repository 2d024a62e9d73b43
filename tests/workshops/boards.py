"""What the boards' tests play on: a method with a little of everything, and eyes of every kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.workshops.methods.library import library
from storyhub.workshops.methods.schema import Method
from storyhub.workshops.models import Card, Seat, Workshop
from storyhub.workshops.queries.boards import board_views, drawing_for
from storyhub.workshops.queries.drawing import Drawing
from storyhub.workshops.queries.standing import standing
from storyhub.workshops.queries.task import task_for
from storyhub.workshops.seen import Audience, BoardView, CardView, Side, Task, ZoneView
from storyhub.workshops.services.cards import NewCard, add_card
from tests.workshops.room import Room, a_key

TEXT = {"id": "text", "type": "short", "label": "What?", "max": 100, "required": True}


def board_method(*steps: dict[str, Any], **more: Any) -> Method:
    """A list, a plane and rings; ideas, options and effects; a vote, a rating that places, a tree."""
    usual = {"who": "individual", "minutes": 5, "title": "A step", "prompt": "Do it."}
    head = {
        "id": "boards",
        "version": "1",
        "title": "Boards",
        "family": "open",
        "origin": "A test.",
        "purpose": "To try boards.",
        "minutes": 5 * len(steps),
        "people": {"min": 1, "max": 300},
        "groups": {"min": 3, "ideal": 5, "max": 6},
    }
    tables = {
        "schema": 1,
        "method": head,
        "input": [
            {"id": "brought", "type": "card:option", "label": "Brought", "into": "options", "kind": "option"},
            {"id": "middle", "type": "text", "label": "The middle", "use": "centre", "kind": "change"},
        ],
        "board": [
            {"id": "table", "geometry": "list", "label": "Table"},
            {"id": "map", "geometry": "plane", "label": "Map", "axes": ["x", "y"]},
            {"id": "wheel", "geometry": "rings", "label": "Wheel", "rings": ["First", "Then"], "centre": "middle"},
        ],
        "axis": [
            {"id": "x", "label": "Across", "low": "Little", "high": "Much"},
            {"id": "y", "label": "Up", "low": "Little", "high": "Much"},
        ],
        "zone": [
            {"id": "ideas", "board": "table", "label": "Ideas", "accepts": ["idea"]},
            {"id": "odd", "board": "table", "label": "Odd ones", "accepts": ["idea"]},
            {"id": "options", "board": "table", "label": "Options", "accepts": ["option"]},
            {"id": "sheet", "board": "table", "label": "Sheet", "accepts": ["plan"]},
            {"id": "ll", "board": "map", "label": "LL", "quadrant": ["low", "low"], "accepts": ["option", "idea"]},
            {"id": "hl", "board": "map", "label": "HL", "quadrant": ["high", "low"], "accepts": ["option", "idea"]},
            {"id": "lh", "board": "map", "label": "LH", "quadrant": ["low", "high"], "accepts": ["option", "idea"]},
            {"id": "hh", "board": "map", "label": "HH", "quadrant": ["high", "high"], "accepts": ["option", "idea"]},
            {"id": "ring1", "board": "wheel", "label": "First", "ring": 1, "accepts": ["effect"]},
            {
                "id": "ring2",
                "board": "wheel",
                "label": "Then",
                "ring": 2,
                "accepts": ["effect"],
                "parent_zone": "ring1",
            },
        ],
        "card": [
            {"kind": "idea", "label": "Idea", "colour": "sun", "evidence": "optional", "fields": [TEXT]},
            {"kind": "option", "label": "Option", "colour": "leaf", "evidence": "inherited", "fields": [TEXT]},
            {"kind": "effect", "label": "Effect", "colour": "sea", "evidence": "inherited", "fields": [TEXT]},
            {"kind": "change", "label": "Change", "colour": "slate", "fields": [TEXT]},
            {
                "kind": "plan",
                "label": "Plan",
                "colour": "plum",
                "evidence": "inherited",
                "fields": [TEXT, {"id": "story", "type": "long", "label": "Story", "max": 400}],
            },
        ],
        "link": [
            {"kind": "adds", "label": "adds to", "from": ["idea"], "to": ["option"]},
            {"kind": "leads", "label": "leads to", "from": ["effect"], "to": ["effect"], "tree": True},
            {
                "kind": "near",
                "label": "is near",
                "from": ["idea"],
                "to": ["idea"],
                "directed": False,
                "max_per_card": 2,
            },
        ],
        "rating": [
            {
                "id": "weigh",
                "on": "idea",
                "spread_flag": 2,
                "objection": True,
                "place_by": {"board": "map", "x": "effort", "y": "impact"},
                "dims": [
                    {"id": "impact", "label": "Impact", "min": 1, "max": 5},
                    {"id": "effort", "label": "Effort", "min": 1, "max": 5},
                ],
            }
        ],
        "vote": [{"id": "best", "on": ["idea"], "budget": 3, "max_per_item": 2, "tie": "discuss"}],
        "step": [usual | step for step in steps],
        "output": [{"id": "out", "label": "Out", "type": "card:idea", "where": {"kind": ["idea"]}}],
    }
    return msgspec.convert(tables | more, Method)


COLLECT = {"id": "write", "do": "collect", "board": "table", "zones": ["ideas", "odd"], "card": "idea"}
HEAP = {
    "id": "heap",
    "do": "cluster",
    "who": "group",
    "board": "table",
    "zones": ["ideas", "options"],
    "card": "idea",
    "makes": "option",
    "link": "adds",
}
VOTE = {"id": "vote", "do": "vote", "vote": "best", "board": "table"}
RATE = {"id": "rate", "do": "rate", "rating": "weigh", "reveal": "on_advance"}
PLACE = {
    "id": "place",
    "do": "place",
    "who": "group",
    "board": "map",
    "zones": ["ll", "hl", "lh", "hh"],
    "card": "idea",
}
LINK = {"id": "link", "do": "link", "who": "group", "links": ["near"]}
COMPOSE = {
    "id": "compose",
    "do": "compose",
    "who": "group",
    "board": "table",
    "zones": ["sheet"],
    "card": "plan",
    "from_cards": ["idea"],
}
REFLECT = {
    "id": "reflect",
    "do": "reflect",
    "questions": [{"id": "q1", "label": "What now?"}, {"id": "q2", "label": "Why?"}],
}
TALK = {"id": "talk", "do": "discuss", "who": "plenary", "board": "table"}
RING = {"id": "ring", "do": "collect", "board": "wheel", "zones": ["ring1"], "card": "effect", "who": "group"}
NEXT_RING = {
    "id": "next",
    "do": "collect",
    "board": "wheel",
    "zones": ["ring2"],
    "card": "effect",
    "who": "group",
    "link": "leads",
}


@dataclass(frozen=True)
class Looking:
    """A room, and what each audience of it is given."""

    room: Room

    def write(self, seat_id: UUID, text: str, zone: str = "ideas", *, key: str | None = None, **more: Any) -> UUID:
        exercise_id, step = self.room.here
        new = NewCard(exercise_id or seat_id, step, zone, {"text": text}, **more)
        with self.room.inside():
            return add_card(seat_id, new, key=key or a_key())

    def act(self, service: Any, who: Any, *said: Any, **more: Any) -> Any:
        with self.room.inside():
            return service(who, *said, **{"key": a_key()} | more)

    def audience(self, who: UUID | Side) -> Audience:
        if isinstance(who, Side):
            return Audience(who, "en")
        return Audience(Side.SEAT, "en", self.room.seat(who).group_id, who)

    def boards(self, who: UUID | Side) -> list[BoardView]:
        audience = self.audience(who)
        with self.room.inside():
            workshop = db.session.get_one(Workshop, self.room.id, populate_existing=True)
            return board_views(workshop, standing(workshop, "en"), audience)

    def task(self, seat_id: UUID) -> Task:
        audience = self.audience(seat_id)
        with self.room.inside():
            workshop = db.session.get_one(Workshop, self.room.id, populate_existing=True)
            found = task_for(workshop, standing(workshop, "en"), audience)
            assert found is not None
            return found

    def drawing(self, who: UUID | Side) -> Drawing:
        """To be read inside the application."""
        workshop = db.session.get_one(Workshop, self.room.id, populate_existing=True)
        found = drawing_for(workshop, standing(workshop, "en"), self.audience(who))
        assert found is not None
        return found

    def zone(self, who: UUID | Side, zone: str) -> ZoneView:
        return next(one for board in self.boards(who) for one in board.zones if one.id == zone)

    def texts(self, who: UUID | Side, zone: str) -> list[str]:
        found = self.zone(who, zone)
        return [card.text for card in found.cards] + [card.text for heap in found.clusters for card in heap.cards]

    def card(self, who: UUID | Side, card_id: UUID) -> CardView:
        return next(card for card in self.cards(who) if card.id == card_id)

    def cards(self, who: UUID | Side) -> list[CardView]:
        zones = [zone for board in self.boards(who) for zone in board.zones]
        heaped = [card for zone in zones for heap in zone.clusters for card in heap.cards]
        return [card for zone in zones for card in zone.cards] + heaped

    def row(self, card_id: UUID) -> Card:
        with self.room.inside():
            found = db.session.get_one(Card, card_id, populate_existing=True)
            db.session.expunge(found)
            return found

    def tables(self) -> dict[UUID, list[UUID]]:
        """Seats by group, in the order of arrival."""
        with self.room.inside():
            rows = db.session.scalars(select(Seat).where(Seat.workshop_id == self.room.id).order_by(Seat.number))
            found: dict[UUID, list[UUID]] = {}
            for seat in rows:
                if seat.group_id:
                    found.setdefault(seat.group_id, []).append(seat.id)
            return found

    def two_tables(self) -> tuple[Sequence[UUID], Sequence[UUID]]:
        one, other, *_ = self.tables().values()
        return one, other


def shipped(name: str) -> Method:
    """A method of the library."""
    return library().methods[name].method
