"""Boards under every order of commands that three phones and a desk can send: no card twice, no overdrawn budget, no tree
with two stems; and what is undone is as it was.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from storyhub.core.db import db
from storyhub.core.errors import DomainError
from storyhub.workshops.models import Card, CardState, Link, Vote
from storyhub.workshops.seen import Side
from storyhub.workshops.services import cards, clustering, linking, merging, placing, voting
from tests.workshops.boards import COLLECT, HEAP, LINK, NEXT_RING, PLACE, RING, VOTE, Looking, board_method
from tests.workshops.room import Room, a_key

WRITE_MORE = COLLECT | {"id": "more", "limit": 3}
STEPS = (COLLECT, HEAP, PLACE, RING, NEXT_RING, LINK | {"links": ["near", "leads"]}, WRITE_MORE, VOTE)
ZONES = ("ideas", "odd", "hh", "ll", "ring1", "ring2")
BUDGET, MOST = 3, 2
ANY = st.integers(0, 1000)


class Boards(RuleBasedStateMachine):
    """One room of three people at one table, and a facilitator."""

    workshop_of: Callable[..., Room]

    @initialize()
    def begin(self) -> None:
        self.room = self.workshop_of(board_method(*STEPS))
        self.people = self.room.seats(3)
        self.look = Looking(self.room)
        self.room.advance()
        for number, seat in enumerate(self.people):
            self.look.write(seat, f"First {number}")

    @rule(person=ANY, zone=st.sampled_from(ZONES), number=ANY)
    def write(self, person: int, zone: str, number: int) -> None:
        with suppress(DomainError):
            self.look.write(self.seat(person), f"Text {a_key()}", zone, parent_id=self.card(number))

    @rule(person=ANY, one=ANY, other=ANY, zone=st.sampled_from(ZONES), act=st.integers(0, 8))
    def arrange(self, person: int, one: int, other: int, zone: str, act: int) -> None:
        card, second = self.card(one), self.card(other)
        acts: list[tuple[Any, ...]] = [
            (clustering.stack_cards, card, second),
            (clustering.unstack_card, card),
            (clustering.name_alone, card, "A name"),
            (placing.move_card, card),
            (placing.undo_move, card),
            (linking.link_cards, card, second, "leads"),
            (linking.unlink_cards, card, second, "leads"),
            (cards.take_back, card),
            (cards.put_back, card),
        ]
        service, *said = acts[act]
        more = {"zone": zone} if service is placing.move_card else {}
        with suppress(DomainError):
            self.look.act(service, self.seat(person), *said, **more)

    @rule(person=ANY, number=ANY, given=st.booleans())
    def vote(self, person: int, number: int, given: bool) -> None:
        with suppress(DomainError):
            service = voting.give_points if given else voting.take_points
            self.look.act(service, self.seat(person), self.card(number))

    @rule(one=ANY, other=ANY)
    def merge(self, one: int, other: int) -> None:
        with suppress(DomainError):
            self.look.act(merging.merge_cards, self.room.facilitator, self.card(one), [self.card(other)])

    @rule()
    def advance(self) -> None:
        with suppress(DomainError):
            self.room.advance()

    @rule(person=ANY, one=ANY, other=ANY, zone=st.sampled_from(ZONES))
    def undo(self, person: int, one: int, other: int, zone: str) -> None:
        """Whatever was done and undone at once leaves everything as it was."""
        seat, card, second = self.seat(person), self.card(one), self.card(other)
        loose = {view.id for found in self.look.boards(Side.STAGE) for part in found.zones for view in part.cards}
        pairs: list[tuple[Callable[[], Any], Callable[[], Any]]] = [
            (
                lambda: self.look.act(placing.move_card, seat, card, zone=zone),
                lambda: self.look.act(placing.undo_move, seat, card),
            ),
            (lambda: self.look.act(cards.take_back, seat, card), lambda: self.look.act(cards.put_back, seat, card)),
        ]
        if card in loose:
            pairs.append(
                (
                    lambda: self.look.act(clustering.stack_cards, seat, card, second),
                    lambda: self.look.act(clustering.unstack_card, seat, card),
                )
            )
        for do, back in pairs:
            before, sequence = self.look.boards(Side.STAGE), self.room.workshop.sequence
            with suppress(DomainError):
                do()
            if self.room.workshop.sequence > sequence:
                back()
            assert self.look.boards(Side.STAGE) == before

    @invariant()
    def holds(self) -> None:
        with self.room.inside():
            db.session.rollback()
            self.check_votes()
            self.check_trees()
        self.check_places()

    def check_votes(self) -> None:
        rows = db.session.execute(
            select(Vote.seat_id, func.sum(Vote.points), func.max(Vote.points)).group_by(Vote.seat_id)
        )
        for _, total, most in rows:
            assert total <= BUDGET
            assert most <= MOST

    def check_trees(self) -> None:
        rows = db.session.execute(select(Link.to_id, func.count()).where(Link.kind == "leads").group_by(Link.to_id))
        parents = dict(db.session.execute(select(Card.id, Card.parent_id)).all())
        for card, stems in rows:
            assert stems == 1
            assert parents[card] is not None
        for card in parents:
            seen, above = set(), card
            while above is not None:
                assert above not in seen
                seen.add(above)
                above = parents[above]

    def check_places(self) -> None:
        counts = Counter(view.id for view in self.look.cards(Side.STAGE))
        assert set(counts.values()) <= {1}
        with self.room.inside():
            shown = select(Card.id).where(Card.workshop_id == self.room.id, Card.state == CardState.SHOWN)
            assert set(counts) == set(db.session.scalars(shown))

    def seat(self, number: int) -> UUID:
        return self.people[number % len(self.people)]

    def card(self, number: int) -> UUID:
        with self.room.inside():
            ids = db.session.scalars(
                select(Card.id).where(Card.workshop_id == self.room.id).order_by(Card.position)
            ).all()
            return ids[number % len(ids)]


@pytest.mark.slow
def test_no_order_of_commands_breaks_a_board(workshop_of: Callable[..., Room]) -> None:
    machine = type("Played", (Boards,), {"workshop_of": staticmethod(workshop_of)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=6,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
