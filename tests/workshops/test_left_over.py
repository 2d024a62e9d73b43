"""Rooms that are held, gone back in, left open, filled by one phone, guessed at: what must hold in each."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.errors import Conflict, Invalid, TooMany
from storyhub.core.permissions import Viewer
from storyhub.workshops.models import CardState, Outcome, Seat, StepEvent, WorkshopState
from storyhub.workshops.queries.outputs import cards_of_output
from storyhub.workshops.queries.unused import SILENT, count_unused
from storyhub.workshops.seen import Side
from storyhub.workshops.services import cards, clustering, composing, running, seating, voting
from storyhub.workshops.services.clearing import clear_unused_seats
from storyhub.workshops.services.desk import NotOpen
from storyhub.workshops.services.rating import object_to
from storyhub.workshops.tasks.forgotten import close_forgotten
from tests.workshops.boards import COLLECT, COMPOSE, HEAP, RATE, TALK, VOTE, Looking, board_method
from tests.workshops.phones import sit_down
from tests.workshops.room import Room, a_key, a_method

Opened = Callable[..., Room]


def holding(room: Room) -> Room:
    with room.inside(), transaction() as session:
        session.get_one(type(room.workshop), room.id).holds_cards = True
    return room


def test_where_cards_are_held_a_tables_sheet_waits_and_the_table_goes_on_writing_it(workshop_of: Opened) -> None:
    room = holding(workshop_of(board_method(COMPOSE, TALK)))
    room.seats(8)
    look = Looking(room)
    exercise_id, step = room.advance()
    assert exercise_id is not None
    (ana, ben, *_), (cem, *_) = look.two_tables()

    def save(seat: object, words: str, revision: int) -> tuple[object, int]:
        return look.act(composing.save_sheet, seat, exercise_id, step, {"text": words}, seen_revision=revision)

    sheet, revision = save(ana, "SECRET plan", 0)
    assert look.row(sheet).state == CardState.HELD
    for who in (cem, Side.STAGE):
        assert "SECRET" not in repr(look.boards(who))
    assert "SECRET" not in repr(look.task(cem))
    mine = look.task(ben).sheets.get("sheet")
    assert mine is not None
    assert (mine.text, mine.fields["text"]) == ("SECRET plan", "SECRET plan")
    assert save(ben, "SECRET plan, and more", revision) == (sheet, revision + 1), "one sheet, not a second"
    look.act(cards.release_card, room.facilitator, sheet)
    assert "and more" in repr(look.boards(Side.STAGE))
    save(ana, "SECRET again", revision + 1)
    assert "SECRET" not in repr(look.boards(Side.STAGE)), "other words than those that were let in"


def test_where_cards_are_held_the_name_of_a_heap_waits_too(workshop_of: Opened) -> None:
    named = {name: value for name, value in HEAP.items() if name not in ("makes", "link")} | {"id": "tidy"}
    room = holding(workshop_of(board_method(COLLECT, HEAP, named, TALK)))
    room.seats(8)
    look = Looking(room)
    room.advance()
    (ana, ben, *_), (cem, *_) = look.two_tables()
    one, other = look.write(ana, "One"), look.write(ana, "Other")
    for card in (one, other):
        look.act(cards.release_card, room.facilitator, card)
    room.advance()
    heap = look.act(clustering.stack_cards, ana, one, other)
    made = look.act(clustering.name_cluster, ana, heap, "SECRET name")
    assert look.row(made).state == CardState.HELD
    for who in (cem, Side.STAGE):
        assert "SECRET" not in repr(look.boards(who))
    assert "SECRET name" in repr(look.boards(ben)), "the table reads what it wrote"
    assert "SECRET name" in repr(look.boards(Side.DESK))
    look.act(cards.refuse_card, room.facilitator, made)
    assert "SECRET" not in repr(look.boards(Side.STAGE))
    look.act(cards.release_card, room.facilitator, made)
    assert "SECRET name" in repr(look.boards(Side.STAGE))
    look.act(clustering.name_cluster, room.facilitator, heap, "From the desk")
    assert "From the desk" in repr(look.boards(Side.STAGE))
    room.advance()
    heap = look.act(clustering.stack_cards, ana, one, other)
    with pytest.raises(Conflict):
        look.act(clustering.name_cluster, ana, heap, "SECRET again")


@pytest.mark.parametrize(("reveal", "goes"), [("never", False), ("on_advance", True)])
def test_what_nobody_may_ever_read_goes_into_no_other_exercise(workshop_of: Opened, reveal: str, goes: bool) -> None:
    room = workshop_of(board_method(COLLECT | {"reveal": reveal}, TALK), board_method(TALK))
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    look.write(ana, "SECRET worry")
    with room.inside(), transaction():
        first, second = room.exercises
        merged = db.session.merge(second)
        merged.inputs = {"brought": {"exercise": str(first.id), "output": "out"}}
    room.play_to("talk", 2)
    for who in (ana, Side.STAGE, Side.DESK):
        assert ("SECRET" in repr(look.boards(who))) == goes


@pytest.mark.parametrize("back", [0, 2])
def test_a_vote_that_the_room_went_back_from_is_not_counted_when_it_closes(workshop_of: Opened, back: int) -> None:
    counted = {
        "output": [
            {"id": "out", "label": "Out", "type": "card:idea", "where": {"kind": ["idea"], "min_votes": {"best": 1}}}
        ]
    }
    room = workshop_of(board_method(TALK), board_method(COLLECT, VOTE, **counted))
    ana, _ben = room.seats(2)
    look = Looking(room)
    room.play_to("write", 2)
    card = look.write(ana, "An idea")
    room.advance()
    look.act(voting.give_points, ana, card)
    for _step in range(back):
        with room.inside():
            running.step_back(room.facilitator, room.id, seen=room.here, key=a_key())
    assert room.standing.exercise_number == (1 if back else 2)
    room.close()
    with room.inside():
        given = [one.id for one in cards_of_output(room.exercises[1], "out")]
    assert given == ([] if back else [card]), "what counts is a vote that has ended"


def test_nobody_takes_the_desk_of_a_room_that_is_closed(workshop_of: Opened, second_facilitator: Viewer) -> None:
    room = workshop_of(a_method())
    room.close()
    with room.inside(), pytest.raises(NotOpen):
        running.take_desk(second_facilitator, room.id, key=a_key())
    assert room.workshop.lead_id == room.facilitator.person_id


def test_somebody_who_left_before_the_tables_were_dealt_comes_back_to_a_table(workshop_of: Opened) -> None:
    room = workshop_of(board_method(HEAP, TALK))
    gone, stayed = room.join(), room.join()
    room.seats(8)
    with room.inside():
        seating.leave_seat(gone.seat_id, key=a_key())
    room.advance()
    with room.inside():
        seating.resume_seat(room.keys, room.join_code, gone.phrase)
    assert room.seat(gone.seat_id).group_id is not None
    table = room.seat(stayed.seat_id).group_id
    with room.inside():
        seating.leave_seat(stayed.seat_id, key=a_key())
        seating.resume_seat(room.keys, room.join_code, stayed.phrase)
    assert room.seat(stayed.seat_id).group_id == table, "at the table of before"


def test_tables_are_dealt_for_a_method_in_which_they_only_vote(workshop_of: Opened) -> None:
    vote = {"vote": [{"id": "best", "on": ["idea"], "budget": 3, "max_per_item": 2, "scope": "group"}]}
    room = workshop_of(board_method(COLLECT, VOTE, **vote))
    seats = room.seats(9)
    room.advance()
    assert len({room.seat(one).group_id for one in seats} - {None}) == 2


def test_a_forgotten_workshop_is_closed_as_by_nobody(workshop_of: Opened, draft_of: Opened) -> None:
    room, draft = workshop_of(board_method(COLLECT, RATE)), draft_of("street")
    (ana,) = room.seats(1)
    look = Looking(room)
    room.advance()
    card = look.write(ana, "An idea")
    room.advance()
    look.act(object_to, ana, card, "I cannot live with this.")
    opened = room.workshop.opened_at
    assert opened is not None

    def looked_after(**later: float) -> WorkshopState:
        with room.inside(), clock.at(opened + timedelta(**later)):
            close_forgotten()
        return room.workshop.state

    assert looked_after(days=2) == WorkshopState.OPEN
    with clock.at(opened + timedelta(days=2, hours=12)):
        room.do(running.pause)
    assert looked_after(days=3, hours=1) == WorkshopState.OPEN, "somebody was there half a day ago"
    assert looked_after(days=3, hours=13) == WorkshopState.CLOSED, (
        "an objection without an answer does not keep it open"
    )
    last = room.happened[-1]
    assert (last.kind, last.person_id, last.seat_id) == ("closed", None, None)
    assert room.exercises[0].closed_at is not None
    with room.inside():
        assert db.session.scalars(select(Outcome).where(Outcome.workshop_id == room.id)).all() == []
    assert draft.workshop.state == WorkshopState.DRAFT
    assert looked_after(days=9) == WorkshopState.CLOSED


def test_one_that_cannot_be_closed_leaves_the_others(workshop_of: Opened) -> None:
    broken, room = workshop_of(a_method()), workshop_of(a_method())
    opened = room.workshop.opened_at
    assert opened is not None
    with broken.inside(), transaction() as session:
        workshop = session.get_one(type(broken.workshop), broken.id)
        next_one = {"sequence": workshop.sequence + 1, "kind": "advanced", "step": "", "about": {}}
        session.add(StepEvent(workshop_id=workshop.id, at=opened, **next_one))
    with room.inside(), clock.at(opened + timedelta(days=9)):
        close_forgotten()
    assert (broken.workshop.state, room.workshop.state) == (WorkshopState.OPEN, WorkshopState.CLOSED)


def test_seats_that_nobody_uses_give_way_in_a_full_room_and_at_a_press(
    workshop_of: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seating, "MOST_SEATS", 6)
    room = workshop_of(board_method(COLLECT, TALK))
    writer, silent, here = room.join(), room.join(), room.join()
    room.seats(3)
    look = Looking(room)
    room.advance()
    look.write(writer.seat_id, "I was here")
    with pytest.raises(seating.WorkshopFull):
        room.join()
    later = clock.now() + SILENT + timedelta(seconds=5)
    with room.inside(), transaction() as session:
        session.get_one(Seat, here.seat_id).seen_at = later
    with clock.at(later):
        with room.inside():
            assert count_unused(room.id) == 4
        room.join()
        assert room.seat(silent.seat_id).left_at is not None
        assert room.seat(writer.seat_id).left_at is None, "who wrote something stays"
        assert room.seat(here.seat_id).left_at is None, "whose phone is heard of stays"
        room.seats(2)
    later += SILENT + timedelta(seconds=5)
    with room.inside(), clock.at(later):
        key = a_key()
        assert clear_unused_seats(room.facilitator, room.id, key=key) == 4
        assert clear_unused_seats(room.facilitator, room.id, key=key) == 4, "the same press"
        assert count_unused(room.id) == 0
        assert seating.resume_seat(room.keys, room.join_code, silent.phrase).seat_id == silent.seat_id


def test_one_phone_has_one_seat_however_often_it_joins(app: Flask, workshop_of: Opened) -> None:
    room = workshop_of(a_method())
    phone = sit_down(room)
    for number in range(5):
        answer = phone.client.post(f"/en/j/{room.join_code}", data={"key": f"another-{number}"})
        assert answer.location == phone.address
    assert [one.kind for one in room.happened].count("joined") == 1


def test_wrong_words_never_keep_out_who_knows_the_right_ones(
    workshop_of: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seating, "WRONG_PHRASES", 3)
    room = workshop_of(a_method())
    lost, here = room.join(), room.join()
    with room.inside():
        for _guess in range(3):
            with pytest.raises(Invalid):
                seating.resume_seat(room.keys, room.join_code, "apple bell camel candle")
        with pytest.raises(TooMany):
            seating.resume_seat(room.keys, room.join_code, "apple bell camel candle")
        with pytest.raises(TooMany):
            seating.resume_seat(room.keys, room.join_code, here.phrase)
        seating.leave_seat(lost.seat_id, key=a_key())
        assert seating.resume_seat(room.keys, room.join_code, lost.phrase) == lost
        with clock.at(clock.now() + SILENT + timedelta(seconds=1)):
            assert seating.resume_seat(room.keys, room.join_code, here.phrase) == here, "its phone is gone"
