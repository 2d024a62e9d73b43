"""SQLite's writers stand in line, in a process and between processes; who waits too long is told so."""

import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

from storyhub.core import line
from storyhub.core.line import turn_to_write

COUNT = """
import sys
from sqlalchemy import create_engine
from storyhub.core.line import turn_to_write
engine, counter = create_engine("sqlite:///" + sys.argv[1]), sys.argv[2]
for _ in range(200):
    with turn_to_write(engine):
        value = int(open(counter).read())
        open(counter, "w").write(str(value + 1))
"""


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return create_engine(f"sqlite:///{tmp_path}/line.sqlite3")


def test_two_processes_never_have_their_turn_at_once(engine: Engine, tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    counter.write_text("0")
    command = [sys.executable, "-c", COUNT, str(engine.url.database), str(counter)]
    running = [subprocess.Popen(command) for _ in range(2)]
    assert [one.wait(60) for one in running] == [0, 0]
    assert counter.read_text() == "400"


def test_the_threads_of_a_process_have_their_turn_one_by_one(engine: Engine) -> None:
    inside, most = [], []

    def write() -> None:
        with turn_to_write(engine):
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    threads = [threading.Thread(target=write) for _ in range(32)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert most == [1] * 32


def test_who_waits_too_long_behind_another_process_is_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "PATIENCE", 0.2)
    held = os.open(f"{engine.url.database}-line", os.O_RDWR | os.O_CREAT)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(OperationalError, match="database is locked"), turn_to_write(engine):
        pytest.fail("the turn was another's")
    os.close(held)
    with turn_to_write(engine):
        pass


def test_a_turn_that_ends_badly_is_over_all_the_same(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), turn_to_write(engine):
        raise ZeroDivisionError
    with turn_to_write(engine):
        pass
