"""Every method is played by invented people through the pages of a real server: the contract of a method's file."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec import structs
from sqlalchemy import func, select

from storyhub.core.db import db
from storyhub.workshops.methods.library import library
from storyhub.workshops.methods.schema import Method
from storyhub.workshops.models import Card, CardState, Link, Seat, Workshop
from storyhub.workshops.queries.agenda import exercises_of
from storyhub.workshops.queries.workshops import told_workshops
from storyhub.workshops.rehearsal.browsers import Browser, Place
from storyhub.workshops.rehearsal.filling import Writer
from storyhub.workshops.rehearsal.hall import Pace
from storyhub.workshops.rehearsal.pages import read_page, without_keys
from storyhub.workshops.rehearsal.record import STAGE, Post, Record
from storyhub.workshops.rehearsal.rehearsing import NobodyThere, Plan, rehearse
from storyhub.workshops.rehearsal.report import Report
from storyhub.workshops.rehearsal.secrecy import leaks, stirred
from storyhub.workshops.rehearsal.wire import Wire
from storyhub.workshops.rehearsal.words import Speech
from storyhub.workshops.services.opening import WorkshopElsewhere, publish_results
from storyhub.workshops.services.rehearsing import begin_rehearsal, end_rehearsal
from tests.support.serving import serving
from tests.workshops.boards import COLLECT, RATE, VOTE, board_method
from tests.workshops.phones import FRAGMENT, sit_down
from tests.workshops.room import Room, a_method

QUICK = Plan(url="", people=6, speed=2000)


def rehearsed(app: Flask, room: Room, plan: Plan) -> Report:
    with app.app_context():
        report = rehearse(room.facilitator, room.keys, room.id, plan)
        db.session.remove()
    return report


@pytest.mark.slow
def test_every_method_of_the_library_is_played_by_people_who_know_none(
    app: Flask, data: Path, database: str, draft_of: Callable[..., Room]
) -> None:
    room = draft_of("rustavi", *_in_no_path())
    with serving(data, "--no-worker", STORYHUB_DATABASE=database) as server:
        report = rehearsed(app, room, replace(QUICK, url=server.url))
    assert report.is_well, "\n".join(report.lines())
    assert set(report.methods) == set(library().methods)
    assert {"add-card", "stack", "rate", "vote", "sheet", "reflect", "ready"} <= set(report.taken)
    assert {"double_tap", "lost_network", "stale_page", "other_tab", "left_and_back"} <= set(report.slips)
    with app.app_context():
        rows = select(func.count()).select_from(Seat).where(Seat.workshop_id == room.id)
        assert db.session.scalar(rows) == 0, "nobody sat down in the workshop itself"
        copy = db.session.scalars(select(Workshop).where(Workshop.is_rehearsal)).one()
        assert copy.discarded_at is not None
        assert told_workshops(copy.city_id) == []


def _in_no_path() -> list[Method]:
    """All methods that the Rustavi path does not lead through."""
    found = library()
    there = {one.method for one in found.paths["rustavi"].path.exercise}
    return [one.method for name, one in found.methods.items() if name not in there]


@pytest.mark.slow
def test_a_method_is_added_by_a_file_alone(
    app: Flask, client: FlaskClient, data: Path, database: str, own_methods: Path, draft_of: Callable[..., Room]
) -> None:
    """One that its authors never saw: it is offered, told in its own languages, played, and feeds a shipped one."""
    assert library().problems == ()
    guide = client.get("/ka/rustavi/workshops/methods/backcast").text
    assert "უკან, მომავლიდან" in guide
    assert "Each table tells its road" in guide, "where words are missing the English stays"
    room = draft_of("road-back")
    with serving(data, "--no-worker", STORYHUB_DATABASE=database, STORYHUB_METHODS=str(own_methods)) as server:
        report = rehearsed(app, room, replace(QUICK, url=server.url, keep=True))
    assert report.is_well, "\n".join(report.lines())
    assert list(report.methods) == ["backcast", "experiment-card"]
    with app.app_context():
        copy = db.session.scalars(select(Workshop).where(Workshop.is_rehearsal)).one()
        back, trial = exercises_of(copy.id)
        lying = Counter(
            db.session.execute(
                select(Card.exercise_id, Card.kind).where(Card.workshop_id == copy.id, Card.state == CardState.SHOWN)
            ).all()
        )
        assert lying[back.id, "move"] >= 3
        assert lying[back.id, "obstacle"]
        assert lying[trial.id, "option"] == 3, "the first moves, and no more of them"
        assert lying[trial.id, "experiment"]
        drawn = set(db.session.scalars(select(Link.kind).where(Link.exercise_id == back.id)))
        assert drawn == {"meets"}


def test_it_sees_words_that_came_too_early() -> None:
    secret = {"id": "write", "do": "collect", "reveal": "on_advance", "who": "individual"}
    method = a_method("small", secret, {"id": "table", "do": "collect", "reveal": "on_advance", "who": "group"}, "talk")
    record = Record(seats={1: "a", 2: "b", 3: "c"}, ended={("e", "write"): 50.0, ("e", "table"): 90.0})
    tables = {("e", "a"): 1, ("e", "b"): 1, ("e", "c"): 2}
    for key, act, step, at in (
        ("k1", "add-card", "write", 10.0),
        ("k2", "add-card", "table", 60.0),
        ("k3", "reflect", "talk", 95.0),
    ):
        record.sent(Post(key, act, 1, "e", step, (f"{key}-words",), [200], at))
    record.seen = {
        (1, "k1-words"): 11.0,
        (2, "k1-words"): 51.0,
        (2, "k2-words"): 61.0,
        (3, "k2-words"): 91.0,
        (STAGE, "k2-words"): 91.0,
    }
    assert not leaks(record, {"e": method}, tables, [])
    record.seen = {(2, "k1-words"): 49.0, (3, "k2-words"): 70.0, (STAGE, "k2-words"): 70.0, (2, "k3-words"): 99.0}
    assert leaks(record, {"e": method}, tables, []).total() == 4


def test_it_sees_that_a_page_changed_on_which_nothing_was_done_unless_all_is_open() -> None:
    open_vote, open_rating = VOTE | {"id": "open-vote"}, RATE | {"id": "open-rating"}
    methods = {"e": board_method(VOTE, RATE), "open": board_method(open_vote, open_rating)}
    methods["open"] = replaced(methods["open"], secret=False, blind=False)
    record = Record()
    for place in ("e.vote", "e.rate", "e.rate", "open.open-vote", "open.open-rating"):
        record.stir(place)
    assert stirred(record, methods) == {"watcher_saw": 3}


def replaced(method: Method, *, secret: bool, blind: bool) -> Method:
    """The same method, its votes and ratings as secret as that."""
    votes = tuple(structs.replace(vote, secret=secret) for vote in method.vote)
    return structs.replace(
        method, vote=votes, rating=tuple(structs.replace(rating, blind=blind) for rating in method.rating)
    )


def test_it_sees_that_a_poll_left_out_a_card_that_the_phone_does_not_show() -> None:
    record = Record()
    browser = Browser(1, Place("abcd", "ABCDEF", Wire("http://localhost"), record, Pace(1)))

    def brought(*cards: str) -> None:
        lying = "".join(
            f"<li {card}>{'' if 'data-same' in card else '<article>Words</article>'}</li>" for card in cards
        )
        browser.lay(read_page(f'<section id="table"><ul>{lying}</ul></section>'.encode()))

    brought('id="lies-a"', 'id="lies-b"')
    brought('id="lies-b" data-same', 'id="lies-c"')
    browser.lay(read_page(b'<section id="room" data-seen="3"></section>'))
    brought('id="lies-c" data-same', 'id="lies-b" data-same')
    assert not record.broken
    brought('id="lies-a" data-same')
    assert record.broken.total() == 1


def test_what_somebody_sees_who_only_watches_stays_while_others_vote_and_judge_and_come_and_go(
    workshop_of: Callable[..., Room],
) -> None:
    """Ready counts and the clock stand beside the task, and the two numbers that each drawing has are left out."""
    room = workshop_of(board_method(COLLECT, VOTE, RATE))
    watcher, other = sit_down(room), sit_down(room)

    def seen() -> bytes:
        return without_keys(watcher.client.get(watcher.address, headers=FRAGMENT).data)

    room.play_to("write")
    for words in ("A well", "A tap"):
        other.do("add-card", **{"zone": "ideas", "field-text": words})
    for step, act in (("vote", "vote"), ("rate", "rate")):
        room.play_to(step)
        first = seen()
        assert f'action="/en/w/{room.code}/{act}"'.encode() in first
        assert without_keys(watcher.look().encode()) == first, "a whole page holds the same task"
        other.look()
        card = re.search(r'name="(give|card)" value="([^"]+)"', other.page)
        assert card is not None
        said = {card[1]: card[2], "dim-impact": "5", "dim-effort": "2"}
        answer = other.send(act, other.form(act) | said, fragment=True)
        assert answer.status_code == 200, answer.text
        other.do("ready")
        sit_down(room)
        assert seen() == first
        assert without_keys(watcher.look().encode()) == first


def test_a_page_is_read_and_filled_without_knowing_what_it_is_for() -> None:
    page = read_page(PAGE)
    assert page.task is not None
    assert page.task["data-step"] == "e.write"
    form = page.form("add-card")
    assert form is not None
    writer = Writer("ka", Random(1), Speech())
    for _time in range(20):
        filled = writer.fill(form)
        assert filled is not None
        said = dict(filled.pairs)
        assert said["key"] == "k"
        assert said["zone"] in ("a", "b")
        assert said["parent"] == "p1", "what stands for no choice is not chosen"
        assert filled.markers[0] in said["field-text"]
        assert len(said["field-text"]) <= 40
        assert said["field-year"].isdigit()
    buttons = page.form("vote")
    assert buttons is not None
    assert writer.fill(buttons) is None, "nothing is left to give"


PAGE = b"""<section class="task" id="task" data-seen="4" data-step="e.write"><form method="post" action="/ka/w/x/add-card" id="f">
<input type="hidden" name="key" value="k"><input class="input" name="field-text" type="text" value="" maxlength="40">
<label><input type="radio" name="zone" value="a"></label><label><input type="radio" name="zone" value="b"></label>
<select name="parent"><option value="">Choose</option><option value="p1">One</option></select>
<label>Year</label><input name="field-year" type="text" inputmode="numeric"><button type="submit">Send</button></form>
<form method="post" action="/ka/w/x/vote"><button name="give" value="c1" disabled>+</button></form></section>"""


def test_the_town_is_told_nothing_of_a_rehearsal_and_it_can_be_thrown_away_with_people_in_it(
    app: Flask, draft_of: Callable[..., Room]
) -> None:
    room = draft_of("street")
    with app.app_context():
        copy_id = begin_rehearsal(room.facilitator, room.id, key="one")
        copy = db.session.get_one(Workshop, copy_id)
        played = Room(app, room.facilitator, copy_id, copy.code, copy.join_code)
        assert copy.title == "Rehearsal: Water in our yard"
        assert told_workshops(copy.city_id) == []
        played.seats(3)
        played.advance(2)
        end_rehearsal(room.facilitator, copy_id, key="two", keep=True)
        assert db.session.get_one(Workshop, copy_id).discarded_at is None
        with pytest.raises(WorkshopElsewhere):
            publish_results(room.facilitator, copy_id)
        end_rehearsal(room.facilitator, copy_id, key="three")
        assert db.session.get_one(Workshop, copy_id).discarded_at is not None
        db.session.remove()


def test_without_a_server_nothing_is_left_behind(app: Flask, draft_of: Callable[..., Room]) -> None:
    room = draft_of("street")
    with pytest.raises(NobodyThere):
        rehearsed(app, room, replace(QUICK, url="http://127.0.0.1:9"))
    with app.app_context():
        copy = db.session.scalars(select(Workshop).where(Workshop.is_rehearsal)).one()
        assert copy.discarded_at is not None
