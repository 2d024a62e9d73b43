"""The rehearsal on a workshop's pages: asked for once in a town, watched, stopped, read in plain words, thrown away."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from storyhub.cities.queries import city_by_slug
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.jobs import Job
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import StoryUse, Use
from storyhub.workshops.messages import MESSAGES
from storyhub.workshops.models import Card, CardStory, Ending, Rehearsal, StepEvent, TableStory, Workshop, WorkshopState
from storyhub.workshops.queries.workshops import count_seats
from storyhub.workshops.rehearsal import faults
from storyhub.workshops.rehearsal.faults import PREFIX, fault, read_fault
from storyhub.workshops.rehearsal.wire import Reply, Wire
from storyhub.workshops.services import rehearsals
from storyhub.workshops.services.evidence import put_story_on_table
from storyhub.workshops.services.rehearsals import finish_rehearsal, hear_from, settle_rehearsals, start_playing
from tests.support.faults import descendants
from tests.support.pages import Reader, words_on
from tests.support.serving import Server, serving
from tests.support.staff import new_person, sign_in
from tests.support.stories import Told
from tests.workshops.boards import COLLECT, VOTE, board_method
from tests.workshops.room import Room

Drafted = Callable[..., Room]

REPORT = {
    "ok": False,
    "people": 12,
    "steps": 9,
    "seconds": 130.0,
    "taken": {"add-card": 20},
    "refused": {"vote 409": 2},
    "slips": {"double_tap": 3},
    "age_of_steps": {"the stage": {"n": 9, "p50": 300.0, "p95": 812.0}},
    "broken": {
        "nobody could do anything in “Write” of street <b>": 1,
        "lies_twice": 3,
        'nobody_could {"method": "steep-scan", "step": "hear"}': 1,
        fault("player_stopped", who="Phone 4", what="ValueError: <b>"): 1,
    },
}


@pytest.fixture
def staff(app: Flask, facilitator: Viewer) -> FlaskClient:
    """The facilitator's browser."""
    assert facilitator.person_id is not None
    return sign_in(app, facilitator.person_id)


def address(room: Room, rest: str = "") -> str:
    return f"/en/rustavi/workshops/{room.code}/rehearsal{rest}"


def wished(page: str, **more: str) -> dict[str, str]:
    """What the form that begins one would send."""
    form = next(one for one in Reader(page).forms.values() if "people" in one)
    return {"csrf_token": form.get("csrf_token", ""), "key": form["key"], "people": "12", "speed": "60"} | more


def copies(room: Room) -> list[Workshop]:
    with room.inside():
        found = list(db.session.scalars(select(Workshop).where(Workshop.rehearsed_from_id == room.id)))
        db.session.expunge_all()
        return found


def run_of(room: Room, copy: Workshop) -> Rehearsal:
    with room.inside():
        found = db.session.get_one(Rehearsal, copy.id)
        db.session.expunge(found)
        return found


