"""What earlier workshops promised comes back when people sit together again: first on the stage, then settled at the desk."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.queries import city_by_slug
from storyhub.core import clock
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction
from storyhub.workshops.methods.schema import OutcomeKind
from storyhub.workshops.models import Outcome, OutcomeState, Workshop
from storyhub.workshops.queries import promised as promised_pages
from storyhub.workshops.queries.outcomes import overdue_in
from storyhub.workshops.services.outcome_stories import note_found
from tests.support.pages import words_on
from tests.workshops.desks import address, forms_on, press
from tests.workshops.room import Room, a_method
from tests.workshops.test_stage import a_board, write
from tests.workshops.test_stage import address as stage_address

Opened = Callable[..., Room]
Promised = Callable[..., UUID]


@pytest.fixture
def today() -> date:
    return clock.today("Asia/Tbilisi")


@pytest.fixture
def promised(app: Flask, workshop_of: Opened, today: date) -> Promised:
    """A promise of a workshop that is over, so many days late."""
    room = workshop_of(a_board("live"))
    (seat,) = room.seats(1)
    room.play_to("write")
    cards = iter([write(room, seat, f"Idea {number}") for number in range(6)])
    exercise_id = room.here[0]
    room.play_through()
    room.close()

    def promise(title: str, late: int, **more: object) -> UUID:
        outcome_id = new_id()
        with app.app_context(), transaction() as session:
            given = {
                "code": outcome_id.hex[-12:],
                "workshop_id": room.id,
                "exercise_id": exercise_id,
                "card_id": next(cards),
                "city_id": city_by_slug("rustavi").id,
                "output": "out",
                "kind": OutcomeKind.COMMITMENT,
                "language": "en",
                "title": title,
                "fields": {},
                "position": 1,
                "owner": "Manana Beridze",
                "due_on": today - timedelta(days=late),
                "at": clock.now(),
            }
            session.add(outcome := Outcome(id=outcome_id, **given | more))
            session.flush()
            note_found([outcome])
        return outcome_id

    return promise


def kept(app: Flask, outcome_id: UUID) -> Outcome:
    with app.app_context():
        found = db.session.get_one(Outcome, outcome_id, populate_existing=True)
        db.session.expunge(found)
        return found


def test_overdue_promises_open_the_next_workshop_and_are_settled_there(
    app: Flask, workshop_of: Opened, desk: FlaskClient, promised: Promised, today: date
) -> None:
    bench, lamp = promised("A bench at each stop", 40), promised("A lamp at the bridge", 3, names_owner=True)
    promised("Kept to the team", 9, is_kept_in=True)
    promised("Not yet due", -5)
    room = workshop_of(a_method("first"), a_method("second"))

    lobby = words_on(desk.get(stage_address(room)).text)
    assert lobby.index("What we promised") < lobby.index("A bench at each stop") < lobby.index("A lamp at the bridge")
    assert room.join_code[:3] in lobby, "people still join"
    assert lobby.count("Manana Beridze") == 1, "only who agreed is named"
    assert "Kept to the team" not in lobby
    page = desk.get(address(room)).text
    said = words_on(page)
    assert "3 promises of earlier workshops are overdue" in said
    assert said.index("A bench at each stop") < said.index("A lamp at the bridge")
    assert "Kept to the team" in said
    assert "Not yet due" not in said

    put = next(at for at, form in enumerate(forms_on(page, "stage")) if form.get("scene") == "promises")
    press(desk, room, page, "stage", put)
    stage = words_on(desk.get(stage_address(room)).text)
    assert "What we promised" in stage
    assert "A bench at each stop" in stage
    assert stage.count("Manana Beridze") == 1, "only who agreed is named"
    assert "Kept to the team" not in stage

    page = desk.get(address(room)).text
    assert "They stand on the stage now." in page
    nothing = press(desk, room, page, "settle_promise", result=" ", state="done")
    assert (nothing.status_code, kept(app, bench).state) == (422, OutcomeState.OPEN)
    press(desk, room, page, "settle_promise", result="Four of seven stand.", state="done")
    assert (kept(app, bench).state, kept(app, bench).result) == (OutcomeState.DONE, "Four of seven stand.")
    assert "A bench at each stop" not in desk.get(stage_address(room)).text

    stale = press(desk, room, page, "settle_promise", result="Nothing came of it.", state="dropped")
    assert (stale.status_code, kept(app, bench).state) == (409, OutcomeState.DONE)
    assert "Nothing came of it." not in desk.get(address(room)).text

    page = desk.get(address(room)).text
    which = next(at for at, form in enumerate(forms_on(page, "postpone_promise")) if form["outcome"] == str(lamp))
    for wrong in ("", "soon", today.isoformat()):
        assert press(desk, room, page, "postpone_promise", which, due_on=wrong).status_code == 422
    unread = press(desk, room, page, "postpone_promise", which, due_on="2099-01-01", revision="")
    assert (unread.status_code, kept(app, lamp).revision) == (409, 0), "a form without a revision read no page"
    later = today + timedelta(days=30)
    assert press(desk, room, page, "postpone_promise", which, due_on=later.isoformat()).status_code == 303
    assert kept(app, lamp).due_on == later
    assert "A lamp at the bridge" not in desk.get(address(room)).text

    room.advance()
    assert "Kept to the team" in desk.get(address(room)).text, "the first exercise is still the opening"
    room.play_to("one", exercise=2)
    assert "Kept to the team" not in desk.get(address(room)).text


def test_a_room_answers_for_the_oldest_promises_and_the_list_has_pages(
    app: Flask, workshop_of: Opened, desk: FlaskClient, promised: Promised, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    for late in range(1, 6):
        promised(f"Promise of {late} days", late)
    room = workshop_of(a_method())
    with app.app_context():
        oldest = overdue_in(city_by_slug("rustavi").id, today, most=2)
        assert [one.title for one in oldest] == ["Promise of 5 days", "Promise of 4 days"]
    monkeypatch.setattr(promised_pages, "PER_PAGE", 2)
    listed = "/en/rustavi/promises"
    pages = [words_on(desk.get(f"{listed}?page={number}").text) for number in (1, 2, 3)]
    shown = [[late for late in range(1, 6) if f"Promise of {late} days" in page] for page in pages]
    assert shown == [[4, 5], [2, 3], [1]]
    assert "Page 2 of 3" in pages[1]
    assert f"{listed}?state=open&amp;page=2" in desk.get(f"{listed}?state=open").text
    assert "5 promises of earlier workshops are overdue" in words_on(desk.get(address(room)).text)


def test_a_rehearsal_and_another_town_make_nobody_answer_for_a_promise(
    app: Flask, workshop_of: Opened, desk: FlaskClient, promised: Promised
) -> None:
    outcome_id = promised("A bench at each stop", 40)
    room = workshop_of(a_method())
    with app.app_context(), transaction() as session:
        session.get_one(Workshop, room.id).is_rehearsal = True
    page = desk.get(address(room)).text
    assert "A bench at each stop" not in page
    assert "What we promised" not in desk.get(stage_address(room)).text
    with app.app_context(), transaction() as session:
        session.get_one(Workshop, room.id).is_rehearsal = False
        session.get_one(Outcome, outcome_id).city_id = city_by_slug("poti").id
    assert "A bench at each stop" not in desk.get(address(room)).text
    said = {"act": "settle_promise", "outcome": str(outcome_id), "revision": "0", "result": "Done.", "state": "done"}
    assert desk.post(address(room), data=said).status_code in (403, 404)
    assert kept(app, outcome_id).state == OutcomeState.OPEN
