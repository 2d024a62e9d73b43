"""Two actors at the same moment: whoever comes second is answered by what the first has done, on both databases.

The room is held for the first; the second comes, reads, and waits for it; then the first acts and lets go.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from storyhub.accounts.models import Person
from storyhub.archive.services import note_change
from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Use
from storyhub.workshops.models import Card, CardState, Outcome, OutcomeState, Post, Seat, Vote, Workshop, WorkshopState
from storyhub.workshops.models import Rating as Judged
from storyhub.workshops.queries.tables import tables
from storyhub.workshops.queries.workshops import restore_points
from storyhub.workshops.services import (
    cards,
    erasing,
    evidence,
    opening,
    outcomes,
    preparing,
    rating,
    running,
    seating,
    voting,
)
from storyhub.workshops.services import tables as seating_at
from storyhub.workshops.services.outcomes import OutcomeRevised
from storyhub.workshops.services.presence import see_seats
from storyhub.workshops.services.settling import ObjectionsOpen
from tests.support.staff import sign_in
from tests.workshops.boards import COLLECT, HEAP, RATE, TALK, VOTE, Looking, board_method
from tests.workshops.room import Room, a_key

GIVES = {
    "output": [{"id": "out", "label": "Ideas", "type": "card:idea", "where": {"kind": ["idea"]}, "outcome": "idea"}]
}
Opened = Callable[..., Room]
Act = Callable[[], Any]


def in_thread(app: Flask, act: Act, said: list[Any]) -> threading.Thread:
    """Somebody else, with a connection of their own; what came of it is added to `said`."""

    def do() -> None:
        with app.app_context():
            try:
                said.append(act())
            except Exception as error:  # noqa: BLE001  (whatever it is, a test looks at it)
                said.append(error)
            finally:
                db.session.remove()

    thread = threading.Thread(target=do)
    thread.start()
    return thread


def until_somebody_waits() -> None:
    """On SQLite whoever comes stands in line before they read anything."""
    if db.engine.dialect.name == "sqlite":
        time.sleep(0.05)
        return
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    until = time.monotonic() + 4
    while not db.session.scalar(waiting) and time.monotonic() < until:
        time.sleep(0.01)


def second(room: Room, first: Act, comes: Act) -> Any:
    """What `comes` is answered when `first` is done while it waits for the room."""
    said: list[Any] = []
    with room.inside(), transaction() as session:
        session.get_one(Workshop, room.id, with_for_update=True)
        thread = in_thread(room.app, comes, said)
        until_somebody_waits()
        first()
    thread.join(20)
    return said[0]


def count(room: Room, *what: Any) -> int:
    with room.inside():
        db.session.rollback()
        return db.session.scalar(select(func.count()).where(*what)) or 0


@pytest.fixture
def room(workshop_of: Opened) -> Room:
    return workshop_of(board_method(COLLECT, HEAP, RATE, VOTE, TALK))


def test_a_seat_that_is_freed_while_it_sends_writes_nothing(room: Room) -> None:
    ana, ben = room.seats(2)
    look = Looking(room)
    here, _ = room.advance()
    assert here is not None
    sent = cards.NewCard(here, "write", "ideas", {"text": "Sent at the last moment"})

    said = second(
        room,
        lambda: seating_at.free_seat(room.facilitator, room.id, ana, key=a_key()),
        lambda: cards.add_card(ana, sent, key=a_key()),
    )
    assert isinstance(said, NotFound)
    assert count(room, Card.workshop_id == room.id) == 0

    room.do(seating_at.add_group)
    with room.inside():
        old = db.session.get_one(Seat, ben).group_id
        other = next(table.id for table in tables(room.id) if table.id != old)
    card = second(
        room,
        lambda: seating_at.move_seat(room.facilitator, room.id, ben, other, key=a_key()),
        lambda: cards.add_card(ben, sent, key=a_key()),
    )
    assert look.row(card).group_id == other, "whoever was moved writes at the new table"


def test_a_card_that_comes_while_the_room_goes_on_waits_and_one_that_comes_at_the_end_is_refused(room: Room) -> None:
    (ana,) = room.seats(1)
    look = Looking(room)
    here, _ = room.advance()
    assert here is not None
    sent = cards.NewCard(here, "write", "ideas", {"text": "Typed to the end"})
    seen = room.here
    late = second(
        room,
        lambda: running.advance(room.facilitator, room.id, seen=seen, key=a_key()),
        lambda: cards.add_card(ana, sent, key=a_key()),
    )
    assert look.row(late).state == CardState.HELD

    room.play_to("vote")
    look.act(cards.release_card, room.facilitator, late)
    voted = second(
        room,
        lambda: opening.close_workshop(room.facilitator, room.id, key=a_key()),
        lambda: voting.give_points(ana, late, key=a_key()),
    )
    assert isinstance(voted, NotFound)
    assert room.workshop.state == WorkshopState.CLOSED
    assert count(room, Vote.card_id == late) == 0


def test_a_card_that_comes_while_the_board_is_laid_back_stays(room: Room) -> None:
    (ana,) = room.seats(1)
    look = Looking(room)
    here, _ = room.advance()
    assert here is not None
    early = look.write(ana, "Early")
    room.do(running.keep_restore_point)
    with room.inside():
        [point] = [one.id for one in restore_points(room.id, here)]
    sent = cards.NewCard(here, "write", "ideas", {"text": "While it is laid back"})
    added = second(
        room,
        lambda: running.restore(room.facilitator, room.id, point, key=a_key()),
        lambda: cards.add_card(ana, sent, key=a_key()),
    )
    assert (look.row(early).state, look.row(added).state) == (CardState.SHOWN, CardState.SHOWN)
    assert look.row(added).position > look.row(early).position


def test_an_objection_that_is_taken_back_while_it_is_answered_needs_no_answer(workshop_of: Opened) -> None:
    room = workshop_of(board_method(COLLECT, RATE))
    ana, ben = room.seats(2)
    look = Looking(room)
    room.advance()
    card = look.write(ana, "Close the school")
    room.advance()
    look.act(rating.object_to, ben, card, "My children go there")
    with pytest.raises(ObjectionsOpen):
        room.advance()
    with room.inside():
        objection = db.session.scalars(select(Judged.id).where(Judged.card_id == card)).one()
        running.step_back(room.facilitator, room.id, seen=room.here, key=a_key())
    room.advance()
    said = second(
        room,
        lambda: rating.take_objection_back(ben, card, key=a_key()),
        lambda: rating.answer_objection(room.facilitator, objection, "There is a bus.", key=a_key()),
    )
    assert isinstance(said, NotFound)
    assert count(room, Judged.card_id == card) == 0


def test_words_that_are_changed_while_a_facilitator_reads_them_are_not_let_through(workshop_of: Opened) -> None:
    room = workshop_of(board_method(COLLECT, TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    with room.inside(), transaction() as session:
        session.get_one(Workshop, room.id).holds_cards = True
    room.advance()
    card = look.write(ana, "Harmless")
    read = look.row(card).revision
    said = second(
        room,
        lambda: cards.change_card(ana, card, {"text": "Not so harmless"}, seen_revision=read, key=a_key()),
        lambda: cards.release_card(room.facilitator, card, seen_revision=read, key=a_key()),
    )
    assert isinstance(said, cards.CardReworded)
    assert look.row(card).state == CardState.HELD
    look.act(cards.release_card, room.facilitator, card, seen_revision=read + 1)
    assert look.row(card).state == CardState.SHOWN


def test_a_phone_that_joins_twice_at_once_has_one_seat_and_comes_back_to_it(room: Room) -> None:
    key = a_key()
    first = []

    def join() -> Any:
        return seating.join_workshop(room.keys, room.join_code, "en", key=key)

    again = second(room, lambda: first.append(join()), join)
    assert again == first[0]
    assert count(room, Seat.workshop_id == room.id) == 1
    room.do(seating_at.free_seat, again.seat_id)
    before = room.workshop.sequence
    with room.inside():
        assert join() == again
    assert room.seat(again.seat_id).left_at is None
    assert room.workshop.sequence > before, "the desk counts them again"


def test_four_words_open_no_seat_that_is_erased_in_that_moment(room: Room) -> None:
    sat = room.join()
    room.close()
    said = second(
        room,
        lambda: erasing.forget_seats(room.id),
        lambda: seating.resume_seat(room.keys, room.join_code, sat.phrase),
    )
    assert isinstance(said, Invalid)


@pytest.mark.only_on("postgres")
def test_who_is_here_is_noted_without_waiting_for_a_seat_that_is_being_changed(app: Flask, room: Room) -> None:
    """Many rows, changed in two orders at once, lock each other out: the desk's change would be the one that fails."""
    ana, ben = room.seats(2)
    was, later = room.seat(ana).seen_at, clock.now()
    said: list[Any] = []
    with room.inside(), transaction() as session:
        session.get_one(Seat, ben, with_for_update=True)
        thread = in_thread(app, lambda: see_seats([ana, ben]), said)
        thread.join(3)
        assert said == [None]
    assert room.seat(ana).seen_at > was
    assert room.seat(ben).seen_at < later