def test_a_rehearsal_is_asked_for_once_watched_stopped_read_and_thrown_away(
    app: Flask, draft_of: Drafted, staff: FlaskClient, tell: Callable[..., Told]
) -> None:
    room, other = draft_of("street"), draft_of("street")
    told = tell(state="published", uses={Use.WORKSHOPS})
    with room.inside():
        put_story_on_table(room.facilitator, room.id, told.id)
    edit = staff.get(f"/en/rustavi/workshops/{room.code}/edit").text
    assert address(room) in edit
    page = staff.get(address(room)).text
    assert staff.post(address(room), data=wished(page, people="5000")).status_code == 422
    begin = wished(page)
    assert staff.post(address(room), data=begin).status_code == 303
    assert staff.post(address(room), data=begin).status_code == 303, "the same press is the same rehearsal"
    (copy,) = copies(room)
    assert (copy.state, copy.title) == (WorkshopState.OPEN, "Rehearsal: Water in our yard")
    with room.inside():
        kinds = list(db.session.scalars(select(Job.kind).where(Job.kind.contains("rehearsals"))))
        assert kinds == ["workshops.tasks.rehearsals.play"], "the worker has it to do, once"
        assert [one.story_id for one in db.session.scalars(select(TableStory).filter_by(workshop_id=copy.id))] == [
            told.id
        ]
        uses = db.session.scalars(select(StoryUse).where(StoryUse.object_id == copy.id)).all()
        assert uses == [], "nobody is told that a story was used"

    refused = staff.post(address(other), data=wished(staff.get(address(other)).text))
    assert refused.status_code == 409
    assert "being played in this town already" in refused.text
    assert copies(other) == []

    playing = staff.get(address(room)).text
    assert f"/workshops/{copy.code}/desk" in playing
    assert 'hx-trigger="every 3s"' in playing
    with room.inside():
        assert start_playing(copy.id) == copy.code
        assert start_playing(copy.id) == "", "nobody plays it twice"
        assert hear_from(copy.id)
    assert staff.post(address(room, "/stop")).status_code == 303
    with room.inside():
        assert not hear_from(copy.id)
        finish_rehearsal(copy.id, Ending.PLAYED, REPORT)
        finish_rehearsal(copy.id, Ending.FAILED)
    assert run_of(room, copy).ending == Ending.STOPPED
    polled = staff.get(address(room), headers={"HX-Request": "true", "HX-Target": "playing"})
    assert polled.headers["HX-Redirect"] == address(room)
    over = staff.get(address(room)).text
    assert "12 people sat down. 9 steps were played in 2 minutes." in over
    assert "on the stage within 0.8 s" in over
    assert "street &lt;b&gt;" in over
    told = words_on(over)
    assert "What was sent once lies there twice. 3 times" in told
    assert "Nobody could do anything in “Four voices first” of “" in told
    assert "Phone 4 could not go on (ValueError: <b>)." in told
    assert copies(room)[0].state == WorkshopState.CLOSED
    assert staff.post(address(room, "/discard")).status_code == 303
    assert copies(room)[0].discarded_at is not None
    assert "The last rehearsal" not in staff.get(address(room)).text


def test_one_is_played_on_the_machine_and_none_while_people_sit_in_a_workshop(
    app: Flask, draft_of: Drafted, workshop_of: Drafted, staff: FlaskClient
) -> None:
    room, elsewhere, held, now = draft_of("street"), draft_of("street"), workshop_of("street"), clock.now()
    wish = rehearsals.Wish(12, 20, plays_desk=True)

    def asked(key: str, **later: float) -> TestResponse:
        with clock.at(now + timedelta(**later)):
            return staff.post(address(room), data=wished(staff.get(address(room)).text, key=key))

    with clock.at(now):
        held.join()
    busy = asked("one", minutes=4)
    assert busy.status_code == 409
    assert "or people sit in a workshop now" in busy.text
    with room.inside(), transaction() as session:
        session.get_one(Workshop, elsewhere.id).city_id = city_by_slug("poti").id
    other = new_person(app, Role.FACILITATOR, "poti")
    with room.inside(), clock.at(now + timedelta(minutes=6)):
        copy_id = rehearsals.ask_rehearsal(other, elsewhere.id, wish, key="poti")
    assert asked("two", minutes=7).status_code == 409, "another town rehearses"
    with room.inside():
        finish_rehearsal(copy_id, Ending.PLAYED)
    assert asked("three", minutes=8).status_code == 303
    with room.inside():
        assert len(db.session.scalars(select(Rehearsal)).all()) == 2


def test_a_workshop_that_is_over_is_not_rehearsed(workshop_of: Drafted, staff: FlaskClient) -> None:
    room = workshop_of("street")
    form = wished(staff.get(address(room)).text)
    room.close()
    assert staff.post(address(room), data=form).status_code == 409
    assert copies(room) == []


