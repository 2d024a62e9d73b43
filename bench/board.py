"""A full hall on one server: what 300 phones, a stage and a desk cost it, and how old what they show is.

The people and the stage are a rehearsal in a process of its own at the pace of a real evening; the desk is asked for by
this one. Prints how much of one core the server took while the agenda ran, the age of a new step and of a new card, and
the bytes of a step. In the same run as many phones ask a bare Flask application that always answers 204: the floor.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask
from sqlalchemy import select

from bench.support.asking import signed_in
from bench.support.installation import ROOT, TOWN, environment, install, quantile, serving
from bench.support.processes import Meter, children_of
from storyhub.app import create_app
from storyhub.config import read_settings
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role
from storyhub.workshops.models import Workshop
from storyhub.workshops.queries.agenda import exercises_of, steps_of
from storyhub.workshops.rehearsal.hall import Hall, Player
from storyhub.workshops.rehearsal.record import Record
from storyhub.workshops.rehearsal.wire import Wire
from tests.support.serving import free_port
from tests.support.staff import new_person
from tests.workshops.room import drafted

SEEN = re.compile(rb'data-seen="([^"]*)"')
POLL, DESK_POLL = 2.0, 1.0
STEP_MINUTES = 2
"""A quick evening: as many steps as fit, so that their beginnings count."""
MOST_OF_A_CORE = 0.60
STAGE_MS, PHONES_MS = 1200, 2500
MOST_BYTES = 60_000
CHECKING = 3.0
"""Seconds that a rehearsal takes at its end to look at what is there."""
FLOOR = """
from flask import Flask

app = Flask("floor")
app.add_url_rule("/", view_func=lambda: ("", 204), endpoint="poll")
"""


@dataclass
class Caller:
    """A phone that only asks."""

    wire: Wire
    name: str = "caller"
    took: list[float] = field(default_factory=list)

    def turn(self) -> float:
        self.took.append(self.wire.ask("GET", "/", {"Cookie": "seat-x=1"}).seconds * 1000)
        return POLL


def prepared(data: Path) -> tuple[Flask, str, str]:
    """A workshop with the agenda of one evening: (application, its code, the cookie of who runs it)."""
    install(data)
    app = create_app(read_settings(environment(data)))
    person = new_person(app, Role.FACILITATOR, TOWN)
    assert person.person_id is not None
    room = drafted(app, person, "street")
    with app.app_context(), transaction():
        for exercise in exercises_of(room.id):
            exercise.minutes = {step.id: STEP_MINUTES for step in steps_of(exercise)}
    client = signed_in(app, person.person_id)
    return app, room.code, "; ".join(f"{one.key}={one.value}" for one in client._cookies.values())


def rehearsed(data: Path, url: str, code: str, people: int, seconds: int) -> dict[str, Any]:
    """`storyhub rehearse`, as an operator would."""
    command = [
        *(sys.executable, "-m", "storyhub", "rehearse", code, "--url", url, "--json"),
        *("--people", str(people), "--speed", "1", "--seconds", str(seconds)),
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment(data), check=False, capture_output=True, text=True)
    if not done.stdout.strip():
        raise SystemExit(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def desk_open(url: str, cookie: str, path: Callable[[], str]) -> Iterator[list[float]]:
    """Somebody looks at the desk of the rehearsal all the while; gives the milliseconds of each answer."""
    took: list[float] = []
    failed: list[int] = []
    over, wire = Event(), Wire(url)

    def look() -> None:
        seen = ""
        while not over.wait(DESK_POLL):
            if desk := path():
                reply = wire.ask("GET", f"{desk}/poll?seen={seen}", {"Cookie": cookie})
                took.append(reply.seconds * 1000)
                found = SEEN.search(reply.body)
                seen = found[1].decode() if found else seen
                failed.extend([reply.status] * (reply.status not in (200, 204)))

    thread = Thread(target=look, daemon=True)
    thread.start()
    try:
        yield took
    finally:
        over.set()
        thread.join(10)
        if failed:
            raise SystemExit(f"the desk was answered with {failed[0]}")


def desk_of_rehearsal(app: Flask) -> str:
    """Its path, once there is one."""
    with app.app_context():
        code = db.session.scalar(select(Workshop.code).where(Workshop.is_rehearsal, Workshop.discarded_at.is_(None)))
    return f"/en/{TOWN}/workshops/{code}/desk" if code else ""


def floor(folder: Path, people: int, seconds: int) -> float:
    """The share of a core that as many phones take of the barest server there is."""
    (folder / "floor.py").write_text(FLOOR)
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "floor:app", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"),
        *("--workers", "2", "--threads", "8", "--keep-alive", "5", "--log-level", "error"),
    ]
    server = subprocess.Popen(command, cwd=folder)
    try:
        time.sleep(2)
        callers: list[Player] = [Caller(Wire(f"http://127.0.0.1:{port}")) for _ in range(people)]
        with Meter(server.pid) as meter, Hall(callers, Record()):
            time.sleep(seconds)
            return meter.share(time.monotonic() - seconds + 2, time.monotonic())
    finally:
        server.terminate()
        server.wait(30)


def measured(people: int, seconds: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="storyhub-bench-") as name:
        folder = Path(name)
        app, code, cookie = prepared(folder / "data")
        with (
            serving(folder / "data") as url,
            Meter(children_of(os.getpid())[0]) as meter,
            desk_open(url, cookie, lambda: desk_of_rehearsal(app)) as desk,
        ):
            found = rehearsed(folder / "data", url, code, people, seconds)
            ended = time.monotonic() - CHECKING
            share = meter.share(ended - seconds, ended)
        bare = floor(folder, people, min(seconds, 30))
        with app.app_context():
            db.engine.dispose()
    return told(found, share, bare, desk)


def told(found: dict[str, Any], share: float, bare: float, desk: list[float]) -> bool:
    steps, cards = found["age_of_steps"], found["age_of_cards"]
    ages = {who: [one[who]["p95"] for one in (steps, cards) if who in one] for who in ("the stage", "phones")}
    size = found["bytes_per_step"]
    promises = {
        f"server, of one core: {share:.0%} (floor {bare:.0%}, {share / (bare or 1):.1f} times)": share
        <= MOST_OF_A_CORE,
        f"age on the stage, p95 ms of steps and cards: {ages['the stage']}": max(ages["the stage"]) <= STAGE_MS,
        f"age on phones, p95 ms of steps and cards: {ages['phones']}": max(ages["phones"]) <= PHONES_MS,
        f"bytes of a step, p50 {size['p50']:.0f}, p95 {size['p95']:.0f}": size["p95"] <= MOST_BYTES,
        f"nothing broken: {found['broken'] or 'nothing'}": found["ok"],
    }
    print(f"{found['people']} people, {found['steps']} steps; desk p95 {quantile(desk, 0.95):.0f} ms")
    for name, one in found["answers"].items():
        print(f"{name:22}{one['n']:8}  p50 {one['p50']:8} ms  p95 {one['p95']:8} ms")
    for name, one in found["age_on_phones"].items():
        print(f"{'step ' + name:22}{one['n']:8}  p50 {one['p50']:8} ms  p95 {one['p95']:8} ms  of its age on phones")
    print(f"the people's own process was late by {found['lag_ms']} ms at worst")
    for what, is_kept in promises.items():
        print(f"{'kept  ' if is_kept else 'BROKEN'}  {what}")
    return all(promises.values())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=300, help="of the agenda, after everybody has come")
    options = parser.parse_args()
    raise SystemExit(0 if measured(options.people, options.seconds) else 1)
