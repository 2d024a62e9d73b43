"""`storyhub serve`: gunicorn and the worker as two children of one small parent that starts and stops them together."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from storyhub.config import Settings
from storyhub.core import buckets
from storyhub.web.metrics import serve_metrics

GRACE = 35
"""Seconds a child may take to finish what it began; a little more than gunicorn's own patience."""

FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}
"""For the web's threads, which would else each keep a heap of their own: some 15 MB a process, for nothing Python gains."""


def serve_all(settings: Settings, *, with_worker: bool) -> int:
    """Run until SIGTERM or SIGINT, or until the web ends by itself. Returns the exit status."""
    # Inherited by all children, never written: what tells one network's crowd from another's (core.buckets).
    os.environ[buckets.SALT] = buckets.make_salt()
    with metrics_folder(settings):
        return _run(settings, with_worker=with_worker)


def _run(settings: Settings, *, with_worker: bool) -> int:
    web = subprocess.Popen(web_command(settings), start_new_session=True, env=FEW_ARENAS | os.environ)
    worker = _start_worker() if with_worker else None
    stopped: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopped.append(number)

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, stop)
    while not stopped and web.poll() is None and is_free(settings.bind):
        time.sleep(0.1)
    if web.poll() is None:
        print(f"Storyhub answers on http://{settings.bind}  (Ctrl-C stops it)", flush=True)  # noqa: T201
    while not stopped and web.poll() is None:
        if worker is not None and worker.poll() is not None:
            worker = _start_worker()
        time.sleep(0.2)
    status = web.poll()
    _end([child for child in (web, worker) if child is not None])
    return 0 if stopped else (status or 1)


def is_free(bind: str) -> bool:
    """Whether nobody answers at an address yet."""
    host, port = bind.rsplit(":", 1)
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=1).close()
    except OSError:
        return True
    return False


@contextmanager
def metrics_folder(settings: Settings) -> Iterator[None]:
    """Where the web processes count, gathered and served on loopback; nothing where no metrics are wanted."""
    if not settings.metrics:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="storyhub-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        serve_metrics(settings.metrics)
        yield


def web_command(settings: Settings) -> list[str]:
    """gunicorn with threads; the access log is off because it would hold addresses."""
    return [
        sys.executable, "-m", "gunicorn", "storyhub.app:create_app()",
        "--config", "python:storyhub.web.process",
        # Made once and inherited, so that processes share the half of their memory that never changes.
        "--preload",
        "--bind", settings.bind,
        "--worker-class", "gthread",
        "--workers", str(settings.web_processes),
        "--threads", str(settings.threads),
        # Few at a time, or the first process to wake takes the whole crowd while the other stands idle.
        "--worker-connections", str(4 * settings.threads),
        # The longest question, 500 letters of three bytes each, is 4,500 characters in an address.
        "--limit-request-line", "8190",
        "--timeout", "120",
        "--graceful-timeout", "30",
        "--keep-alive", "5",
        "--max-requests", "20000",
        "--max-requests-jitter", "2000",
        "--worker-tmp-dir", "/dev/shm" if os.path.isdir("/dev/shm") else tempfile.gettempdir(),  # noqa: S108
        "--forwarded-allow-ips", "127.0.0.1" if settings.proxies else "",
        "--log-level", "warning",
    ]  # fmt: skip


def _start_worker() -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "storyhub", "worker"], start_new_session=True)


def _end(children: list[subprocess.Popen]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            child.kill()
