"""A throwaway installation for one measurement: a data folder of its own, the towns, and a real server over it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "bench"
TOWN = "rustavi"


def environment(data: Path, database: str = "", **more: str) -> dict[str, str]:
    """STORYHUB_* for a folder of its own; whatever the shell had set is left out. The table of lemmas is made once for all."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STORYHUB_")}
    own = {"STORYHUB_DATA": str(data), "STORYHUB_LEMMAS": str(CACHE), "STORYHUB_DATABASE": database}
    return clean | own | {"STORYHUB_LOG": "json", **more}


def install(data: Path, database: str = "") -> None:
    """`storyhub migrate` into the empty folder: secrets, tables, towns, themes."""
    command = [sys.executable, "-m", "storyhub", "migrate"]
    subprocess.run(command, cwd=ROOT, env=environment(data, database), check=True, capture_output=True)


@contextmanager
def serving(data: Path, command: tuple[str, ...] = ("storyhub", "serve"), **more: str) -> Iterator[str]:
    """`storyhub serve`, two web processes unless told otherwise. Gives its address; stops it at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (data / "server.log").open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", *command, "--port", str(port)],
            cwd=ROOT, env=environment(data, **more), stdout=log, stderr=log,
        )  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}", server, data)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(60)


def _wait_for(address: str, server: subprocess.Popen[bytes], data: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/healthz/live", timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"the server did not answer:\n{(data / 'server.log').read_text()[-2000:]}")


def quantile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies (the nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
