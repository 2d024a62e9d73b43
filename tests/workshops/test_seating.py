"""Sitting down without an account, coming back by four words, and who sits at which table."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotAllowed, NotFound, TooMany
from storyhub.core.permissions import Role
from storyhub.workshops.models import Group, Seat
from storyhub.workshops.queries.tables import tables, unseated
from storyhub.workshops.queries.workshops import count_seats, workshop_by_join_code
from storyhub.workshops.services import opening, seating
from storyhub.workshops.services import tables as rooms
from storyhub.workshops.services.desk import NotOpen
from storyhub.workshops.services.happening import WorkshopMoved
from storyhub.workshops.services.seat_tokens import seat_of
from storyhub.workshops.services.seating import MOST_SEATS, Seated, WorkshopFull
from tests.support.staff import new_person
from tests.workshops.room import Room, a_key, a_method

Opened = Callable[..., Room]


def test_twenty_people_who_join_at_once_have_twenty_seats_numbers_and_phrases(app: Flask, workshop_of: Opened) -> None:
    room = workshop_of(a_method())

    def join(number: int) -> Seated:
        with app.app_context():
            try:
                return seating.join_workshop(room.keys, room.join_code.lower(), "ka", key=f"phone-{number // 2}")
            finally:
                db.session.remove()

    with ThreadPoolExecutor(20) as phones:
        seated = list(phones.map(join, range(40)))
    assert len({one.seat_id for one in seated}) == len({one.token for one in seated}) == 20
    assert len({one.phrase for one in seated}) == 20
    assert all(seated[place] == seated[place + 1] for place in range(0, 40, 2))
    with app.app_context():
        assert sorted(db.session.scalars(select(Seat.number))) == list(range(1, 21))
    numbers = [event.sequence for event in room.happened]
    assert numbers == list(range(1, len(numbers) + 1))


def test_people_who_come_back_at_once_while_others_write_all_have_their_seats(app: Flask, workshop_of: Opened) -> None:
    room = workshop_of(a_method())
    people = [room.join() for _person in range(12)]

    def go_and_come_back(one: Seated) -> Seated:
        with app.app_context():
            try:
                for _time in range(3):
                    seating.leave_seat(one.seat_id, key=a_key())
                    assert seating.resume_seat(room.keys, room.join_code, one.phrase) == one
                return one
            finally:
                db.session.remove()

    with ThreadPoolExecutor(12) as phones:
        assert list(phones.map(go_and_come_back, people)) == people
    numbers = [event.sequence for event in room.happened]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_seat_comes_back_by_its_four_words_in_any_language_and_only_in_its_workshop(workshop_of: Opened) -> None:
    room, elsewhere = workshop_of(a_method()), workshop_of(a_method())
    nino, _other = room.join("ka"), room.join("en")
    assert seat_of(room.keys, nino.token) == nino.seat_id
    with room.inside():
        seat = room.seat(nino.seat_id)
        in_russian = seating.phrase_of(room.keys, seat, "ru")
        for typed in (nino.phrase, nino.phrase.upper(), in_russian):
            assert seating.resume_seat(room.keys, room.join_code, typed) == nino
        with pytest.raises(Invalid):
            seating.resume_seat(room.keys, elsewhere.join_code, nino.phrase)
        seating.leave_seat(nino.seat_id, key=a_key())
        assert room.seat(nino.seat_id).left_at is not None
        with pytest.raises(NotFound):
            seating.say_name(nino.seat_id, "Nino", key=a_key())
        seating.resume_seat(room.keys, room.join_code, nino.phrase)
        assert room.seat(nino.seat_id).left_at is None
        everything = " ".join(
            str(tuple(row)) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())
        )
        assert nino.token not in everything
        assert nino.phrase not in everything
    room.close()
    with room.inside():
        assert seating.resume_seat(room.keys, room.join_code, nino.phrase).seat_id == nino.seat_id


def test_guessing_words_is_held_back_for_the_workshop_and_not_for_its_neighbour(
    workshop_of: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seating, "WRONG_PHRASES", 3)
    room, elsewhere = workshop_of(a_method()), workshop_of(a_method())
    mine = elsewhere.join()
    with room.inside():
        for _guess in range(3):
            with pytest.raises(Invalid):
                seating.resume_seat(room.keys, room.join_code, "apple bell camel candle")
        with pytest.raises(TooMany):
            seating.resume_seat(room.keys, room.join_code, "apple bell camel candle")
        assert seating.resume_seat(room.keys, elsewhere.join_code, mine.phrase) == mine


def test_nobody_joins_what_is_not_open_or_not_there(draft_of: Opened, workshop_of: Opened) -> None:
    draft, room = draft_of(a_method()), workshop_of(a_method())
    with draft.inside():
        for code in (draft.join_code, "", "ZZZZZZ", "'; DROP TABLE seat; --"):
            with pytest.raises(NotFound):
                seating.join_workshop(draft.keys, code, "en", key=a_key())
        for language, key in (("xx", "k"), ("en", ""), ("en", "k" * 5000)):
            with pytest.raises(Invalid):
                seating.join_workshop(draft.keys, room.join_code, language, key=key)
    seat = room.join()
    room.close()
    with room.inside():
        assert workshop_by_join_code(room.join_code).id == room.id
    with pytest.raises(NotOpen):
        room.join()
    with room.inside(), pytest.raises(NotFound):
        seating.mark_ready(seat.seat_id, seen=room.here, key=a_key())


def test_a_full_room_takes_nobody_more_until_somebody_leaves(workshop_of: Opened) -> None:
    room = workshop_of(a_method())
    first = room.join(key="first")
    with room.inside(), transaction() as session:
        usual = {
            "workshop_id": room.id,
            "language": "en",
            "joined_at": room.workshop.opened_at,
            "seen_at": room.workshop.opened_at,
        }
        session.add_all(Seat(number=number, **usual) for number in range(2, MOST_SEATS + 1))
    with pytest.raises(WorkshopFull):
        room.join()
    assert room.join(key="first") == first
    with room.inside():
        seating.leave_seat(first.seat_id, key=a_key())
    assert room.join().seat_id != first.seat_id


def test_a_name_is_said_or_not_and_agreement_is_kept(workshop_of: Opened) -> None:
    room = workshop_of(a_method())
    nino, silent = room.seats(2)
    with room.inside():
        seating.say_name(nino, "  Nino\u202e \n B. ", may_show=True, key=a_key())
        seating.say_name(silent, "", may_show=True, key=a_key())
        with pytest.raises(Invalid):
            seating.say_name(silent, "N" * 61, key=a_key())
        seating.speak(silent, "uk", key=a_key())
        with pytest.raises(Invalid):
            seating.speak(silent, "klingon", key=a_key())
    assert (room.seat(nino).name, room.seat(nino).may_show_name) == ("Nino B.", True)
    other = room.seat(silent)
    assert (other.name, other.may_show_name, other.language) == ("", False, "uk")
    assert other.agreed_at is not None
    assert not any("Nino" in str(event.about) for event in room.happened)


def is_ready(room: Room, seat_id: UUID) -> bool:
    """As the desk says it."""
    people = [*unseated(room.id), *(one for table in tables(room.id) for one in table.people)]
    return next(one.is_ready for one in people if one.id == seat_id)


def test_ready_is_said_of_the_step_on_the_page_and_of_no_other(workshop_of: Opened) -> None:
    room = workshop_of(a_method())
    (seat,) = room.seats(1)
    with room.inside(), pytest.raises(WorkshopMoved):
        seating.mark_ready(seat, seen=room.here, key=a_key())
    first = room.advance()
    with room.inside():
        for key in ("a", "a", "b"):
            seating.mark_ready(seat, seen=first, key=key)
        assert is_ready(room, seat)
        seating.unmark_ready(seat, seen=first, key=a_key())
        seating.mark_ready(seat, seen=first, key="a")
        assert not is_ready(room, seat)
    room.advance()
    with room.inside():
        with pytest.raises(WorkshopMoved):
            seating.mark_ready(seat, seen=first, key=a_key())
        assert not is_ready(room, seat)


def test_groups_are_dealt_when_an_exercise_needs_them_and_late_comers_fill_the_smallest(workshop_of: Opened) -> None:
    plenary, in_groups = a_method("plenary"), a_method("tables", {"id": "talk", "who": "group"}, "share")
    room = workshop_of(plenary, in_groups, a_method("worlds", "one", groups={"count": 4}))
    room.seats(11)
    room.play_to("one", 1)
    assert room_tables(room) == []
    room.play_to("talk")
    assert room_tables(room) == [4, 4, 3]
    before = seated_at(room)
    room.seats(2)
    assert room_tables(room) == [5, 4, 4]
    room.play_to("one", 3)
    assert room_tables(room) == [4, 3, 3, 3]
    assert sum(seated_at(room)[seat] == group for seat, group in before.items()) >= 8
    (late,) = room.seats(1)
    assert seated_at(room)[late] == 2


def test_tables_go_on_as_they_are_unless_they_have_become_too_large_or_too_small(workshop_of: Opened) -> None:
    groups, worlds = a_method("groups", {"id": "talk", "who": "group"}), a_method("worlds", "one", groups={"count": 2})
    room = workshop_of(groups, worlds, groups, worlds, groups)
    room.advance()
    assert room_tables(room) == [0]
    room.seats(5)
    assert room_tables(room) == [5]
    room.play_to("one", 2)
    assert room_tables(room) == [3, 2]
    room.play_to("talk", 3)
    assert room_tables(room) == [5]
    room.seats(15)
    room.play_to("one", 4)
    assert room_tables(room) == [10, 10]
    room.play_to("talk", 5)
    assert room_tables(room) == [5, 5, 5, 5]


def test_a_pair_that_was_put_together_by_hand_stays_together_until_tables_are_dealt_again(workshop_of: Opened) -> None:
    talk = {"id": "talk", "who": "group"}
    room = workshop_of(a_method("first", talk), a_method("second", talk), a_method("third", talk))
    people = room.seats(8)
    room.advance()
    assert room_tables(room) == [4, 4]
    with room.inside():
        second = next(table.id for table in tables(room.id) if table.number == 2)
    for one in [one for one in people if seated_at(room)[one] == 1][:2]:
        room.do(rooms.move_seat, one, second)
    assert room_tables(room) == [2, 6]
    room.advance()
    assert room_tables(room) == [2, 6], "the facilitator wanted it so"
    room.advance()
    assert room_tables(room) == [4, 4], "nobody was moved in the exercise before"


def test_a_table_that_was_added_is_there_until_it_is_dealt_away(workshop_of: Opened) -> None:
    room = workshop_of(a_method("small", {"id": "talk", "who": "group"}))
    room.seats(6)
    room.advance()
    room.do(rooms.add_group)
    assert room_tables(room) == [3, 3, 0]
    room.seats(1)
    assert room_tables(room) == [3, 3, 1]
    room.do(rooms.add_group)
    room.do(rooms.deal_groups)
    assert room_tables(room) == [4, 3]
    with room.inside():
        assert len(db.session.scalars(select(Group)).all()) == 2


def test_fewer_people_than_worlds_spread_out_and_the_empty_one_is_there(workshop_of: Opened) -> None:
    room = workshop_of(a_method("worlds", {"id": "talk", "who": "group"}, groups={"count": 4}))
    room.seats(2)
    room.advance()
    assert room_tables(room) == [1, 1, 0, 0]
    (late,) = room.seats(1)
    assert seated_at(room)[late] == 3


def test_a_facilitator_deals_moves_names_and_makes_hosts(app: Flask, workshop_of: Opened) -> None:
    room = workshop_of(a_method())
    people = room.seats(7)
    with room.inside():
        assert len(unseated(room.id)) == 7
    key = a_key()
    for _time in range(2):
        room.do(rooms.deal_groups, key=key)
    assert room_tables(room) == [4, 3]
    seat_sequence = room.workshop.seat_sequence
    assert seat_sequence == room.workshop.sequence
    first, second = (table.id for table in tables_of(room))
    room.do(rooms.move_seat, people[0], second)
    room.do(rooms.name_group, second, "  The Elms ")
    room.do(rooms.make_host, people[0])
    assert room_tables(room) == [3, 4]
    elms = tables_of(room)[1]
    assert (elms.name, elms.here, [one.number for one in elms.people if one.is_host]) == ("The Elms", 4, [1])
    assert room.workshop.seat_sequence == seat_sequence
    room.do(rooms.add_group)
    room.do(rooms.deal_groups, count=3, afresh=True)
    assert room_tables(room) == [3, 2, 2]
    room.do(rooms.free_seat, people[6])
    with room.inside():
        assert count_seats(room.id) == 6
        assert db.session.scalar(select(func.count()).select_from(Seat)) == 7
        for act in (rooms.deal_groups, rooms.add_group):
            with pytest.raises(NotAllowed):
                act(new_person(app, Role.CITY_ADMIN), room.id, key=a_key())
    for count in (0, -1, 61):
        with pytest.raises(Invalid):
            room.do(rooms.deal_groups, count=count)
    other = workshop_of(a_method())
    (stranger,) = other.seats(1)
    for seat_id, group_id in ((stranger, first), (people[0], uuid4()), (uuid4(), first)):
        with pytest.raises(NotFound):
            room.do(rooms.move_seat, seat_id, group_id)
    with pytest.raises(NotFound):
        replace(other).do(rooms.name_group, first, "x")


def test_who_was_not_heard_of_for_half_a_minute_is_not_here(workshop_of: Opened) -> None:
    room = workshop_of(a_method("small", {"id": "talk", "who": "group"}))
    gone, _here = room.seats(2)
    room.advance()
    with room.inside(), transaction() as session:
        session.execute(update(Seat).where(Seat.id == gone).values(seen_at=room.workshop.created_at.replace(year=2020)))
    (table,) = tables_of(room)
    assert (table.seats, table.here, [one.is_here for one in table.people]) == (2, 1, [False, True])


def test_a_workshop_that_opens_again_gives_its_seats_back(workshop_of: Opened) -> None:
    room = workshop_of(a_method())
    mine = room.join()
    room.advance()
    room.close()
    room.do(opening.reopen_workshop)
    with room.inside():
        seating.mark_ready(mine.seat_id, seen=room.here, key=a_key())
        assert is_ready(room, mine.seat_id)


def tables_of(room: Room) -> list:
    with room.inside():
        return tables(room.id)


def room_tables(room: Room) -> list[int]:
    return [table.seats for table in tables_of(room)]


def seated_at(room: Room) -> dict[UUID, int]:
    return {one.id: table.number for table in tables_of(room) for one in table.people}


def test_people_are_spread_evenly_after_any_coming_and_going(workshop_of: Opened) -> None:
    room = workshop_of(a_method("small", {"id": "talk", "who": "group"}))
    people = room.seats(9)
    room.advance()
    with room.inside():
        for seat in people[::2]:
            seating.leave_seat(seat, key=a_key())
    room.seats(6)
    room.do(rooms.deal_groups)
    sizes = Counter(seated_at(room).values())
    assert sum(sizes.values()) == 10
    assert max(sizes.values()) - min(sizes.values()) <= 1
