"""The agenda's page and the guides to methods: joins in words, refusals where they stand, files that cannot be used."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core.columns import new_id
from storyhub.core.permissions import Viewer
from storyhub.workshops.methods.library import SHELF
from storyhub.workshops.queries.agenda import minutes_of, steps_of
from tests.support.pages import Reader, words_on
from tests.support.staff import sign_in
from tests.workshops.room import Room

METHODS = "/en/rustavi/workshops/methods/"
FRAGMENT = {"HX-Request": "true", "HX-Target": "agenda"}
Drafted = Callable[..., Room]


@pytest.fixture
def staff(app: Flask, facilitator: Viewer) -> FlaskClient:
    """The facilitator's browser."""
    assert facilitator.person_id is not None
    return sign_in(app, facilitator.person_id)


@pytest.fixture
def rustavi(draft_of: Drafted) -> Room:
    """The seven exercises of the Rustavi path."""
    return draft_of("rustavi")


def address(room: Room) -> str:
    return f"/en/rustavi/workshops/{room.code}/agenda"


def form_of(room: Room, staff: FlaskClient, number: int) -> dict[str, str]:
    """What the form of that exercise (from 1) would send."""
    return Reader(staff.get(address(room)).text).forms[f"form-{room.exercises[number - 1].id}"].to_dict()


def test_joins_are_told_in_words_and_minutes_add_up_by_day(rustavi: Room, staff: FlaskClient) -> None:
    words = words_on(staff.get(address(rustavi)).text)
    assert "takes Drivers from 1" in words
    assert "takes Options and their verdicts from 5" in words
    assert "gives Signals, Drivers" in words
    assert "5 h 52 min in all" in words
    assert "1 h 45 min so far on that day" in words
    assert "Day 2" in words
    georgian = staff.get(address(rustavi).replace("/en/", "/ka/"))
    assert georgian.status_code == 200


def test_exercises_are_added_moved_and_removed_and_a_second_press_is_the_same_press(
    rustavi: Room, staff: FlaskClient
) -> None:
    add = {"act": "add:postcards", "key": new_id().hex}
    for _press in range(2):
        assert staff.post(address(rustavi), data=add).status_code == 303
    assert len(rustavi.exercises) == 8
    last = rustavi.exercises[-1].id
    lift = form_of(rustavi, staff, 8) | {"act": "lift"}
    part = staff.post(address(rustavi), data=lift, headers=FRAGMENT)
    assert "<html" not in part.text
    assert f'id="lift-{last}" aria-describedby="name-{last}" autofocus' in part.text
    assert rustavi.exercises[6].id == last
    assert staff.post(address(rustavi), data=form_of(rustavi, staff, 7) | {"act": "remove"}).status_code == 303
    assert last not in [one.id for one in rustavi.exercises]
    gone = staff.post(address(rustavi), data=lift)
    assert gone.status_code == 409
    assert "not on the agenda any more" in gone.text
    assert staff.post(address(rustavi), data={"act": "add:no-such-method"}).status_code == 404
    assert (
        staff.post(address(rustavi), data={"act": "dance", "exercise": str(rustavi.exercises[0].id)}).status_code == 404
    )


def test_a_move_that_tears_a_join_is_refused_with_the_reason_where_it_stands(rustavi: Room, staff: FlaskClient) -> None:
    before = [one.id for one in rustavi.exercises]
    refused = staff.post(address(rustavi), data=form_of(rustavi, staff, 2) | {"act": "lift"}, headers=FRAGMENT)
    assert refused.status_code == 422
    second = refused.text.partition(f'id="exercise-{before[1]}"')[2].partition('<li class="exercise"')[0]
    assert "which comes later" in second
    assert second.count("which comes later") >= 2, "above the exercise, and at the input"
    in_georgian = address(rustavi).replace("/en/", "/ka/", 1)
    refused = staff.post(in_georgian, data=form_of(rustavi, staff, 2) | {"act": "lift"}, headers=FRAGMENT)
    assert "უფრო გვიანდელი სავარჯიშოდან უნდა მოვიდეს" in refused.text
    assert "which comes later" not in refused.text
    assert [one.id for one in rustavi.exercises] == before


def test_an_input_may_come_from_elsewhere_and_what_does_not_fit_is_refused(rustavi: Room, staff: FlaskClient) -> None:
    scan, drivers = rustavi.exercises[:2]
    form = form_of(rustavi, staff, 2)
    assert form["feed-drivers"] == f"{scan.id}.drivers"
    wrong = staff.post(address(rustavi), data=form | {"feed-drivers": f"{scan.id}.signals", "act": "plan"})
    assert wrong.status_code == 422
    assert "does not fit" in wrong.text
    assert Reader(wrong.text).forms[f"form-{drivers.id}"]["feed-drivers"] == f"{scan.id}.drivers"
    room = form_of(rustavi, staff, 2) | {"feed-drivers": "", "act": "plan"}
    assert staff.post(address(rustavi), data=room).status_code == 303
    assert "drivers" not in rustavi.exercises[1].inputs
    assert "that you write in the room" in words_on(staff.get(address(rustavi)).text)
    assert staff.post(address(rustavi), data=room | {"feed-drivers": "x.y"}).status_code in (404, 409)