def test_of_two_who_settle_a_record_at_once_the_second_is_told(
    app: Flask, workshop_of: Opened, facilitator: Viewer, second_facilitator: Viewer
) -> None:
    room = workshop_of(board_method(COLLECT, TALK, **GIVES))
    (ana,) = room.seats(1)
    room.advance()
    Looking(room).write(ana, "A bench")
    room.close()
    with room.inside():
        record = db.session.scalars(select(Outcome.id).where(Outcome.workshop_id == room.id)).one()
    said: list[Any] = []
    with room.inside(), transaction() as session:
        session.get_one(Outcome, record, with_for_update=True)
        thread = in_thread(
            app, lambda: outcomes.settle_outcome(second_facilitator, record, OutcomeState.DROPPED, "No.", seen=0), said
        )
        until_somebody_waits()
        outcomes.settle_outcome(facilitator, record, OutcomeState.DONE, "It stands.", seen=0)
    thread.join(20)
    assert isinstance(said[0], OutcomeRevised)
    with room.inside():
        found = db.session.get_one(Outcome, record, populate_existing=True)
        assert (found.state, found.result) == (OutcomeState.DONE, "It stands.")


def test_a_workshop_that_is_begun_twice_at_once_is_begun_once(app: Flask, city: City, facilitator: Viewer) -> None:
    key, said, first = a_key(), [], []

    def begin() -> str:
        return preparing.begin_workshop(facilitator, city.id, "en", path="street", key=key)

    with app.app_context(), transaction() as session:
        session.get_one(Person, facilitator.person_id, with_for_update=True)
        thread = in_thread(app, begin, said)
        until_somebody_waits()
        first.append(begin())
    thread.join(20)
    assert said == first
    desk, form = sign_in(app, facilitator.person_id), {"path": "street", "language": "en", "key": a_key()}
    new = "/en/rustavi/workshops/new"
    begun = desk.post(new, data=form | {"title": "Water"}).headers["Location"]
    again = desk.post(new, data=form | {"title": "Water"})
    assert again.headers["Location"] == begun
    with app.app_context():
        rows = select(Workshop.title).where(Workshop.created_by_id == facilitator.person_id)
        assert sorted(db.session.scalars(rows)) == ["", "Water"]
    assert 'name="key"' in desk.get(new).text


@pytest.mark.only_on("postgres")
def test_a_story_that_changes_while_one_of_its_rooms_closes_stops_neither(
    app: Flask, workshop_of: Opened, tell: Callable[..., Any]
) -> None:
    told = tell(state="published", uses=frozenset({Use.WORKSHOPS, Use.QUOTATION}))
    rooms = sorted((workshop_of(board_method(COLLECT, TALK, **GIVES)) for _ in range(2)), key=lambda one: one.id)
    closed, other = rooms
    for one in rooms:
        with one.inside():
            evidence.put_story_on_table(one.facilitator, one.id, told.id, key=a_key())
    (ana,) = closed.seats(1)
    closed.advance()
    card = Looking(closed).write(ana, "From home")
    with closed.inside(), transaction() as session:
        session.get_one(Card, card).story_id = told.id
        session.add(Post(workshop_id=closed.id, story_id=told.id, digest="old", at=clock.now()))
    closed.close()
    said: list[Any] = []
    with other.inside(), transaction() as session:
        city_id = session.get_one(Workshop, other.id, with_for_update=True).city_id
        thread = in_thread(app, lambda: evidence.story_changed(told.id), said)
        until_somebody_waits()
        note_change(city_id)
    thread.join(20)
    assert said == [2]
