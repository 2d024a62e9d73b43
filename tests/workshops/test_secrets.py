"""Nobody is given what they may not see yet: not the words, not a count, not a median; neither seat nor stage nor desk."""

from collections.abc import Callable
from uuid import UUID

from flask import Flask

from storyhub.core.db import db, transaction
from storyhub.workshops.models import Seat, Workshop
from storyhub.workshops.queries.boards import board_views
from storyhub.workshops.queries.standing import standing
from storyhub.workshops.queries.task import task_for
from storyhub.workshops.seen import CardView, Side
from storyhub.workshops.services import cards, clustering, linking, rating, running, voting
from tests.stories.test_reading import counted_queries
from tests.workshops.boards import COLLECT, HEAP, LINK, PLACE, RATE, TALK, VOTE, Looking, board_method
from tests.workshops.room import Room, a_key

SILENT = {"reveal": "on_advance"}


def given_to(look: Looking, who: UUID | Side) -> str:
    """Everything that the boards and the task of an audience hold."""
    task = repr(look.task(who)) if isinstance(who, UUID) else ""
    return repr(look.boards(who)) + task


def test_everything_that_is_secret_is_in_nobody_elses_values(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT | SILENT, RATE, VOTE, HEAP | SILENT, LINK | SILENT, TALK))
    room.seats(8)
    look = Looking(room)
    room.advance()
    (ana, ben, *_), (cem, *_) = look.two_tables()
    others: list[UUID | Side] = [ben, cem, Side.STAGE, Side.DESK]

    one = look.write(ana, "SECRET-ONE")
    two = look.write(ana, "SECRET-TWO", "odd")
    assert "SECRET" in given_to(look, ana)
    for who in others:
        assert "SECRET" not in given_to(look, who)
        assert look.row(one).code not in given_to(look, who)
    room.advance()

    quiet = {who: given_to(look, who) for who in others}
    look.act(rating.rate, ana, one, {"impact": 5, "effort": 1}, said="SECRET-NOTE")
    look.act(rating.object_to, ana, two, "SECRET-REASON")
    assert "SECRET-NOTE" in given_to(look, ana)
    assert {who: given_to(look, who) for who in others} == quiet, "not a byte has changed for anybody else"
    room.advance()
    for who in others:
        assert "SECRET-REASON" not in given_to(look, who), "only the desk's own list tells reasons"

    quiet = {who: given_to(look, who) for who in others}
    look.act(voting.give_points, ana, one)
    assert {who: given_to(look, who) for who in others} == quiet
    room.advance()

    quiet = {who: given_to(look, who) for who in (cem, Side.STAGE, Side.DESK)}
    three, four = (card.id for card in _write_at_desk(look, room))
    heap = look.act(clustering.stack_cards, ana, three, four)
    look.act(clustering.name_cluster, ana, heap, "SECRET-HEAP")
    assert "SECRET-HEAP" in given_to(look, ana)
    for who in quiet:
        assert "SECRET-HEAP" not in given_to(look, who)
    room.advance()
    assert "SECRET-HEAP" in given_to(look, Side.STAGE)

    look.act(linking.link_cards, ana, three, four, "near")
    assert "is near" in repr([line for board in look.boards(ana) for line in board.lines])
    for who in (ben, cem, Side.STAGE, Side.DESK):
        assert "is near" not in repr([line for board in look.boards(who) for line in board.lines])
    room.advance()
    assert "is near" in given_to(look, cem)


def test_what_only_the_facilitator_may_see_stays_at_the_desk(workshop_of: Callable[..., Room]) -> None:
    never = COLLECT | {"reveal": "never"}
    told = COLLECT | {"id": "told", "reveal": "facilitator"}
    room = workshop_of(board_method(never, told, TALK))
    ana, ben = room.seats(2)
    look = Looking(room)
    room.advance()
    look.write(ana, "NEVER-SHOWN")
    room.advance()
    look.write(ana, "SHOWN-LATER")
    assert all(word in given_to(look, Side.DESK) for word in ("NEVER-SHOWN", "SHOWN-LATER"))
    for who in (ben, Side.STAGE):
        assert "NEVER" not in given_to(look, who)
        assert "LATER" not in given_to(look, who)
    look.act(running.reveal, room.facilitator, room.id)
    for who in (ben, Side.STAGE):
        assert "NEVER" not in given_to(look, who)
        assert "SHOWN-LATER" in given_to(look, who)
    room.advance()
    assert "NEVER" not in given_to(look, Side.STAGE)


def test_names_are_shown_where_workshop_and_person_agree(workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, TALK))
    ana, ben = room.seats(2)
    look = Looking(room)
    room.advance()
    look.write(ana, "Hers")
    look.write(ben, "His")
    with room.inside(), transaction() as session:
        for seat, may in ((ana, True), (ben, False)):
            row = session.get_one(Seat, seat)
            row.name, row.may_show_name = f"Name of {row.number}", may
    assert {card.by for card in look.cards(Side.STAGE)} == {""}
    with room.inside(), transaction() as session:
        session.get_one(Workshop, room.id).shows_names = True
    assert {card.text: card.by for card in look.cards(Side.STAGE)} == {"Hers": "Name of 1", "His": ""}


def test_a_board_of_many_cards_asks_as_often_as_one_of_two(app: Flask, workshop_of: Callable[..., Room]) -> None:
    room = workshop_of(board_method(COLLECT, VOTE, RATE, PLACE, TALK))
    seats = room.seats(3)
    look = Looking(room)
    room.advance()
    numbers = []
    for many in (1, 8):
        for seat in seats:
            for number in range(many):
                look.write(seat, f"Card {number} of {many} {seat}")
        numbers.append(_statements(app, look, room))
    assert numbers[0] == numbers[1]
    room.play_to("talk")
    assert _statements(app, look, room) <= 8


def _statements(app: Flask, look: Looking, room: Room) -> int:
    audience = look.audience(Side.STAGE)
    with room.inside():
        workshop = db.session.get_one(Workshop, room.id)
        now = standing(workshop, "en")
        with counted_queries(app) as sent:
            board_views(workshop, now, audience)
        assert task_for(workshop, now, audience) is None, "the stage has no task"
    return len(sent)


def _write_at_desk(look: Looking, room: Room) -> list[CardView]:
    for word in ("Three", "Four"):
        with room.inside():
            cards.add_card_at_desk(room.facilitator, room.id, "idea", "ideas", {"text": word}, key=a_key())
    return [card for card in look.cards(Side.DESK) if card.text in ("Three", "Four")]