def test_one_that_cannot_be_settled_leaves_the_others(app: Flask, draft_of: Drafted) -> None:
    wish = rehearsals.Wish(12, 20, plays_desk=True)
    now = clock.now()
    found = []
    for number in range(2):
        room = draft_of("street")
        with room.inside(), clock.at(now):
            found.append(rehearsals.ask_rehearsal(room.facilitator, room.id, wish, key=f"key {number}"))
            finish_rehearsal(found[-1], Ending.PLAYED)
    with app.app_context():
        with transaction() as session:
            broken = session.get_one(Workshop, found[0])
            taken = {"sequence": broken.sequence + 1, "kind": "advanced", "step": "", "about": {}}
            session.add(StepEvent(workshop_id=broken.id, at=now, **taken))
        with clock.at(now + timedelta(days=15)):
            settle_rehearsals()
        gone = [db.session.get_one(Workshop, one).discarded_at is not None for one in found]
    assert gone == [False, True]


def test_only_the_towns_facilitators_rehearse(app: Flask, draft_of: Drafted) -> None:
    room = draft_of("street")
    for role, town in ((Role.MODERATOR, "rustavi"), (Role.FACILITATOR, "poti")):
        person = new_person(app, role, town)
        assert person.person_id is not None
        browser = sign_in(app, person.person_id)
        assert browser.get(address(room)).status_code in (403, 404)
        assert browser.post(address(room), data={"people": "12", "speed": "20"}).status_code in (403, 404)
    assert copies(room) == []


def test_one_that_is_not_heard_of_any_more_is_over_and_its_copy_goes_after_two_weeks(
    app: Flask, draft_of: Drafted, staff: FlaskClient
) -> None:
    room, now = draft_of("street"), clock.now()

    def settled(at: datetime) -> Workshop:
        with room.inside(), clock.at(at):
            settle_rehearsals()
        return copies(room)[0]

    with clock.at(now):
        staff.post(address(room), data=wished(staff.get(address(room)).text))
        (copy,) = copies(room)
        with room.inside():
            start_playing(copy.id)
    assert settled(now + timedelta(seconds=50)).state == WorkshopState.OPEN
    assert settled(now + timedelta(seconds=70)).state == WorkshopState.CLOSED
    assert run_of(room, copy).ending == Ending.LOST
    assert "It was broken off" in staff.get(address(room)).text
    with room.inside(), clock.at(now + timedelta(seconds=80)):
        assert not hear_from(copy.id), "a process that comes back late goes home"
    assert settled(now + timedelta(days=13)).discarded_at is None
    assert settled(now + timedelta(days=15)).discarded_at is not None


def test_one_that_no_worker_begins_or_that_never_ends_is_over(app: Flask, draft_of: Drafted) -> None:
    room, now = draft_of("street"), clock.now()
    wish = rehearsals.Wish(12, 20, plays_desk=True)
    with room.inside():
        with clock.at(now):
            first = rehearsals.ask_rehearsal(room.facilitator, room.id, wish, key="one")
        with clock.at(now + timedelta(minutes=11)):
            settle_rehearsals()
            assert db.session.get_one(Rehearsal, first).ending == Ending.LOST
            second = rehearsals.ask_rehearsal(room.facilitator, room.id, wish, key="two")
            start_playing(second)
        with clock.at(now + timedelta(hours=4)), transaction() as session:
            session.get_one(Rehearsal, second).heard_at = clock.now()
        with clock.at(now + timedelta(hours=4)):
            assert not hear_from(second)
            settle_rehearsals()
            assert db.session.get_one(Rehearsal, second).ending == Ending.LOST


@dataclass
class Window:
    """A facilitator's browser before a running server."""

    server: Server
    cookies: dict[str, str]

    def get(self, path: str) -> str:
        return self._ask("GET", path, None).body.decode()

    def post(self, path: str, said: dict[str, str]) -> Reply:
        return self._ask("POST", path, urlencode(said))

    def _ask(self, method: str, path: str, body: str | None) -> Reply:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        reply = Wire(self.server.url).ask(method, path, {"Cookie": cookie}, body)
        self.cookies |= reply.cookies
        return reply


def window_of(staff: FlaskClient, server: Server) -> Window:
    return Window(server, {one.key: one.value for one in staff._cookies.values()})


def until(said: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.3)