def test_minutes_days_and_steps_left_out_are_planned_on_one_form(rustavi: Room, staff: FlaskClient) -> None:
    form = form_of(rustavi, staff, 1)
    bad = form | {"minutes-open": "soon", "minutes-hear": "8", "day": "0", "out": "join", "act": "plan"}
    refused = staff.post(address(rustavi), data=bad)
    assert refused.status_code == 422
    again = Reader(refused.text).forms[f"form-{rustavi.exercises[0].id}"]
    assert (again["minutes-open"], again["minutes-hear"], again["day"], again["out"]) == ("soon", "8", "0", "join")
    assert rustavi.exercises[0].minutes == {}
    good = bad | {"minutes-open": "4", "day": "1"}
    assert staff.post(address(rustavi), data=good).status_code == 303
    scan = rustavi.exercises[0]
    with rustavi.inside():
        assert [minutes_of(scan, step) for step in steps_of(scan)][:2] == [4, 8]
        assert "join" not in [step.id for step in steps_of(scan)]
    taken_in = form_of(rustavi, staff, 1) | {"act": "plan"}
    assert taken_in.pop("out") == "join"
    assert staff.post(address(rustavi), data=taken_in).status_code == 303
    assert rustavi.exercises[0].skipped == []
    third = form_of(rustavi, staff, 3) | {"day": "3", "act": "plan"}
    assert staff.post(address(rustavi), data=third).status_code == 303
    assert [one.day for one in rustavi.exercises] == [1, 1, 3, 3, 3, 3, 3], "later ones come along"
    assert (
        staff.post(address(rustavi), data=form_of(rustavi, staff, 6) | {"day": "2", "act": "plan"}).status_code == 303
    )
    assert [one.day for one in rustavi.exercises] == [1, 1, 2, 2, 2, 2, 3], "and earlier ones"


def test_a_stale_page_keeps_what_was_chosen_and_overwrites_nothing(rustavi: Room, staff: FlaskClient) -> None:
    old = form_of(rustavi, staff, 1) | {"minutes-open": "7", "act": "plan"}
    staff.post(address(rustavi), data=form_of(rustavi, staff, 1) | {"minutes-hear": "9", "act": "plan"})
    stale = staff.post(address(rustavi), data=old)
    assert stale.status_code == 409
    assert "Somebody changed the agenda" in stale.text
    assert rustavi.exercises[0].minutes == {"hear": 9}
    again = Reader(stale.text).forms[f"form-{rustavi.exercises[0].id}"].to_dict()
    assert again["minutes-open"] == "7"
    assert staff.post(address(rustavi), data=again | {"act": "plan"}).status_code == 303


def test_what_has_begun_stays_and_a_closed_agenda_is_only_read(workshop_of: Drafted, staff: FlaskClient) -> None:
    room = workshop_of("street")
    form = form_of(room, staff, 1)
    room.advance()
    assert "It has begun and stays where it is." in staff.get(address(room)).text
    late = staff.post(address(room), data=form | {"act": "remove"})
    assert late.status_code == 409
    assert "The room has begun with this already" in late.text
    room.close()
    page = staff.get(address(room)).text
    assert 'name="act"' not in page
    assert staff.post(address(room), data={"act": "add:postcards"}).status_code == 409


def test_every_method_has_a_guide_that_anyone_may_read_and_print(client: FlaskClient) -> None:
    library = client.get(METHODS).text
    assert "Seeing what changes" in library
    guide = words_on(client.get(f"{METHODS}wind-tunnel").text)
    for said in ("It takes", "It gives", "Before it begins", "Step by step", "When it is over", "UN Global Pulse"):
        assert said in guide
    assert "Hang up the four worlds." in guide
    assert client.get(f"{METHODS}no-such-method").status_code == 404
    assert client.get(f"{METHODS}wind-tunnel".replace("/en/", "/hy/")).status_code == 200


def test_files_that_cannot_be_used_are_told_to_facilitators_and_to_nobody_else(
    draft_of: Drafted, staff: FlaskClient, client: FlaskClient, tmp_path: Path
) -> None:
    room = draft_of()
    (tmp_path / "broken.toml").write_text('schema = 1\n[method]\nid = "broken"\n', encoding="utf-8")
    SHELF.read_also(tmp_path)
    try:
        for page in (METHODS, address(room)):
            assert "broken.toml: method.version: is missing" in staff.get(page).text
        assert "broken.toml" not in client.get(METHODS).text
    finally:
        SHELF.read_also(None)
