"""Tables that tell one after the other, each with its own time; and what calls for the next step without taking it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.workshops.models import Seat
from storyhub.workshops.services import running, seating, voting
from storyhub.workshops.services.stage_tokens import stage_token
from tests.support.application import new_client
from tests.support.pages import words_on
from tests.workshops.desks import address, forms_on, press
from tests.workshops.room import Room, a_key, a_method
from tests.workshops.test_stage import BOARD, WRITE, write

Opened = Callable[..., Room]
After = Callable[[int], AbstractContextManager[None]]
TIMER = re.compile(r'id="(clock|table-clock)" role="timer"[^>]*>([^<]+)<')
TELLING = (
    WRITE | {"who": "group"},
    {"id": "tell", "do": "report", "group_seconds": 60, "prompt": "What do you tell the room?"},
)


@pytest.fixture
def after() -> After:
    """`with after(30):` half a minute has gone by since the test began."""
    began = clock.now()
    return lambda seconds: clock.at(began + timedelta(seconds=seconds))


@pytest.fixture
def telling(workshop_of: Opened, after: After) -> Room:
    """Two tables of four; each tells for a minute of a step of five."""
    room = workshop_of(a_method("telling", *TELLING, **BOARD))
    with after(0):
        room.seats(8)
        room.play_to("tell")
    return room


@pytest.fixture
def projector(app: Flask) -> Callable[[Room], FlaskClient]:
    def opened(room: Room) -> FlaskClient:
        laptop = new_client(app)
        laptop.get(f"/en/rustavi/workshops/{room.code}/stage/{stage_token(room.keys, room.id)}")
        return laptop

    return opened


def timers(page: str) -> dict[str, str]:
    return dict(TIMER.findall(page))


def test_each_table_has_its_own_time_on_the_stage_and_the_desk_says_whose_turn_it_is(
    telling: Room, desk: FlaskClient, projector: Callable[[Room], FlaskClient], after: After
) -> None:
    stage, seen = projector(telling), f"/en/rustavi/workshops/{telling.code}/stage"
    with after(10):
        page = desk.get(address(telling)).text
        assert timers(page) == {"clock": "4:50"}
        assert timers(stage.get(seen).text) == {"clock": "4:50"}, "nobody speaks yet"
        assert timers(stage.get(f"{seen}/poll?seen=0").text) == {"clock": "4:50"}
        assert "To the stage: Table 1" in page
        assert press(desk, telling, page, "stage").status_code == 303
    with after(30):
        page = desk.get(address(telling)).text
        assert timers(page) == {"clock": "4:30", "table-clock": "0:40"}
        shown = stage.get(seen).text
        assert timers(shown) == {"clock": "0:40"}
        assert '<small dir="auto">Table 1</small>' in shown
        assert "Table 1 · What do you tell the room?" in words_on(shown), "what is asked stays in sight"
        press(desk, telling, page, "stage")
    with after(95):
        page = desk.get(address(telling)).text
        assert timers(page)["table-clock"] == "+0:05", "the second table began when it came to the stage"
        assert "All tables to the stage" in page
        press(desk, telling, page, "stage")
        assert telling.workshop.scene == {}
        assert timers(stage.get(seen).text) == {"clock": "3:25"}


def test_the_time_of_a_table_stands_grows_and_stays_with_that_of_its_step(
    telling: Room, projector: Callable[[Room], FlaskClient], after: After
) -> None:
    stage, seen = projector(telling), f"/en/rustavi/workshops/{telling.code}/stage"

    def shown() -> str:
        return timers(stage.get(seen).text)["clock"]

    with after(0):
        telling.do(running.show_on_stage, {"group": 1})
    with after(20):
        telling.do(running.pause)
    with after(300):
        assert shown() == "0:40"
        telling.do(running.go_on)
        telling.do(running.show_on_stage, {"group": 1, "scene": "voices"})
        assert shown() == "0:40", "another picture of the same table"
        telling.do(running.give_time, 1)
        assert shown() == "1:40"
        telling.do(running.give_time, -1)
    with after(300 + 4 * 60 + 50):
        assert shown() == "+4:10"
        telling.do(running.give_time, 1)
        assert telling.standing.seconds_left == 60, "the time that ran over is forgiven to the step"
        assert shown() == "+3:10", "and the table has got a minute"
        telling.do(running.show_on_stage, {"group": 2})
        assert shown() == "1:00"


@pytest.mark.parametrize("step", [{"do": "report"}, {"do": "discuss"}], ids=["no-time", "talk"])
def test_a_step_that_gives_tables_no_time_has_one_clock(
    step: dict[str, object], workshop_of: Opened, desk: FlaskClient, after: After
) -> None:
    room = workshop_of(a_method("telling", TELLING[0], {"id": "tell"} | step, **BOARD))
    with after(0):
        room.seats(8)
        room.play_to("tell")
        room.do(running.show_on_stage, {"group": 1})
        page = desk.get(address(room)).text
    assert timers(page) == {"clock": "5:00"}
    assert "To the stage: Table" not in page


def test_one_table_alone_is_not_sent_to_the_stage(workshop_of: Opened, desk: FlaskClient) -> None:
    room = workshop_of(a_method("telling", *TELLING, **BOARD))
    room.seats(3)
    room.play_to("tell")
    page = desk.get(address(room)).text
    assert "to the stage" not in words_on(page).lower()
    assert all("group" not in form for form in forms_on(page, "stage"))


def test_everybody_ready_calls_for_the_next_step_and_does_not_take_it(
    workshop_of: Opened, desk: FlaskClient, after: After
) -> None:
    said = "Everybody who is here is ready."
    writing = WRITE | {"id": "write", "advance": "all_ready"}
    room = workshop_of(a_method("ready", writing, WRITE | {"id": "again"}, **BOARD))
    with after(0):
        nino, ana, gone = room.seats(3)
        room.advance()
        assert said not in words_on(desk.get(address(room)).text), "nobody is"
        for seat in (nino, ana):
            with room.inside():
                seating.mark_ready(seat, seen=room.here, key=a_key())
        assert said not in words_on(desk.get(address(room)).text), "one is not"
        with room.inside():
            seating.mark_ready(gone, seen=room.here, key=a_key())
        assert said in words_on(desk.get(address(room)).text)
        assert room.here[1] == "write", "it is the facilitator who goes on"
        room.advance()
        for seat in (nino, ana, gone):
            with room.inside():
                seating.mark_ready(seat, seen=room.here, key=a_key())
        assert said not in words_on(desk.get(address(room)).text), "this step waits for the facilitator alone"


def test_somebody_who_has_gone_keeps_nobody_waiting(workshop_of: Opened, desk: FlaskClient, after: After) -> None:
    room = workshop_of(a_method("ready", WRITE | {"advance": "all_ready"}, **BOARD))
    with after(0):
        nino, gone = room.seats(2)
        room.advance()
        with room.inside():
            seating.mark_ready(nino, seen=room.here, key=a_key())
            with transaction() as session:
                session.get_one(Seat, gone).seen_at -= timedelta(hours=1)
        assert "Everybody who is here is ready." in words_on(desk.get(address(room)).text)


def test_a_step_of_a_timer_calls_when_its_time_is_up(workshop_of: Opened, desk: FlaskClient, after: After) -> None:
    room = workshop_of(a_method("timed", {"id": "short", "advance": "timer"}, {"id": "long"}))
    with after(0):
        room.advance()
    with after(299):
        assert "The time is up." not in words_on(desk.get(address(room)).text)
    with after(302):
        assert "The time is up." in words_on(desk.get(address(room)).text)
        room.advance()
    with after(302 + 400):
        assert "The time is up." not in words_on(desk.get(address(room)).text)


def test_what_people_gave_is_one_tap_from_the_stage_where_no_step_shows_it(
    workshop_of: Opened, desk: FlaskClient, projector: Callable[[Room], FlaskClient]
) -> None:
    vote = {"id": "choose", "do": "vote", "who": "individual", "vote": "best", "title": "Which first?"}
    room = workshop_of(a_method("ideas", WRITE | {"reveal": "live"}, vote, **BOARD), a_method("after", "talk", "end"))
    (ana,) = room.seats(1)
    room.play_to("write")
    card = write(room, ana, "A night bus")
    room.advance()
    assert "To the stage: Results" not in words_on(desk.get(address(room)).text), "nobody sees a vote that runs"
    with room.inside():
        voting.give_points(ana, card, 1, key=a_key())
    room.advance()
    page = desk.get(address(room)).text
    assert "To the stage: Results: Which first?" in words_on(page)
    assert press(desk, room, page, "stage").status_code == 303
    assert "A night bus" in words_on(projector(room).get(f"/en/rustavi/workshops/{room.code}/stage").text)
    assert "To the stage: Results" not in words_on(desk.get(address(room)).text), "it stands there"
    room.advance()
    assert "To the stage: Results" not in words_on(desk.get(address(room)).text), "the room has gone on"
