"""The server is killed in the middle of a vote and started again: all are answered, nothing is lost, nothing counts twice."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from random import Random
from threading import Thread
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from storyhub.core import clock
from storyhub.core.db import db
from storyhub.workshops.models import Card, Vote
from storyhub.workshops.rehearsal.pages import read_page
from storyhub.workshops.rehearsal.wire import Reply, Wire
from storyhub.workshops.services.cards import NewCard, add_card
from storyhub.workshops.views.here import cookie_of
from tests.support.faults import kill_group
from tests.support.serving import serving
from tests.workshops.boards import COLLECT, VOTE, board_method
from tests.workshops.conftest import draft_of, facilitator, workshop_of  # noqa: F401
from tests.workshops.room import Room, a_key

pytestmark = pytest.mark.slow

PHONES = 12
BUDGET = 3
AGAIN_WITHIN = 10.0
"""Seconds from the new start until everybody was answered."""


@dataclass
class Hall:
    """Where the server answers now, or nowhere."""

    url: str = ""
    is_over: bool = False


@dataclass
class Voter:
    """A phone as seat.js makes it: what was sent and not answered is sent again with the same key until it is."""

    hall: Hall
    address: str
    cookie: str
    chance: Random
    keys: dict[str, int] = field(default_factory=dict)
    """By key, the status of its answer."""
    answered: list[float] = field(default_factory=list)
    """When."""
    left: list[tuple[float, int]] = field(default_factory=list)
    """(moment, seconds that the server said are left)."""

    def play(self) -> None:
        page = read_page(self._until_answered("GET", self.address, None).body)
        form = page.form("vote")
        assert form is not None
        cards = next(one.values for one in form.inputs if one.name == "give")
        for _point in range(BUDGET):
            time.sleep(self.chance.uniform(0.0, 1.0))
            key = uuid4().hex
            said = f"key={key}&exercise={form.hidden('exercise')}&step={form.hidden('step')}&give={self.chance.choice(cards)}"
            self.keys[key] = self._until_answered("POST", f"{self.address}/vote", said).status
        while not self.hall.is_over:
            self._poll()

    def _poll(self) -> None:
        reply = self._until_answered("GET", f"{self.address}/poll?seen=0", None)
        said = reply.headers.get("Seconds-Left")
        if said:
            self.left.append((time.monotonic(), int(said)))
        time.sleep(0.3)

    def _until_answered(self, method: str, path: str, body: str | None) -> Reply:
        while True:
            try:
                reply = Wire(self.hall.url or "http://127.0.0.1:9").ask(method, path, {"Cookie": self.cookie}, body)
            except (OSError, HTTPException):
                time.sleep(0.1)
                continue
            if reply.status < 500:
                self.answered.append(time.monotonic())
                return reply
            time.sleep(0.1)


def test_a_vote_goes_on_after_the_server_was_killed(
    app: Flask,
    data: Path,
    database: str,
    workshop_of: Callable[..., Room],  # noqa: F811
) -> None:
    room = workshop_of(board_method(COLLECT, VOTE))
    seated = [room.join() for _phone in range(PHONES)]
    exercise_id, _ = room.advance()
    assert exercise_id is not None
    with room.inside():
        for number, one in enumerate(seated):
            add_card(one.seat_id, NewCard(exercise_id, "write", "ideas", {"text": f"Card {number}"}), key=a_key())
    room.advance()
    deadline = room.workshop.deadline_at
    assert deadline is not None
    hall = Hall()
    voters = [
        Voter(hall, f"/en/w/{room.code}", f"{cookie_of(room.code)}={one.token}", Random(number))
        for number, one in enumerate(seated)
    ]
    threads = [Thread(target=one.play, daemon=True) for one in voters]
    with serving(data, "--no-worker", STORYHUB_DATABASE=database) as first:
        hall.url = first.url
        for one in threads:
            one.start()
        until(lambda: sum(len(one.keys) for one in voters) >= PHONES)
        hall.url = ""
        kill_group(first.process.pid)
    before = sum(len(one.keys) for one in voters)
    assert before < PHONES * BUDGET, "it was killed in the middle"
    began = time.monotonic()
    with serving(data, "--no-worker", STORYHUB_DATABASE=database) as second:
        hall.url = second.url
        until(lambda: all(one.answered[-1] > began for one in voters))
        until(lambda: all(len(one.keys) == BUDGET and one.left for one in voters))
        hall.is_over = True
        for one in threads:
            one.join(30)
    firsts = [next(at for at in one.answered if at > began) for one in voters]
    assert max(firsts) - began <= AGAIN_WITHIN * crowded()
    with room.inside():
        points = dict(db.session.execute(select(Vote.seat_id, func.sum(Vote.points)).group_by(Vote.seat_id)).all())
        assert db.session.scalar(select(func.count()).select_from(Card)) == PHONES
    for one, voter in zip(seated, voters, strict=True):
        taken = sum(status < 400 for status in voter.keys.values())
        assert points.get(one.seat_id, 0) == taken, "every point that was sent counts, and once"
        assert taken >= 2, "the third may be one too many for the same card"
    now, at = clock.now(), time.monotonic()
    for voter in voters:
        for moment, left in voter.left:
            right = (deadline - now).total_seconds() + (at - moment)
            assert abs(left - right) <= 2


def crowded() -> float:
    """How much longer everything takes because of what else this machine does."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def until(said: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)
