"""An agenda laid from methods: what joins, what does not, and that what has begun stays as it is."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Role
from storyhub.workshops.methods.joins import Reason
from storyhub.workshops.methods.library import library
from storyhub.workshops.methods.loaded import loaded
from storyhub.workshops.models import MethodVersion
from storyhub.workshops.queries.agenda import loaded_of, minutes_of, problems_of, step_in
from storyhub.workshops.services import agenda, opening
from storyhub.workshops.services.agenda import AgendaClosed, ExerciseBegun
from storyhub.workshops.services.exercises import DoesNotJoin
from tests.support.staff import new_person
from tests.workshops.room import Room, a_key, a_method

Opened = Callable[..., Room]


def test_every_path_of_the_library_lies_joined_and_opens(draft_of: Opened) -> None:
    for path_id, path in library().paths.items():
        room = draft_of(path_id)
        assert len(room.exercises) == len(path.path.exercise)
        with room.inside():
            assert problems_of(room.workshop, "en") == []
        if room.exercises:
            room.open()
    with pytest.raises(NotFound):
        draft_of("nowhere")


def test_an_exercise_is_joined_to_what_comes_before_and_refused_where_it_does_not_fit(draft_of: Opened) -> None:
    room = draft_of()
    scan = room.do(agenda.add_exercise, "steep-scan", key="scan")
    assert room.do(agenda.add_exercise, "steep-scan", key="scan") == scan
    drivers = room.do(agenda.add_exercise, "driver-map")
    worlds = room.do(agenda.add_exercise, "scenarios-2x2", day=2)
    assert [(one.position, one.day) for one in room.exercises] == [(1, 1), (2, 1), (3, 2)]
    assert room.exercises[1].inputs["drivers"] == {"exercise": str(scan), "output": "drivers"}
    assert room.exercises[2].inputs["critical"] == {"exercise": str(drivers), "output": "critical"}
    refused: list[tuple[UUID, str, object, Reason]] = [
        (worlds, "critical", (scan, "signals"), Reason.OTHER_TYPE),
        (worlds, "critical", (scan, "nothing"), Reason.NO_OUTPUT),
        (worlds, "critical", (uuid4(), "critical"), Reason.NO_EXERCISE),
        (worlds, "magic", (drivers, "critical"), Reason.UNKNOWN_INPUT),
        (drivers, "drivers", (worlds, "scenarios"), Reason.COMES_LATER),
    ]
    for exercise, name, source, reason in refused:
        with pytest.raises(DoesNotJoin) as said:
            room.do(agenda.connect_input, exercise, name, source=source)
        assert said.value.fields[f"{exercise}-{name}"] == reason
    with pytest.raises(DoesNotJoin) as said:
        room.do(agenda.move_exercise, worlds, -1)
    assert said.value.key == Reason.COMES_LATER
    assert [one.id for one in room.exercises] == [scan, drivers, worlds]
    room.do(agenda.connect_input, worlds, "question", words="How will we live?")
    assert room.exercises[2].inputs["question"] == {"text": "How will we live?"}
    room.do(agenda.connect_input, worlds, "question")
    assert "question" not in room.exercises[2].inputs
    room.do(agenda.remove_exercise, drivers)
    assert [(one.id, one.position) for one in room.exercises] == [(scan, 1), (worlds, 2)]
    assert not any("exercise" in it and it["exercise"] == str(drivers) for it in room.exercises[1].inputs.values())
    for wrong in (0, 11, 1):
        with pytest.raises(Invalid):
            room.do(agenda.add_exercise, "brainstorm", day=wrong)
    with pytest.raises(NotFound):
        room.do(agenda.add_exercise, "tarot")


def test_exercises_change_places_and_take_the_day_of_their_neighbour(draft_of: Opened) -> None:
    room = draft_of(a_method("first"), a_method("second"), a_method("third"))
    first, second, third = (one.id for one in room.exercises)
    room.do(agenda.set_day, third, 2)
    with pytest.raises(Invalid):
        room.do(agenda.set_day, first, 3)
    key = a_key()
    for _time in range(2):
        room.do(agenda.move_exercise, third, -1, key=key)
    assert [(one.id, one.day) for one in room.exercises] == [(first, 1), (third, 1), (second, 2)]
    room.do(agenda.move_exercise, first, -5)
    room.do(agenda.move_exercise, first, 99)
    assert [one.id for one in room.exercises] == [third, second, first]
    assert [one.position for one in room.exercises] == [1, 2, 3]


def test_what_has_begun_stays_and_what_is_to_come_can_still_be_planned(workshop_of: Opened) -> None:
    skippable = {"id": "two", "skippable": True}
    room = workshop_of(a_method("first", "one", skippable, {"id": "three", "skippable": True}), a_method("second"))
    first, second = (one.id for one in room.exercises)
    room.do(agenda.plan_minutes, first, "two", 12)
    room.do(agenda.skip_step, first, "three")
    room.play_to("two")
    assert room.standing.seconds_left in range(715, 721)
    with pytest.raises(ExerciseBegun):
        room.do(agenda.skip_step, first, "two")
    with pytest.raises(ExerciseBegun):
        room.do(agenda.unskip_step, first, "one")
    room.do(agenda.unskip_step, first, "three")
    assert room.steps() == ["one", "two", "three"]
    for act, said in ((agenda.remove_exercise, (first,)), (agenda.move_exercise, (second, -1))):
        with pytest.raises(ExerciseBegun):
            room.do(act, *said)
    added = room.do(agenda.add_exercise, "brainstorm")
    room.do(agenda.move_exercise, added, -1)
    assert [one.id for one in room.exercises] == [first, added, second]
    with pytest.raises(Invalid):
        room.do(agenda.skip_step, second, "one")
    for minutes in (0, -1, 481):
        with pytest.raises(Invalid):
            room.do(agenda.plan_minutes, second, "one", minutes)
    with pytest.raises(NotFound):
        room.do(agenda.plan_minutes, second, "nowhere", 5)
    room.do(agenda.plan_minutes, first, "two", None)
    with room.inside():
        assert minutes_of(room.exercises[0], step_in(room.exercises[0], "two")) == 5
    room.close()
    with pytest.raises(AgendaClosed):
        room.do(agenda.add_exercise, "brainstorm")


def test_an_agenda_is_its_towns_facilitators_own(app: Flask, draft_of: Opened) -> None:
    room, other = draft_of(a_method()), draft_of(a_method())
    with app.app_context():
        for actor in (new_person(app, Role.MODERATOR), new_person(app, Role.FACILITATOR, "poti")):
            with pytest.raises((NotFound, NotAllowed)):
                agenda.add_exercise(actor, room.id, "brainstorm", key=a_key())
    with pytest.raises(NotFound):
        room.do(agenda.remove_exercise, other.exercises[0].id)


def test_an_old_workshop_keeps_the_method_it_began_with_and_the_same_one_is_kept_once(
    draft_of: Opened, app: Flask
) -> None:
    old, same = draft_of(a_method("small", "one")), draft_of(a_method("small", "one"))
    new, room = draft_of(a_method("small", "one", "two")), draft_of("rustavi")
    assert old.exercises[0].method_version_id == same.exercises[0].method_version_id
    assert (old.steps(), new.steps()) == (["one"], ["one", "two"])
    with app.app_context():
        digests = db.session.scalars(select(MethodVersion.digest).where(MethodVersion.slug == "small")).all()
        assert len(digests) == 2
        assert loaded_of(old.exercises[0]).digest == loaded(a_method("small", "one"), {}).digest
        shipped = library().methods["wind-tunnel"]
        kept = next(one for one in map(loaded_of, room.exercises) if one.id == "wind-tunnel")
        assert (kept.digest, kept.method, kept.in_language("ka")) == (
            shipped.digest,
            shipped.method,
            shipped.in_language("ka"),
        )


def test_an_agenda_that_cannot_be_played_does_not_open(draft_of: Opened) -> None:
    needs = {"id": "seeds", "type": "card:seed", "label": "Seeds", "required": True}
    room = draft_of(a_method("hungry", "one", input=[needs]))
    with pytest.raises(DoesNotJoin) as refused:
        room.do(opening.open_workshop)
    assert refused.value.key == Reason.UNFILLED
    assert refused.value.values == {"input": "Seeds"}
