"""A workshop before and after it runs: written, announced, opened, closed, published, duplicated, discarded, forgotten."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.cities.models import City
from storyhub.core import clock, jobs
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import ANONYMOUS, Role, Viewer
from storyhub.core.registry import REGISTRY, kind_of
from storyhub.workshops.draft import Draft
from storyhub.workshops.models import Workshop, WorkshopState
from storyhub.workshops.queries.workshops import (
    facilitators_of,
    told_workshops,
    workshop_by_code,
    workshop_for,
    workshop_to_run,
    workshops_of,
)
from storyhub.workshops.services import opening, preparing, running, seating
from storyhub.workshops.services.desk import DeskHeld
from storyhub.workshops.services.opening import ClosedForGood, WorkshopElsewhere
from storyhub.workshops.services.preparing import WorkshopChanged, WorkshopRan
from storyhub.workshops.tasks.seats import erase_seats
from tests.support.staff import new_person
from tests.workshops.room import Room, a_key, a_method

Opened = Callable[..., Room]
TOLD = Draft(title="Our streets", question="How will we move in 2040?", language="ka", place="Town hall")


def test_a_draft_that_was_left_empty_is_taken_up_again(app: Flask, city: City, facilitator: Viewer) -> None:
    with app.app_context():
        first = preparing.begin_workshop(facilitator, city.id, "en")
        assert preparing.begin_workshop(facilitator, city.id, "ka") == first
        laid = preparing.begin_workshop(facilitator, city.id, "ka", path="empty")
        assert laid == first
        assert workshop_by_code(facilitator, first).language == "ka"
        assert preparing.begin_workshop(new_person(app, Role.FACILITATOR), city.id, "en") != first
        for actor in (new_person(app, Role.MODERATOR), new_person(app, Role.FACILITATOR, "poti"), ANONYMOUS):
            with pytest.raises(NotAllowed):
                preparing.begin_workshop(actor, city.id, "en")
        with pytest.raises(Invalid):
            preparing.begin_workshop(facilitator, city.id, "xx")
        with pytest.raises(NotFound):
            preparing.begin_workshop(facilitator, city.id, "en", path="no-such-path")


def test_a_draft_is_its_facilitators_until_it_is_announced(app: Flask, city: City, draft_of: Opened) -> None:
    room = draft_of(a_method())
    town = new_person(app, Role.FACILITATOR)
    outsiders = (ANONYMOUS, new_person(app, Role.LEARNING_LEAD), new_person(app, Role.FACILITATOR, "poti"))
    with app.app_context():
        assert workshop_for(town, city.id, room.code.upper()).id == room.id
        assert [one.id for one in workshops_of(town, city.id)] == [room.id]
        for viewer in outsiders:
            assert not workshops_of(viewer, city.id)
            with pytest.raises(NotFound):
                workshop_for(viewer, city.id, room.code)
            with pytest.raises(NotFound):
                preparing.save_workshop(viewer, room.id, TOLD, seen="")
        assert not told_workshops(city.id)
        with pytest.raises(Invalid) as missing:
            opening.announce_workshop(town, room.id, key=a_key())
        assert set(missing.value.fields) == {"starts_at", "place"}
        preparing.save_workshop(town, room.id, replace(TOLD, starts_at=clock.now()), seen=revision(room))
        for _time in range(2):
            opening.announce_workshop(town, room.id, key="announce")
        assert [one.id for one in told_workshops(city.id)] == [room.id]
        assert workshop_for(ANONYMOUS, city.id, room.code).title == "Our streets"
        for viewer in outsiders:
            with pytest.raises(NotFound):
                workshop_to_run(viewer, city.id, room.code)
            with pytest.raises(NotAllowed):
                opening.open_workshop(viewer, room.id, key=a_key())
        with pytest.raises(WorkshopElsewhere):
            opening.announce_workshop(town, room.id, key=a_key())
        opening.withdraw_announcement(town, room.id, key=a_key())
        assert not told_workshops(city.id)


def test_of_two_who_write_at_once_the_later_is_told_and_nothing_bad_is_kept(draft_of: Opened) -> None:
    room = draft_of(a_method())
    seen = revision(room)
    with room.inside():
        preparing.save_workshop(room.facilitator, room.id, TOLD, seen=seen)
        with pytest.raises(WorkshopChanged):
            preparing.save_workshop(room.facilitator, room.id, replace(TOLD, title="Mine"), seen=seen)
    now = clock.now()
    bad = replace(
        TOLD, title="t" * 161, language="", year=1, group_size=2, keeps_seats_days=0, starts_at=now, ends_at=now
    )
    with room.inside(), pytest.raises(Invalid) as refused:
        preparing.save_workshop(room.facilitator, room.id, bad, seen=revision(room))
    assert set(refused.value.fields) == {"title", "language", "year", "group_size", "keeps_seats_days", "ends_at"}
    assert room.workshop.title == "Our streets"


def test_what_is_announced_keeps_its_title_its_day_and_its_place(draft_of: Opened) -> None:
    room = draft_of(a_method())
    told = replace(TOLD, starts_at=clock.now() + timedelta(days=3), ends_at=None, place="School 4")
    emptied = replace(told, title="", starts_at=None, place="")
    with room.inside():
        preparing.save_workshop(room.facilitator, room.id, told, seen=revision(room))
        opening.announce_workshop(room.facilitator, room.id, key=a_key())
        with pytest.raises(Invalid) as refused:
            preparing.save_workshop(room.facilitator, room.id, emptied, seen=revision(room))
        assert set(refused.value.fields) == {"title", "starts_at", "place"}
        assert room.workshop.place == "School 4"
        opening.withdraw_announcement(room.facilitator, room.id, key=a_key())
        preparing.save_workshop(room.facilitator, room.id, emptied, seen=revision(room))
    assert room.workshop.starts_at is None


def test_a_workshop_opens_with_a_title_and_an_agenda_and_closes_for_everyone(
    workshop_of: Opened, draft_of: Opened
) -> None:
    with pytest.raises(Invalid) as missing:
        draft_of().open()
    assert missing.value.fields == {"agenda": "agenda_missing"}
    room = workshop_of(a_method())
    with pytest.raises(WorkshopElsewhere):
        room.open()
    assert room.workshop.lead_id == room.facilitator.person_id
    room.play_to("two")
    with room.inside(), pytest.raises(WorkshopElsewhere):
        opening.publish_results(room.facilitator, room.id)
    key = a_key()
    for _time in range(2):
        room.do(opening.close_workshop, key=key)
    assert (room.workshop.state, room.workshop.step, room.standing.is_over) == (WorkshopState.CLOSED, "", True)
    assert room.exercises[0].closed_at is not None
    assert room.workshop.deadline_at is None
    room.do(opening.reopen_workshop)
    stands = room.standing
    assert (stands.step and stands.step.id, stands.is_paused, stands.is_over) == ("two", True, False)
    assert room.exercises[0].closed_at is None
    room.advance()
    room.close()
    with clock.at(clock.now() + timedelta(hours=25)), pytest.raises(ClosedForGood):
        room.do(opening.reopen_workshop)


def test_only_who_holds_the_desk_closes(workshop_of: Opened, second_facilitator: Viewer) -> None:
    room = workshop_of(a_method())
    with room.inside():
        with pytest.raises(DeskHeld):
            opening.close_workshop(second_facilitator, room.id, key=a_key())
        running.take_desk(second_facilitator, room.id, key=a_key())
        opening.close_workshop(second_facilitator, room.id, key=a_key())
    assert room.workshop.state == WorkshopState.CLOSED


def test_results_are_published_and_hidden_and_told_to_whoever_draws_on_them(
    workshop_of: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, told = workshop_of(a_method()), []
    monkeypatch.setitem(REGISTRY.subscribers, opening.WorkshopPublished, ["workshops.test.published"])
    room.close()
    with room.inside():
        for act in (opening.publish_results, opening.publish_results, opening.hide_results, opening.hide_results):
            act(room.facilitator, room.id)
            told.append(room.workshop.published_at is not None)
        kinds = [job.kind for job in db.session.scalars(select(jobs.Job))]
    assert told == [True, True, False, False]
    assert kinds.count("workshops.test.published") == 2


def test_what_never_ran_is_discarded_and_what_ran_is_not(app: Flask, city: City, workshop_of: Opened) -> None:
    empty, sat = workshop_of(a_method()), workshop_of(a_method())
    sat.seats(1)
    with app.app_context():
        with pytest.raises(WorkshopRan):
            preparing.discard_workshop(sat.facilitator, sat.id)
        preparing.discard_workshop(empty.facilitator, empty.id)
        for act in (preparing.discard_workshop, opening.hide_results):
            with pytest.raises(NotFound):
                act(empty.facilitator, empty.id)
        assert [one.id for one in workshops_of(sat.facilitator, city.id)] == [sat.id]
    with pytest.raises(NotFound):
        empty.join()


def test_a_duplicate_has_the_words_and_the_agenda_and_neither_people_nor_dates(workshop_of: Opened) -> None:
    room = workshop_of("rustavi", a_method("gone-from-the-library"))
    room.seats(3)
    room.advance()
    key = a_key()
    code = room.do(preparing.duplicate_workshop, key=key)
    assert room.do(preparing.duplicate_workshop, key=key) == code
    with room.inside():
        copy = db.session.scalars(select(Workshop).where(Workshop.code == code)).one()
        assert (copy.title, copy.question, copy.state) == (room.workshop.title, room.workshop.question, "draft")
        assert (copy.join_code == room.join_code, copy.exercise_id, copy.starts_at) == (False, None, None)
        twin = Room(room.app, room.facilitator, copy.id, copy.code, copy.join_code)
    mine, theirs = room.exercises, twin.exercises
    assert [one.method_version_id for one in theirs] == [one.method_version_id for one in mine]
    assert not {one.id for one in mine} & {one.id for one in theirs}
    place = {str(one.id): number for number, one in enumerate(mine)} | {str(one.id): n for n, one in enumerate(theirs)}
    assert [sources(one.inputs, place) for one in theirs] == [sources(one.inputs, place) for one in mine]
    assert any(sources(one.inputs, place) for one in theirs)
    assert not any(one.opened_at for one in theirs)
    twin.open()


def test_facilitators_come_and_go_and_the_same_again_changes_nothing(
    workshop_of: Opened, second_facilitator: Viewer
) -> None:
    room = workshop_of(a_method())
    with room.inside():
        preparing.join_facilitators(second_facilitator, room.id)
        before = room.workshop.sequence
        preparing.join_facilitators(second_facilitator, room.id)
        assert room.workshop.sequence == before
        assert [one.is_lead for one in facilitators_of(room.workshop)] == [True, False]
        for _time in range(2):
            preparing.leave_facilitators(second_facilitator, room.id)
        assert len(facilitators_of(room.workshop)) == 1


def test_names_and_words_of_seats_are_forgotten_when_their_days_are_over(workshop_of: Opened) -> None:
    room, still = workshop_of(a_method()), workshop_of(a_method())
    nino, other = room.join("ka"), still.join("ka")
    for one, workshop in ((nino, room), (other, still)):
        with workshop.inside():
            seating.say_name(one.seat_id, "Nino Beridze", may_show=True, key=a_key())
    room.close()
    with room.inside():
        with transaction() as session:
            session.get_one(Workshop, room.id).keeps_seats_days = 7
        with clock.at(clock.now() + timedelta(days=6)):
            erase_seats()
        assert room.seat(nino.seat_id).name == "Nino Beridze"
        with clock.at(clock.now() + timedelta(days=8)):
            for _time in range(2):
                erase_seats()
        seat = room.seat(nino.seat_id)
        assert (seat.name, seat.phrase_hmac, seat.may_show_name) == ("", None, False)
        assert seat.left_at is not None
        assert seating.phrase_of(room.keys, seat, "ka") == ""
        with pytest.raises(Invalid):
            seating.resume_seat(room.keys, room.join_code, nino.phrase)
        assert still.seat(other.seat_id).name == "Nino Beridze"
    assert [event.kind for event in room.happened].count("seats_erased") == 1
    assert kind_of(erase_seats) in REGISTRY.periodic


def revision(room: Room) -> str:
    return preparing.revision_of(room.workshop)


def sources(inputs: dict, place: dict[str, int]) -> dict:
    return {name: (place[it["exercise"]], it["output"]) for name, it in inputs.items() if "exercise" in it}
