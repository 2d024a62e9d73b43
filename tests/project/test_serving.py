"""`storyhub serve` is one thing to whoever runs it: web and worker start and stop together."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.serving import Server, demonstration, free_port, serving
from tests.support.settings import CACHE, environment_for

pytestmark = pytest.mark.slow


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(demonstration(), tmp_path / "data")
    return tmp_path / "data"


def children_of(pid: int) -> dict[int, str]:
    """Processes started by this one and by its children, by what they run."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and parent_of(entry) == pid:
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            found |= {int(entry.name): words} | children_of(int(entry.name))
    return found


def parent_of(entry: Path) -> int | None:
    try:
        return int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return None


def until(condition: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def worker_of(server: Server) -> int | None:
    return next((pid for pid, words in children_of(server.process.pid).items() if "storyhub worker" in words), None)


def test_an_interrupt_stops_web_and_worker_even_one_that_took_the_place_of_a_dead_one(data: Path) -> None:
    with serving(data) as server:
        assert until(lambda: worker_of(server) is not None)
        first = worker_of(server)
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert until(lambda: worker_of(server) not in (None, first))
        check_that_one_signal_stops_all(server, signal.SIGINT)


def test_it_counts_for_this_machine_alone_and_a_request_to_end_stops_web_and_worker(data: Path) -> None:
    port = free_port()
    with serving(data, STORYHUB_METRICS=f"127.0.0.1:{port}") as server:
        urllib.request.urlopen(f"{server.url}/en/rustavi/?q=canary").close()
        text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
        assert 'endpoint="home.town"' in text
        assert "canary" not in text
        assert until(lambda: worker_of(server) is not None)
        check_that_one_signal_stops_all(server, signal.SIGTERM)


def check_that_one_signal_stops_all(server: Server, number: signal.Signals) -> None:
    children = children_of(server.process.pid)
    assert any("gunicorn" in words for words in children.values())
    began = time.monotonic()
    server.process.send_signal(number)
    assert server.process.wait(20) == 0
    assert time.monotonic() - began < 15
    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), 5)


def test_without_a_worker_there_is_none(data: Path) -> None:
    with serving(data, "--no-worker") as server:
        assert not until(lambda: worker_of(server) is not None, 2)


def storyhub(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STORYHUB_")}
    command = [sys.executable, "-m", "storyhub", *arguments]
    return subprocess.run(command, env=kept | environment, capture_output=True, text=True, timeout=60, check=False)


def test_serving_without_secrets_is_refused_with_a_sentence(tmp_path: Path) -> None:
    refused = storyhub("serve", STORYHUB_DATA=str(tmp_path / "nothing"))
    assert refused.returncode == 1
    assert "STORYHUB_SECRET_KEY is not set" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_demonstration_is_not_served_to_the_world(data: Path) -> None:
    refused = storyhub("serve", **environment_for(data, STORYHUB_BIND="0.0.0.0:8000"))
    assert refused.returncode == 1
    assert "127.0.0.1" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_migrate_brings_an_empty_folder_to_life(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    given = {"STORYHUB_DATA": str(folder), "STORYHUB_LEMMAS": str(CACHE)}
    first = storyhub("migrate", **given)
    assert first.returncode == 0, first.stderr
    secrets = (folder / "secrets.env").read_text()
    assert storyhub("migrate", **given).returncode == 0
    assert (folder / "secrets.env").read_text() == secrets
    checked = storyhub("check", "--json", **given)
    assert checked.returncode == 0, checked.stdout
    assert '"ok": true' in checked.stdout


COMMANDS = ("serve", "worker", "migrate", "demo", "check", "create-admin", "import-stories")
EXPLAINED = "from storyhub.cli import main; [main([one, '--help'], standalone_mode=False) for one in {}]"


def test_a_command_explains_itself() -> None:
    """One as it is called, then all of them in one process: what starts it is the same for each."""
    shown = storyhub("serve", "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "Usage:" in shown.stdout
    command = [sys.executable, "-c", EXPLAINED.format(COMMANDS)]
    every = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert re.findall(r"^Usage: .*?([\w-]+) \[OPTIONS\]", every, re.MULTILINE) == list(COMMANDS)
