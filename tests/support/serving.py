"""`server`: a real `storyhub serve` with the demonstration, for browsers and for faults."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import shared
from tests.support.settings import environment_for


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, and what it keeps."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all the browser tests of this process; what they tell stays in it."""
    data = tmp_path_factory.mktemp("server") / "data"
    shutil.copytree(demonstration(), data)
    with serving(data) as running:
        yield running


def demonstration() -> Path:
    """A data folder filled with the demonstration, made once per run; copy it before use."""
    return shared.made_once("demonstration", fill_demonstration)


@contextmanager
def serving(data: Path, *arguments: str, **more: str) -> Iterator[Server]:
    """`storyhub serve` over a data folder, stopped with its children at the end."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "storyhub", "serve", "--port", str(port), *arguments],
        env=os.environ | environment_for(data, STORYHUB_WEB_PROCESSES="1", **more),
        stdout=(data / "server.log").open("ab"),
        stderr=subprocess.STDOUT,
    )
    running = Server(f"http://127.0.0.1:{port}", data, process)
    try:
        wait_for(running)
        yield running
    finally:
        process.terminate()
        process.wait(40)


def wait_for(server: Server, seconds: float = 90) -> None:
    """Until it answers; raises with its log when it does not."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.process.poll() is None:
        try:
            urllib.request.urlopen(f"{server.url}/healthz/live", timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not answer:\n{(server.data / 'server.log').read_text()[-3000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fill_demonstration(path: Path) -> None:
    """`storyhub demo` into a folder."""
    subprocess.run(
        [sys.executable, "-m", "storyhub", "demo"],
        env=os.environ | environment_for(path),
        check=True,
        capture_output=True,
    )