@pytest.mark.slow
@pytest.mark.parametrize("desk", ["played", "mine"])
def test_the_worker_lets_the_people_in_and_the_page_tells_what_was_found(
    app: Flask, data: Path, database: str, draft_of: Drafted, staff: FlaskClient, tell: Callable[..., Told], desk: str
) -> None:
    short = {"minutes": 1}
    room = draft_of(board_method(COLLECT | short | {"tray": True}, VOTE | short))
    story = tell(state="published", uses={Use.WORKSHOPS})
    with room.inside():
        put_story_on_table(room.facilitator, room.id, story.id)
    with serving(data, STORYHUB_DATABASE=database) as server:
        window = window_of(staff, server)
        begun = window.post(address(room), wished(window.get(address(room)), desk=desk))
        assert begun.status == 303, begun.body.decode()
        (copy,) = copies(room)
        if desk == "mine":
            played = Room(app, room.facilitator, copy.id, copy.code, copy.join_code)
            until(lambda: seats_in(played) >= 10)
            played.advance()
            until(lambda: [one.kind for one in played.happened].count("card_added") >= 10)
            played.advance()
            until(lambda: [one.kind for one in played.happened].count("voted") >= 6)
            played.close()
        until(lambda: run_of(room, copy).ended_at is not None, 90)
        page = window.get(address(room))
    run = run_of(room, copy)
    assert (run.ending, run.report["broken"]) == (Ending.PLAYED, {})
    assert "All is well" in page
    assert "people sat down" in page
    assert {"add-card", "vote"} <= set(run.report["taken"])
    with room.inside():
        behind = db.session.scalars(select(CardStory).join(Card).where(Card.workshop_id == copy.id)).all()
    assert {one.story_id for one in behind} == {story.id}, "the invented people use what lies on the table"


@pytest.mark.slow
def test_a_rehearsal_ends_with_its_worker(
    app: Flask, data: Path, database: str, draft_of: Drafted, staff: FlaskClient
) -> None:
    room = draft_of("street")
    with serving(data, STORYHUB_DATABASE=database) as server:
        window = window_of(staff, server)
        window.post(address(room), wished(window.get(address(room)), speed="5"))
        (copy,) = copies(room)
        played = Room(app, room.facilitator, copy.id, copy.code, copy.join_code)
        until(lambda: seats_in(played) >= 1)
        (child,) = [one for one in descendants(server.process.pid) if "--asked" in command_of(one)]
    until(lambda: "--asked" not in command_of(child), 30)
    assert run_of(room, copy).ended_at is not None
    assert copies(room)[0].state == WorkshopState.CLOSED


def seats_in(room: Room) -> int:
    with room.inside():
        return count_seats(room.id)


def command_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


def test_every_fault_that_a_rehearsal_can_find_has_its_sentence() -> None:
    found = set()
    for module in Path(faults.__file__).parent.glob("*.py"):
        source = module.read_text(encoding="utf-8")
        found |= set(re.findall(r'(?:break_|fault|yield|Counter)\(?(?:\{| )?"([a-z_]+)"', source))
    named = {key.removeprefix(PREFIX) for key in MESSAGES if key.startswith(PREFIX)}
    assert {"join_twice", "gaps", "lies_twice", "nobody_could"} <= found
    assert found - named == set()
    assert read_fault("nobody could do anything in “Write”") == ("nobody could do anything in “Write”", {})
    assert read_fault(fault("overdrawn", vote="a b")) == ("rehearsal_overdrawn", {"vote": "a b"})


def test_each_speed_that_is_offered_takes_another_time(draft_of: Drafted, staff: FlaskClient) -> None:
    """Measured with twelve people: seventeen steps of ninety minutes took 219 seconds at 20 and 100 at 60."""
    long = draft_of(board_method(*[COLLECT | {"id": f"step{number}", "minutes": 6} for number in range(15)]))
    short = draft_of(board_method(COLLECT))
    said = words_on(staff.get(address(long)).text)
    for words in ("5 times as quick: about 14 min", "20 times as quick: about 4 min", "60 times as quick: about 2 min"):
        assert words in said
    page = staff.get(address(short)).text
    assert re.findall(r'name="speed" value="(\d+)"( checked)?', page) == [("5", " checked")]
