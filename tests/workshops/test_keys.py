"""A key makes a repeated command the same command: of the same kind, by the same sender, and of nobody else."""

from collections.abc import Callable

import pytest
from flask import Flask

from storyhub.core.errors import Conflict
from storyhub.core.permissions import Viewer
from storyhub.workshops.services import (
    agenda,
    cards,
    clustering,
    composing,
    opening,
    placing,
    preparing,
    rating,
    running,
    seating,
)
from storyhub.workshops.services import tables as seating_at
from tests.support.application import new_client
from tests.support.staff import sign_in
from tests.workshops.boards import COLLECT, HEAP, RATE, Looking, board_method
from tests.workshops.room import Room, a_method

Opened = Callable[..., Room]


@pytest.mark.parametrize("act", ["host", "no_host", "free", "move"])
def test_a_key_of_the_desk_gives_nobody_the_seat_that_it_touched(
    app: Flask, workshop_of: Opened, facilitator: Viewer, act: str
) -> None:
    room = workshop_of(a_method())
    seat_id = room.seats(2)[0]
    with room.inside():
        seating_at.deal_groups(facilitator, room.id, count=1, key="dealt")
    assert facilitator.person_id is not None
    desk = sign_in(app, facilitator.person_id)
    said = {"act": act, "seat": seat_id, "table": room.seat(seat_id).group_id, "key": "mine"}
    assert desk.post(f"/en/rustavi/workshops/{room.code}/desk", data=said).status_code == 303
    assert room.happened[-1].seat_id == seat_id, "the act was done"

    stranger = new_client(app)
    answer = stranger.post(f"/en/j/{room.join_code}", data={"key": "mine"})
    assert answer.status_code == 422
    assert "Set-Cookie" not in answer.headers or "seat" not in answer.headers["Set-Cookie"]
    with pytest.raises(Conflict):
        room.join(key="mine")
    assert (room.seat(seat_id).left_at is None) == (act != "free"), "nobody sat down there again"


def test_a_key_of_what_a_seat_did_gives_nobody_that_seat(workshop_of: Opened) -> None:
    room = workshop_of(a_method())
    first = room.join(key="sat")
    assert room.join(key="sat") == first, "the same key is the same seat, token and words"
    with room.inside():
        seating.say_name(first.seat_id, "Nino", key="sat-name")
    with pytest.raises(Conflict):
        room.join(key="sat-name")
    with pytest.raises(Conflict), room.inside():
        seating.leave_seat(first.seat_id, key="sat")


def test_a_key_of_another_kind_or_another_sender_is_refused_on_the_boards(
    workshop_of: Opened, facilitator: Viewer
) -> None:
    compose = {"id": "plan", "do": "compose", "who": "group", "board": "table", "zones": ["sheet"], "card": "plan"}
    room = workshop_of(board_method(COLLECT | {"reveal": "live"}, HEAP, RATE, compose))
    ana, ben = room.seats(2)
    look = Looking(room)
    room.advance()
    one, two = look.write(ana, "One", key="one"), look.write(ana, "Two", key="two")
    assert look.write(ana, "One", key="one") == one
    with pytest.raises(Conflict):
        look.write(ben, "Mine", key="one")
    look.act(placing.move_card, ana, two, zone="odd", key="moved")
    with pytest.raises(Conflict):
        look.write(ana, "Moved", key="moved")
    look.act(cards.keep_in_play, facilitator, one, True, key="kept")
    with pytest.raises(Conflict):
        look.act(cards.add_card_at_desk, facilitator, room.id, "idea", "ideas", {"text": "Said"}, key="kept")
    with pytest.raises(Conflict):
        look.act(cards.keep_in_play, facilitator, one, True, key="one")
    three = look.write(ana, "Three", key="three")

    room.play_to("heap")
    with pytest.raises(Conflict):
        look.act(clustering.stack_cards, ana, one, three, key="one")
    room.play_to(RATE["id"])
    look.act(rating.rate, ana, one, {"impact": 3}, key="rated")
    with pytest.raises(Conflict):
        look.write(ana, "Late", key="rated")
    exercise_id, step = room.play_to("plan")
    with pytest.raises(Conflict):
        look.act(composing.save_sheet, ana, exercise_id, step, {"text": "A"}, seen_revision=0, key="three")
    assert look.texts(ana, "sheet") == []


def test_a_key_of_another_kind_or_another_sender_is_refused_at_the_desk(
    workshop_of: Opened, draft_of: Opened, facilitator: Viewer, second_facilitator: Viewer
) -> None:
    room = workshop_of(a_method())
    with room.inside():
        running.advance(facilitator, room.id, seen=room.here, key="on")
        running.advance(facilitator, room.id, seen=room.here, key="on")
        assert room.here[1] == "one"
        for command in (running.pause, running.reveal, opening.close_workshop, seating_at.add_group):
            with pytest.raises(Conflict):
                command(facilitator, room.id, key="on")
        with pytest.raises(Conflict):
            running.advance(second_facilitator, room.id, seen=room.here, key="on")
    draft = draft_of(a_method("spare", "one", {"id": "two", "skippable": True}))
    with draft.inside():
        copy = preparing.duplicate_workshop(facilitator, draft.id, key="copy")
        assert preparing.duplicate_workshop(facilitator, draft.id, key="copy") == copy
        (exercise,) = draft.exercises
        agenda.skip_step(facilitator, draft.id, exercise.id, "two", key="out")
        agenda.skip_step(facilitator, draft.id, exercise.id, "two", key="out")
        with pytest.raises(Conflict):
            preparing.duplicate_workshop(facilitator, draft.id, key="out")
        with pytest.raises(Conflict):
            agenda.unskip_step(facilitator, draft.id, exercise.id, "two", key="out")


def test_words_that_a_client_chose_as_its_key_are_not_kept(workshop_of: Opened) -> None:
    room = workshop_of(a_method())
    room.join(key="Nino has debts")
    kept = [event.key for event in room.happened if event.key]
    assert kept
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in kept)
