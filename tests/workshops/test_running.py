"""From step to step: one who moves the room, a clock that is the server's, and nothing that moves by accident."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.core import clock
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Role, Viewer
from storyhub.workshops.models import Card, CardState, Cluster
from storyhub.workshops.queries.workshops import holder_of, restore_points
from storyhub.workshops.services import preparing, running
from storyhub.workshops.services.desk import DeskHeld, NotOpen
from storyhub.workshops.services.happening import WorkshopMoved
from storyhub.workshops.services.moving import AgendaOver, AtTheBeginning
from storyhub.workshops.services.restoring import PointElsewhere
from storyhub.workshops.services.running import NoClock
from tests.support.staff import new_person
from tests.workshops.room import Room, a_key, a_method

Opened = Callable[..., Room]


def test_a_room_goes_through_its_agenda_and_skips_what_is_left_out(workshop_of: Opened) -> None:
    room = workshop_of(a_method("first", "one", {"id": "two", "skippable": True}, "three"), a_method("second", "alone"))
    first, second = room.exercises
    stands = room.standing
    assert (stands.exercise_id, stands.step, stands.is_over, stands.seconds_left) == (None, None, False, None)
    with room.inside(), transaction() as session:
        session.merge(first).skipped = ["two"]
    walked = [room.advance() for _step in range(4)]
    assert walked == [(first.id, "one"), (first.id, "three"), (second.id, "alone"), (second.id, "")]
    stands = room.standing
    assert (stands.step, stands.is_over, stands.exercise_number) == (None, True, 2)
    assert all(one.opened_at and one.closed_at for one in room.exercises)
    assert [event.kind for event in room.happened].count("step_began") == 4
    with pytest.raises(AgendaOver):
        room.advance()
    back = [room.do(running.step_back, seen=room.here) or room.here for _step in range(3)]
    assert back == [(second.id, "alone"), (first.id, "three"), (first.id, "one")]
    assert room.exercises[0].closed_at is None
    with pytest.raises(AtTheBeginning):
        room.do(running.step_back, seen=room.here)
    room.play_through()
    assert room.standing.is_over


def test_a_step_has_its_planned_minutes_by_the_servers_clock(workshop_of: Opened) -> None:
    room, began = workshop_of(a_method("small", "one", "two")), clock.now()
    with clock.at(began):
        with pytest.raises(NoClock):
            room.do(running.give_time, 1)
        room.advance()
        assert room.standing.seconds_left == 300
        room.do(running.give_time, 1)
        assert room.workshop.deadline_at == began + timedelta(minutes=6)
    with clock.at(began + timedelta(minutes=2)):
        room.do(running.pause)
    with clock.at(began + timedelta(minutes=60)):
        assert (room.standing.is_paused, room.standing.seconds_left) == (True, 240)
        room.do(running.pause)
        room.do(running.give_time, -1)
        room.do(running.go_on)
        room.do(running.go_on)
        assert room.workshop.deadline_at == began + timedelta(minutes=63)
    with clock.at(began + timedelta(minutes=70)):
        assert room.standing.seconds_left == -420
        room.do(running.give_time, 1)
        assert room.standing.seconds_left == 60
        room.do(running.give_time, -5)
        assert room.standing.seconds_left == 0
        for minutes in (0, 121, -121):
            with pytest.raises(Invalid):
                room.do(running.give_time, minutes)
        room.advance()
        assert (room.standing.seconds_left, room.standing.is_paused) == (300, False)


def test_a_command_that_comes_twice_is_done_once(workshop_of: Opened) -> None:
    room = workshop_of(a_method("small", "one", "two", "three"))
    seen, key = room.here, a_key()
    for _time in range(2):
        room.do(running.advance, seen=seen, key=key)
    assert room.here[1] == "one"
    later = a_key()
    for _time in range(2):
        room.do(running.give_time, 1, key=later)
    assert room.standing.seconds_left in range(355, 361)
    room.advance()
    before = room.workshop.sequence
    room.do(running.advance, seen=seen, key=key)
    assert (room.here[1], room.workshop.sequence) == ("two", before)


def test_a_page_that_is_behind_moves_nothing(workshop_of: Opened) -> None:
    room = workshop_of(a_method("small", "one", "two", "three"))
    behind = room.here
    room.advance()
    for act in (running.advance, running.step_back, running.reveal, running.pause):
        with pytest.raises(WorkshopMoved):
            room.do(act, seen=behind)
    assert room.here[1] == "one"
    assert not room.workshop.is_revealed
    assert not room.standing.is_paused


def test_of_two_who_press_next_together_one_moves_the_room_and_the_other_is_told(
    app: Flask, workshop_of: Opened
) -> None:
    room = workshop_of(a_method("small", "one", "two", "three"))
    room.advance()
    seen, together, told = room.here, threading.Barrier(2), []

    def press() -> None:
        with app.app_context():
            together.wait()
            try:
                running.advance(room.facilitator, room.id, seen=seen, key=a_key())
            except WorkshopMoved:
                told.append("moved")
            else:
                told.append("done")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=press) for _browser in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert sorted(told) == ["done", "moved"]
    assert room.here[1] == "two"


def test_only_who_holds_the_desk_moves_the_room_and_another_may_take_it(
    workshop_of: Opened, second_facilitator: Viewer
) -> None:
    room, other = workshop_of(a_method("small", "one", "two", "three")), second_facilitator
    room.advance()
    with room.inside():
        with pytest.raises(DeskHeld) as refused:
            running.advance(other, room.id, seen=room.here, key=a_key())
        assert refused.value.values == {"name": room.facilitator.name}
        with pytest.raises(WorkshopMoved):
            running.advance(other, room.id, seen=(None, ""), key=a_key())
        before = room.workshop.sequence
        key = a_key()
        for _time in range(2):
            running.take_desk(other, room.id, key=key)
        handovers = [one for one in room.happened if one.sequence > before and one.kind == "desk_taken"]
        assert [one.about for one in handovers] == [
            {"from": str(room.facilitator.person_id), "to": str(other.person_id)}
        ]
        holder = holder_of(room.workshop)
        assert holder is not None
        assert holder.name == other.name
    with pytest.raises(DeskHeld):
        room.advance()
    with room.inside():
        with pytest.raises(NotFound):
            running.pass_desk(other, room.id, uuid4(), key=a_key())
        running.pass_desk(other, room.id, room.facilitator.person_id, key=a_key())
    assert room.advance()[1] == "two"
    with room.inside():
        preparing.leave_facilitators(room.facilitator, room.id)
        running.advance(other, room.id, seen=room.here, key=a_key())
    assert room.here[1] == "three"
    assert room.workshop.lead_id == other.person_id


def test_nobody_else_moves_a_room_and_a_closed_one_stands_still(app: Flask, workshop_of: Opened) -> None:
    room = workshop_of(a_method())
    room.advance()
    with room.inside():
        for actor in (new_person(app, Role.MODERATOR), new_person(app, Role.FACILITATOR, "poti"), Viewer()):
            with pytest.raises(NotAllowed):
                running.advance(actor, room.id, seen=room.here, key=a_key())
            with pytest.raises(NotAllowed):
                running.take_desk(actor, room.id, key=a_key())
        with pytest.raises(NotFound):
            running.advance(room.facilitator, uuid4(), seen=room.here, key=a_key())
    room.close()
    with pytest.raises(NotOpen):
        room.advance()


def test_what_the_stage_is_told_to_show_lasts_until_the_room_moves_on(workshop_of: Opened) -> None:
    room = workshop_of(a_method())
    room.advance()
    card, foreign = a_card(room, "wall"), uuid4()
    room.do(running.show_on_stage, {"scene": "voices", "group": 2, "card": card.id, "blank": False})
    scene = dict(room.workshop.scene)
    assert 290 < scene.pop("left") <= 300, "what the step had left when the table came"
    assert scene == {"scene": "voices", "group": 2, "card": str(card.id)}
    bad = [
        {"scene": "film"},
        {"group": "2; DROP"},
        {"card": str(foreign)},
        {"card": "x"},
        {"html": "<b>"},
        {"blank": "yes"},
    ]
    for scene in bad:
        with pytest.raises(Invalid):
            room.do(running.show_on_stage, scene)
    room.advance()
    assert room.workshop.scene == {}


def test_a_restore_lays_the_board_as_it_was_and_loses_nothing_written_since(workshop_of: Opened) -> None:
    room = workshop_of(a_method("small", "one", "two"), a_method("later", "three"))
    room.advance()
    heap = a_cluster(room)
    stays, merged, refused = (a_card(room, "wall", cluster_id=heap, x=0.1, y=0.2) for _card in range(3))
    room.do(running.keep_restore_point)
    with room.inside():
        point = restore_points(room.id, room.here[0])[0]
        assert "secret words" not in str(point.kept)
        point_id = point.id
        with transaction() as session:
            for one in (stays, merged, refused):
                card = session.get_one(Card, one.id)
                card.zone, card.cluster_id, card.x = "floor", None, 0.9
            session.get_one(Card, merged.id).state = CardState.MERGED
            session.get_one(Card, merged.id).merged_into_id = stays.id
            session.get_one(Card, refused.id).state = CardState.REFUSED
            session.get_one(Cluster, heap).dissolved_at = clock.now()
    since = a_card(room, "floor")
    key = a_key()
    for _time in range(2):
        room.do(running.restore, point_id, key=key)
    with room.inside():
        cards = {card.id: card for card in db.session.scalars(select(Card))}
        assert [(cards[one.id].zone, cards[one.id].cluster_id, cards[one.id].x) for one in (stays, merged)] == [
            ("wall", heap, 0.1)
        ] * 2
        assert (cards[merged.id].state, cards[merged.id].merged_into_id) == (CardState.SHOWN, None)
        assert cards[refused.id].state == CardState.REFUSED
        assert (cards[since.id].zone, cards[since.id].state) == ("floor", CardState.SHOWN)
        assert db.session.get_one(Cluster, heap).dissolved_at is None
        undo = restore_points(room.id, room.here[0])[0].id
    assert [event.kind for event in room.happened].count("point_restored") == 1
    room.do(running.restore, undo)
    with room.inside():
        assert db.session.get_one(Card, stays.id).zone == "floor"
        assert db.session.get_one(Card, merged.id).state == CardState.MERGED
    room.advance(2)
    with room.inside():
        kept = [point for point in restore_points(room.id, room.exercises[0].id) if point.person_id is None]
        assert [point.step for point in kept] == ["two", "one"]
    with pytest.raises(PointElsewhere):
        room.do(running.restore, point_id)
    with pytest.raises(NotFound):
        room.do(running.restore, uuid4())


def a_card(room: Room, zone: str, **more: object) -> Card:
    with room.inside(), transaction() as session:
        card = Card(
            id=new_id(),
            code=uuid4().hex[:8],
            workshop_id=room.id,
            exercise_id=room.here[0],
            step=room.here[1],
            kind="idea",
            zone=zone,
            state=CardState.SHOWN,
            fields={"text": "secret words"},
            language="en",
            position=1,
            at=clock.now(),
            **more,
        )
        session.add(card)
        session.flush()
        session.expunge(card)
    return card


def a_cluster(room: Room) -> object:
    with room.inside(), transaction() as session:
        heap = Cluster(exercise_id=room.here[0], zone="wall", language="en", position=1)
        session.add(heap)
        session.flush()
        return heap.id


@pytest.mark.parametrize("path", ["rustavi", "street"])
def test_a_shipped_path_runs_to_its_end_though_nobody_writes_a_word(workshop_of: Opened, path: str) -> None:
    room = workshop_of(path)
    room.seats(7)
    room.play_through()
    assert all(one.opened_at and one.closed_at for one in room.exercises)
    sequences = [event.sequence for event in room.happened]
    assert sequences == list(range(1, room.workshop.sequence + 1))
