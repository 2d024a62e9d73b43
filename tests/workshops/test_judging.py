"""Points and judgements: never more than the budget, never told before the step has ended, and what they add up to."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.workshops.models import Vote
from storyhub.workshops.queries.held import Objection, objections, tied_cards
from storyhub.workshops.queries.tallies import Verdict, is_disputed, quartiles, verdict_of
from storyhub.workshops.seen import Side
from storyhub.workshops.services import cards, merging, rating, running, voting
from storyhub.workshops.services.hands import StepOver
from storyhub.workshops.services.settling import ObjectionsOpen
from storyhub.workshops.services.voting import CardFull, NothingLeft
from tests.workshops.boards import COLLECT, HEAP, RATE, TALK, VOTE, Looking, board_method
from tests.workshops.room import Room, a_key


@pytest.mark.parametrize(
    ("medians", "verdict"),
    [
        ([1, 2, 1.5], Verdict.NO_REGRET),
        ([1, 1, -2], Verdict.OPT_OUT),
        ([2, -1, 0, 1], Verdict.OPT_IN),
        ([2, None, None], Verdict.NO_REGRET),
        ([0.5, 0, -2], Verdict.ABANDON),
        ([None, None], None),
    ],
)
def test_the_verdict_on_an_option_follows_from_its_worlds(medians: list[float | None], verdict: Verdict | None) -> None:
    assert verdict_of(medians) == verdict


def test_people_differ_when_the_middle_half_lies_far_apart_and_enough_have_spoken() -> None:
    assert quartiles([1, 1, 5, 5]) == (1, 5)
    assert quartiles([3]) == (3, 3)
    assert quartiles([]) is None
    assert is_disputed([1, 1, 5, 5], 2)
    assert not is_disputed([1, 5, 5], 2), "three are too few to speak of a spread"
    assert not is_disputed([1, 5, 5, 5, 5], 2), "one alone is no spread; its card may be kept as a minority's"
    assert not is_disputed([1, 1, 5, 5], 0)


def test_points_are_secret_until_the_step_ends_and_the_budget_holds(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, VOTE | {"keep_top": 1}, TALK))
    ana, ben = room.seats(2)
    look = Looking(room)
    room.advance()
    one, two, three = (look.write(ana, text) for text in ("One", "Two", "Three"))
    with pytest.raises(StepOver):
        look.act(voting.give_points, ana, one)
    room.advance()

    assert look.act(voting.give_points, ana, one, key="first") == 2
    assert look.act(voting.give_points, ana, one, key="first") == 2, "the same key is the same point"
    assert look.act(voting.give_points, ana, one) == 1
    with pytest.raises(CardFull):
        look.act(voting.give_points, ana, one)
    assert look.act(voting.give_points, ana, two) == 0
    with pytest.raises(NothingLeft):
        look.act(voting.give_points, ana, three)
    assert look.act(voting.take_points, ana, two) == 1
    assert look.act(voting.take_points, ana, two) == 1, "there is no less than nothing"
    with pytest.raises(Invalid):
        look.act(voting.give_points, ana, three, 0)

    ballot = look.task(ana).ballot
    assert ballot is not None
    assert (ballot.left, ballot.given) == (1, {one: 2})
    empty = look.task(ben).ballot
    assert empty is not None
    assert (empty.left, empty.given) == (3, {})
    look.act(running.reveal, room.facilitator, room.id)
    for who in (ana, ben, Side.STAGE, Side.DESK):
        assert {card.votes for card in look.cards(who)} == {None}, "revealing the step opens no ballot"

    room.advance()
    assert {card.text: card.votes for card in look.cards(Side.STAGE)} == {"One": 2, "Two": 0, "Three": 0}
    assert {card.text for card in look.cards(ben) if card.is_kept} == {"One"}
    with pytest.raises(StepOver):
        look.act(voting.give_points, ben, two)

    look.act(running.step_back, room.facilitator, room.id, seen=room.here)
    assert {card.votes for card in look.cards(Side.STAGE)} == {None}
    for _ in range(2):
        look.act(voting.give_points, ben, two)
    look.act(voting.take_points, ana, one)
    room.advance()
    assert {card.text for card in look.cards(ben) if card.is_kept} == {"Two"}


def test_no_race_overdraws_a_budget(app: Flask, workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, VOTE, TALK))
    ana, ben = room.seats(2)
    look = Looking(room)
    room.advance()
    written = [look.write(ben, f"Card {number}") for number in range(6)]
    room.advance()

    def give(number: int) -> bool:
        with app.app_context():
            try:
                voting.give_points(ana, written[number % 6], key=a_key())
            except Conflict:
                return False
            finally:
                db.session.remove()
        return True

    with ThreadPoolExecutor(6) as phones:
        given = list(phones.map(give, range(12)))
    assert sum(given) == 3
    with room.inside():
        assert sum(db.session.scalars(select(Vote.points).where(Vote.seat_id == ana))) == 3


def test_ties_stay_and_are_named_and_a_minority_is_kept(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, VOTE | {"keep_top": 1}, TALK))
    ana, ben, cem = room.seats(3)
    look = Looking(room)
    room.advance()
    one, two, three, four = (look.write(ana, text) for text in ("One", "Two", "Three", "Four"))
    look.act(cards.keep_as_minority, room.facilitator, four)
    room.advance()
    for seat, card in ((ana, one), (ben, two), (cem, three), (cem, one), (ben, two), (ana, three)):
        look.act(voting.give_points, seat, card)
    look.act(voting.take_points, cem, three)
    room.advance()

    assert {card.text for card in look.cards(Side.STAGE) if card.is_kept} == {"One", "Two", "Four"}
    with room.inside():
        drawing = look.drawing(Side.DESK)
        assert {card.id for card in tied_cards(room.workshop, drawing)} == {one, two}
    look.act(cards.keep_in_play, room.facilitator, two, False)
    look.act(cards.keep_in_play, room.facilitator, four, False)
    assert {card.text for card in look.cards(Side.STAGE) if card.is_kept} == {"One", "Four"}


def test_each_table_votes_on_its_own_cards_where_the_vote_says_so(workshop_of: Callable[..., Room]) -> None:
    vote = {"id": "best", "on": ["idea"], "budget": 2, "scope": "group"}
    room = workshop_of(board_method(COLLECT, VOTE | {"keep_top": 1}, TALK, HEAP, vote=[vote]))
    room.seats(8)
    look = Looking(room)
    room.advance()
    (ana, *_), (cem, *_) = look.two_tables()
    one, two = look.write(ana, "One"), look.write(ana, "Two")
    theirs = look.write(cem, "Theirs")
    room.advance()
    ballot = look.task(ana).ballot
    assert ballot is not None
    assert [card.text for card in ballot.cards] == ["One", "Two"]
    with pytest.raises(NotFound):
        look.act(voting.give_points, ana, theirs)
    for seat, card in ((ana, two), (cem, theirs)):
        look.act(voting.give_points, seat, card)
    room.advance()
    assert {card.text for card in look.cards(Side.STAGE) if card.is_kept} == {"Two", "Theirs"}
    assert not look.row(one).is_kept


def test_what_leans_to_one_side_falls_into_its_zone(workshop_of: Callable[..., Room]) -> None:
    then = {"rating": "weigh", "dim": "impact", "op": "lt", "value": 3, "zone": "odd"}
    lean = {"id": "weigh", "on": "idea", "dims": [{"id": "impact", "label": "Impact", "min": 1, "max": 5}]}
    room = workshop_of(board_method(COLLECT, RATE | {"then_place": then}, TALK, rating=[lean]))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    low, high = look.write(ana, "Low"), look.write(ana, "High")
    room.advance()
    look.act(rating.rate, ana, low, {"impact": 2})
    look.act(rating.rate, ana, high, {"impact": 3})
    room.advance()
    assert (look.row(low).zone, look.row(high).zone) == ("odd", "ideas")


def test_points_follow_a_card_that_is_joined_to_its_twin(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, VOTE, TALK))
    ana, ben = room.seats(2)
    look = Looking(room)
    room.advance()
    one, twin = look.write(ana, "One"), look.write(ben, "The same")
    room.advance()
    for seat, card in ((ana, one), (ana, twin), (ana, twin), (ben, twin)):
        look.act(voting.give_points, seat, card)
    room.advance()
    look.act(merging.merge_cards, room.facilitator, one, [twin])
    assert look.card(Side.STAGE, one).votes == 3, "two of three by one hand, for one card takes no more from it"


def test_blind_judgements_place_the_cards_when_the_step_ends(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, RATE, TALK))
    seats = room.seats(4)
    look = Looking(room)
    room.advance()
    card, other = look.write(seats[0], "Judged"), look.write(seats[0], "Nobody judged this")
    room.advance()

    for seat, impact in zip(seats, (1, 1, 5, 5), strict=True):
        look.act(rating.rate, seat, card, {"impact": impact, "effort": 2}, said="Because." if impact == 5 else "")
    look.act(rating.rate, seats[0], card, {"impact": 2})
    look.act(rating.rate, seats[0], card, {"impact": None})
    look.act(rating.rate, seats[0], card, {"impact": 1})
    for values in ({"impact": 6}, {"unknown": 1}):
        with pytest.raises(Invalid):
            look.act(rating.rate, seats[0], card, values)
    with pytest.raises(NotFound):
        look.act(rating.rate, seats[0], card, {"impact": 1}, other_id=other)

    first = look.task(seats[3]).to_rate[0]
    assert (first.card.id, first.said, first.note) == (card, {"impact": 5, "effort": 2}, "Because.")
    for who in (seats[1], Side.STAGE, Side.DESK):
        assert all(seen.ratings == () or list(seen.ratings) == [] for seen in look.cards(who))
        assert "Because" not in repr(look.boards(who))

    room.advance()
    seen = look.card(Side.STAGE, card)
    impact, effort = seen.ratings
    assert (impact.n, impact.median, impact.low, impact.high, impact.is_disputed) == (4, 3, 1, 5, True)
    assert (effort.median, effort.is_disputed) == (2, False)
    assert (seen.x, seen.y, seen.zone) == (0.25, 0.5, "lh")
    assert (look.row(other).x, look.row(other).zone) == (None, "ideas")


def test_who_cannot_live_with_something_is_answered_before_the_exercise_ends(
    workshop_of: Callable[..., Room],
) -> None:
    room = workshop_of(board_method(COLLECT, RATE))
    ana, ben = room.seats(2)
    look = Looking(room)
    room.advance()
    card = look.write(ana, "Close the school")
    room.advance()
    with pytest.raises(Invalid):
        look.act(rating.object_to, ben, card, " ")
    look.act(rating.object_to, ben, card, "My children go there")
    look.act(rating.object_to, ana, card, "A slip")
    look.act(rating.take_objection_back, ana, card)
    assert look.task(ben).to_rate[0].objection == "My children go there"
    assert look.task(ana).to_rate[0].objection is None
    assert _objections(look) == []
    for who in (ana, Side.STAGE, Side.DESK):
        assert "children" not in repr(look.boards(who))

    with pytest.raises(ObjectionsOpen):
        room.advance()
    assert room.standing.step is not None, "the room stays where it is"
    (waiting,) = _objections(look)
    assert "children" not in repr(look.boards(Side.STAGE))
    look.act(rating.answer_objection, room.facilitator, waiting.id, "It stays open until there is a bus.")
    room.advance()
    assert [(one.reason, one.answer) for one in _objections(look)] == [
        ("My children go there", "It stays open until there is a bus.")
    ]


def _objections(look: Looking) -> list[Objection]:
    with look.room.inside():
        return objections(look.drawing(Side.DESK))
