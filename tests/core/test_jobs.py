"""Work for later is written with its cause, leased, done at least once, and never lost with its worker."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from storyhub.core import clock, events, jobs
from storyhub.core.audit import Tombstone
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction
from storyhub.core.events import Event
from storyhub.core.jobs import Job
from storyhub.core.registry import REGISTRY, Periodic
from storyhub.worker import Worker
from tests.support.settings import environment_for

KIND = "tests.note"
NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)

DIES_HALFWAY = """
import sys, time
from pathlib import Path
from storyhub.app import create_app
from storyhub.core.registry import REGISTRY
from storyhub.worker import Worker

def halfway(path):
    Path(path).write_text("begun")
    time.sleep(60)

app = create_app()
REGISTRY.handlers["tests.note"] = halfway
Worker(app).run_pending()
"""


@dataclass(frozen=True)
class SomethingHappened(Event):
    story_id: UUID


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the handler of KIND was called with."""
    calls: list[str] = []

    def note(path: str) -> None:
        calls.append(path)

    monkeypatch.setitem(REGISTRY.handlers, KIND, note)
    return calls


def enqueue(path: str = "a", **when: datetime) -> None:
    with transaction():
        jobs.enqueue(KIND, path=path, **when)


@contextmanager
def later(**passed: float) -> Iterator[None]:
    with clock.at(clock.now() + timedelta(**passed)):
        yield


def waiting() -> list[Job]:
    db.session.rollback()
    return list(db.session.scalars(select(Job)))


def test_a_job_without_a_transaction_is_refused(context: Flask) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        jobs.enqueue(KIND, path="a")


def test_a_job_goes_with_its_cause_when_that_is_rolled_back(context: Flask) -> None:
    with pytest.raises(KeyError), transaction() as session:
        session.add(Tombstone(code="x", kind="story", at=clock.now()))
        jobs.enqueue(KIND, path="a")
        raise KeyError
    assert waiting() == []
    assert db.session.get(Tombstone, "x") is None


def test_a_job_is_done_once_and_gone(context: Flask, done: list[str], run_jobs: Callable[[], int]) -> None:
    enqueue("a")
    enqueue("b")
    assert run_jobs() == 2
    assert run_jobs() == 0
    assert done == ["a", "b"]
    assert waiting() == []


def test_a_job_waits_for_its_time(context: Flask, done: list[str], run_jobs: Callable[[], int]) -> None:
    enqueue("a", run_at=clock.now() + timedelta(hours=1))
    assert run_jobs() == 0
    with later(hours=2):
        assert run_jobs() == 1


def test_nobody_takes_a_leased_job_until_the_lease_runs_out(context: Flask) -> None:
    enqueue()
    assert jobs.claim("first") is not None
    assert jobs.claim("second") is None
    with later(seconds=59):
        assert jobs.claim("second") is None
    with later(seconds=61):
        again = jobs.claim("second")
        assert again is not None
        assert again.attempts == 2


def test_a_job_that_takes_its_worker_down_each_time_is_put_aside_and_the_next_one_is_done(
    context: Flask, done: list[str], run_jobs: Callable[[], int]
) -> None:
    enqueue("deadly")
    moment = clock.now()
    for attempt in range(1, jobs.MOST_LOST + 1):
        moment += jobs.LEASE + timedelta(seconds=1)
        with clock.at(moment):
            job = jobs.claim("a worker that is killed")
            assert job is not None
            assert job.attempts == attempt
    enqueue("harmless")
    with clock.at(moment + jobs.LEASE + timedelta(seconds=1)):
        assert run_jobs() == 1
    assert done == ["harmless"]
    assert [(one.error, one.leased_until) for one in waiting()] == [(jobs.LOST, None)]
    assert jobs.counts() == {"waiting": 0, "failed": 1}


def test_a_worker_that_is_lost_once_costs_a_job_that_failed_before_nothing(
    context: Flask, done: list[str], run_jobs: Callable[[], int]
) -> None:
    enqueue()
    with transaction() as session:
        session.execute(update(Job).values(attempts=jobs.MOST_LOST, error="ValueError"))
    with later(seconds=1):
        assert jobs.claim("a worker that is killed") is not None
    with later(seconds=62):
        assert run_jobs() == 1
    assert done == ["a"]


