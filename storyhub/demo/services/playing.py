"""What people do in one step of a workshop of the demonstration, through the services that their phones use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.workshops.methods.rules.names import CELL, by_name
from storyhub.workshops.methods.schema import Method, Step, Verb
from storyhub.workshops.models import Card, CardState, Group, Seat
from storyhub.workshops.playing import link_of, zones_for
from storyhub.workshops.services.cards import NewCard, add_card
from storyhub.workshops.services.clustering import name_alone, name_cluster, stack_cards
from storyhub.workshops.services.composing import save_sheet
from storyhub.workshops.services.evidence import back_card
from storyhub.workshops.services.linking import link_cards
from storyhub.workshops.services.picking import pick_card
from storyhub.workshops.services.rating import rate
from storyhub.workshops.services.voting import give_points


@dataclass(frozen=True)
class Playing:
    """A step, the people in it, and the stories of the table by their names."""

    exercise_id: UUID
    method: Method
    step: Step
    facilitator: Viewer
    seats: Sequence[UUID]
    stories: dict[str, UUID]
    today: datetime
    key: Callable[[], str]

    def act(self, said: Any) -> None:
        """`said` as it stands in workshops.toml under the name of the step."""
        acts: dict[Verb, Callable[[Any], None]] = {
            Verb.COLLECT: self._collect,
            Verb.CLUSTER: self._cluster,
            Verb.LINK: self._link,
            Verb.VOTE: self._vote,
            Verb.RATE: self._judge,
            Verb.PICK: self._pick,
            Verb.COMPOSE: self._compose,
        }
        acts[self.step.do](said)

    def _collect(self, said: list[dict[str, Any]]) -> None:
        link = link_of(self.method, self.step.link)
        for one in said:
            seat_id = self.seats[one["seat"] - 1]
            parent = self._laid(*link.from_)[one["parent"] - 1] if link and "parent" in one else None
            zone = one.get("zone") or self._zone(seat_id)
            new = NewCard(self.exercise_id, self.step.id, zone, self._fields(one), parent)
            card_id = add_card(seat_id, new, key=self.key())
            if "story" in one:
                back_card(seat_id, card_id, self.stories[one["story"]], key=self.key())

    def _cluster(self, said: list[dict[str, Any]]) -> None:
        """Cards put together and named."""
        cards = self._laid(self.step.card)
        for one in said:
            seat_id = self.seats[one["seat"] - 1]
            first, *others = (cards[number - 1] for number in one["cards"])
            named = {"key": self.key(), "language": one["language"]}
            if not others:
                name_alone(seat_id, first, one["name"], **named)
            else:
                heaps = [stack_cards(seat_id, card_id, first, key=self.key()) for card_id in others]
                name_cluster(seat_id, heaps[-1], one["name"], **named)

    def _link(self, said: list[dict[str, Any]]) -> None:
        for one in said:
            (start, at), (end, to) = one["from"], one["to"]
            ends = self._laid(start)[at - 1], self._laid(end)[to - 1]
            link_cards(self.seats[one["seat"] - 1], *ends, one["line"], key=self.key())

    def _vote(self, said: list[list[int]]) -> None:
        cards = self._laid(*by_name(self.method.vote)[self.step.vote].on)
        for seat_id, points in zip(self.seats, said, strict=False):
            for number in points:
                give_points(seat_id, cards[number - 1], key=self.key())

    def _pick(self, said: dict[str, int]) -> None:
        cards = self._laid(self.step.card)
        for name, number in said.items():
            pick_card(self.facilitator, name, cards[number - 1], key=self.key())

    def _compose(self, said: list[dict[str, Any]]) -> None:
        for one in said:
            seat_id = self.seats[one["seat"] - 1]
            fields, zone = self._fields(one), self._zone(seat_id)
            save_sheet(seat_id, self.exercise_id, self.step.id, fields, seen_revision=0, key=self.key(), zone=zone)

    def _judge(self, said: list[dict[str, Any]]) -> None:
        """Each card by its dimensions, or each cell of the grid row by row."""
        rating = by_name(self.method.rating)[self.step.rating]
        if rating.on == CELL:
            self._judge_cells(rating.dims[0].id, said)
            return
        for card_id, one in zip(self._laid(rating.on), said, strict=True):
            for place, seat_id in enumerate(self.seats):
                values = {dim: all_[place] for dim, all_ in one.items() if place < len(all_) and all_[place]}
                if values:
                    rate(seat_id, card_id, values, key=self.key())

    def _judge_cells(self, dim: str, said: list[dict[str, Any]]) -> None:
        board = by_name(self.method.board)[self.step.board]
        columns = self._laid(board.columns_from)
        for row, one in zip(self._laid(board.rows_from), said, strict=True):
            for column, values in zip(columns, one["cells"], strict=True):
                for seat_id, value in zip(self.seats, values, strict=False):
                    rate(seat_id, row, {dim: value}, other_id=column, key=self.key())

    def _laid(self, *kinds: str) -> list[UUID]:
        """The cards of these kinds that are in play, as they lie there."""
        rows = select(Card.id).where(Card.exercise_id == self.exercise_id, Card.kind.in_(kinds))
        rows = rows.where(Card.state == CardState.SHOWN, Card.is_kept)
        return list(db.session.scalars(rows.order_by(Card.position, Card.id)))

    def _zone(self, seat_id: UUID) -> str:
        """Where the table of the seat writes."""
        numbers = select(Group.number).join(Seat, Seat.group_id == Group.id)
        mine = db.session.scalars(numbers.where(Seat.id == seat_id)).one()
        tables = db.session.scalars(numbers.where(Seat.id.in_(self.seats)).distinct()).all()
        return zones_for(self.method, self.step, self.step.card, mine, len(tables))[0].id

    def _fields(self, one: dict[str, Any]) -> dict[str, str]:
        """What was written, with the day that is so many from today."""
        if "due_in" not in one:
            return dict(one["fields"])
        return one["fields"] | {"due": (self.today + timedelta(days=one["due_in"])).date().isoformat()}
