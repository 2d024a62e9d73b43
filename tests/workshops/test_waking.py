"""What stands on open screens changes with what it shows: promises that are settled, postcards that wait to be read."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from storyhub.core import clock
from storyhub.workshops.models import OutcomeState
from storyhub.workshops.services import outcomes
from tests.workshops.boards import TALK, board_method
from tests.workshops.desks import address
from tests.workshops.room import Room, a_method
from tests.workshops.test_from_home import POSTAL, in_english, sent
from tests.workshops.test_promises import kept, promised, today

__all__ = ["promised", "today"]

Opened = Callable[..., Room]
Jobs = Callable[[], int]


def test_a_stage_hears_of_a_promise_that_is_settled_or_gets_another_day(
    app: Flask, workshop_of: Opened, promised: Callable[..., UUID], today: date, run_jobs: Jobs
) -> None:
    bench, lamp = promised("A bench", 40), promised("A lamp", 3)
    room, closed = workshop_of(a_method("first"), a_method("second")), workshop_of(a_method("over"))
    closed.close()
    run_jobs()
    over = closed.workshop.sequence
    acts: list[Callable[[], None]] = [
        lambda: outcomes.settle_outcome(room.facilitator, bench, OutcomeState.DONE, "It stands.", seen=0),
        lambda: outcomes.postpone_outcome(room.facilitator, lamp, today + timedelta(days=9), seen=0),
        lambda: outcomes.keep_in(room.facilitator, lamp),
    ]
    for act in acts:
        before, phones = room.workshop.sequence, room.workshop.seat_sequence
        with room.inside():
            act()
        run_jobs()
        assert room.workshop.sequence > before
        assert room.workshop.seat_sequence == phones, "no phone shows promises"
    assert kept(app, lamp).is_kept_in
    assert closed.workshop.sequence == over


def test_an_open_desk_hears_of_a_postcard_that_waits_for_a_moderator(
    draft_of: Opened, desk: FlaskClient, run_jobs: Jobs
) -> None:
    room = draft_of(board_method(POSTAL, TALK))
    in_english(room)
    room.open()
    room.advance()
    poll = f"{address(room)}/poll"
    with clock.at(clock.now()):
        page = desk.get(address(room)).text
        seen = page.split('data-seen="')[1].split('"')[0]
        assert desk.get(f"{poll}?seen={seen}").status_code == 204
        sent(room, run_jobs, is_young=True)
        told = desk.get(f"{poll}?seen={seen}")
    assert told.status_code == 200
    assert "1 card from home waits for a moderator." in told.text