def test_a_renewed_lease_lasts_longer_and_only_for_its_owner(context: Flask) -> None:
    enqueue()
    job = jobs.claim("first")
    assert job is not None
    job_id = job.id
    with later(seconds=50):
        assert jobs.renew(job_id, "first")
        assert not jobs.renew(job_id, "second")
    with later(seconds=70):
        assert jobs.claim("second") is None


def test_two_workers_at_once_never_take_the_same_job(app: Flask) -> None:
    with app.app_context():
        for number in range(20):
            enqueue(str(number))
    taken: list[UUID] = []

    def work(owner: str) -> None:
        with app.app_context():
            while (job := jobs.claim(owner)) is not None:
                taken.append(job.id)

    threads = [threading.Thread(target=work, args=(f"worker {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 20


def test_a_failing_job_waits_longer_each_time_and_then_for_a_person(
    context: Flask, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], int]
) -> None:
    def fails(path: str) -> None:
        raise ValueError(f"the words of {path}")

    monkeypatch.setitem(REGISTRY.handlers, KIND, fails)
    enqueue("a teller")
    pauses = []
    moment = NOON + timedelta(days=1000)
    for _ in range(jobs.MOST_ATTEMPTS):
        with clock.at(moment):
            assert run_jobs() == 1
        job = waiting()[0]
        pauses.append((job.run_at - moment).total_seconds())
        moment = job.run_at + timedelta(seconds=1)
    assert pauses == sorted(pauses)
    assert pauses[0] == 2
    assert job.failed_at is not None
    assert job.error == "ValueError"
    with clock.at(moment + timedelta(days=1)):
        assert run_jobs() == 0
    assert jobs.counts() == {"waiting": 0, "failed": 1}


def test_one_failing_job_does_not_stop_the_next(context: Flask, done: list[str], run_jobs: Callable[[], int]) -> None:
    with transaction():
        jobs.enqueue("tests.no_such_handler")
    enqueue("b")
    run_jobs()
    assert done == ["b"]


def test_the_job_of_a_killed_worker_is_done_again(app: Flask, done: list[str], tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    with app.app_context():
        enqueue(str(begun))
    settings = app.config["STORYHUB"]
    database = settings.database.replace("postgresql+psycopg://", "postgresql://").replace("sqlite:///", "sqlite:///")
    victim = subprocess.Popen(
        [sys.executable, "-c", DIES_HALFWAY], env=os.environ | environment_for(settings.data, database)
    )
    until = time.monotonic() + 20
    while not begun.exists() and time.monotonic() < until:
        time.sleep(0.05)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert begun.read_text() == "begun"
    worker = Worker(app)
    assert worker.run_pending() == 0
    with later(seconds=61):
        assert worker.run_pending() == 1
    assert done == [str(begun)]


def test_an_event_is_one_job_for_each_subscriber(
    context: Flask, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], int]
) -> None:
    heard: list[tuple[str, str]] = []
    for name in ("first", "second"):
        monkeypatch.setitem(REGISTRY.handlers, name, lambda story_id, name=name: heard.append((name, story_id)))
    monkeypatch.setitem(REGISTRY.subscribers, SomethingHappened, ["first", "second"])
    story_id = new_id()
    with transaction():
        events.record(SomethingHappened(story_id))
    run_jobs()
    assert heard == [("first", str(story_id)), ("second", str(story_id))]


def test_an_event_that_nobody_hears_costs_nothing(context: Flask) -> None:
    with transaction():
        events.record(SomethingHappened(new_id()))
    assert waiting() == []


def test_a_periodic_task_is_begun_by_one_worker_and_again_when_it_is_due(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tidy() -> None:
        pass

    monkeypatch.setattr(REGISTRY, "periodic", {"tidy": Periodic(tidy, every=timedelta(hours=1))})
    begun: list[object] = []

    def look() -> None:
        with app.app_context():
            begun.append(jobs.claim_periodic())

    with app.app_context():
        assert jobs.claim_periodic() is tidy
    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert begun == [None] * 6
    with app.app_context(), later(hours=1, seconds=1):
        assert jobs.claim_periodic() is tidy
