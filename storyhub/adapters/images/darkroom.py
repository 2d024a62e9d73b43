"""One child process that cleans photo after photo, watched from outside and replaced when it dies.

The web worker never decodes a stranger's picture itself: a crash, a bomb or an exploit ends in the child.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Timer
from typing import BinaryIO, cast

from storyhub.adapters.images import protocol
from storyhub.adapters.images.limits import SIZES, START_SECONDS, WALL_SECONDS
from storyhub.adapters.images.plain_webp import plain_webp_size
from storyhub.adapters.images.protocol import Developed, ProtocolError, Refusal
from storyhub.adapters.images.results import REASONS, CleanedPhoto, PhotoRefused, PhotoServiceBroken, Region

# -I keeps PYTHON* variables, the user's site-packages and the working directory out of the child. It also
# drops the path by which an unpacked checkout finds itself, so that one path is handed over by name.
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from storyhub.adapters.images.child import main; main()"
_ROOT = str(Path(__file__).resolve().parents[3])
# A fixed threshold makes the allocator give the pixels of one photo back before the next one comes.
_ENVIRONMENT = {"LANG": "C.UTF-8", "MALLOC_MMAP_THRESHOLD_": "131072"}
_LEAVE_SECONDS = 1.0
_OUT_OF_BOUNDS = {-signal.SIGXCPU, -signal.SIGKILL}


class Darkroom:
    """A context manager around one child at a time. Not for use by two threads."""

    def __init__(self, slot_descriptor: int) -> None:
        self._slot = slot_descriptor
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Darkroom:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def clean(self, photo: bytes, blurred: Region | None = None) -> CleanedPhoto | PhotoRefused:
        """Make the three sizes, the `blurred` part unrecognisable in all of them.

        Raises PhotoServiceBroken when no child can be started; all else is a result."""
        child = self._running()
        timed_out = Event()
        try:
            with _deadline(child, WALL_SECONDS, timed_out):
                protocol.send_job(_stdin(child), photo, blurred)
                answer = protocol.receive_answer(_stdout(child))
            return _checked(answer)
        except (OSError, ProtocolError):
            code = self._end()
            return PhotoRefused("too_slow" if timed_out.is_set() or code in _OUT_OF_BOUNDS else "damaged")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = self._start()
        return self._child

    def _start(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C in the terminal is for the server, which lets a story end first.
        child = subprocess.Popen(
            [sys.executable, "-I", "-c", _BOOT, _ROOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libraries quote metadata in their warnings, and logs hold none
            cwd="/",
            env=_ENVIRONMENT,
            pass_fds=(self._slot,),
            start_new_session=True,
        )
        self._child = child
        try:
            with _deadline(child, START_SECONDS, Event()):
                greeting = protocol.receive(_stdout(child), len(protocol.READY))
        except ProtocolError:
            greeting = None
        if greeting != protocol.READY:
            code = self._end()
            raise PhotoServiceBroken(
                f"the photo process ended with {code} before it was ready; "
                "`python -m storyhub.adapters.images.child` shows why"
            )
        return child

    def _end(self) -> int | None:
        """Reap the child and say how it ended; one that has already died keeps its own exit code."""
        child, self._child = self._child, None
        if child is None:
            return None
        with suppress(OSError):  # what was still meant for a child that is gone
            _stdin(child).close()
        try:
            return child.wait(timeout=_LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()
        finally:
            _stdout(child).close()


@contextmanager
def _deadline(child: subprocess.Popen[bytes], seconds: float, passed: Event) -> Iterator[None]:
    """Kill the child after `seconds`, which also frees whoever waits on its pipes."""

    def kill() -> None:
        passed.set()
        child.kill()

    timer = Timer(seconds, kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _checked(answer: Developed | Refusal) -> CleanedPhoto | PhotoRefused:
    """Take nothing from the child on trust: neither its reasons nor its files."""
    if isinstance(answer, Refusal):
        if answer.reason not in REASONS:
            raise ProtocolError("an unknown reason")
        return PhotoRefused(answer.reason)
    try:
        sizes = [plain_webp_size(file) for file in answer.files]
    except ValueError as error:
        raise ProtocolError(str(error)) from error
    fitting = all(max(size) <= side for size, side in zip(sizes, SIZES, strict=True))
    if sizes[0] != (answer.width, answer.height) or not fitting:
        raise ProtocolError("not the sizes that were asked for")
    return CleanedPhoto(
        width=answer.width,
        height=answer.height,
        color=f"#{answer.color.hex()}",
        files=dict(zip(SIZES, answer.files, strict=True)),
        hint=answer.hint,
    )


def _stdin(child: subprocess.Popen[bytes]) -> BinaryIO:
    return cast(BinaryIO, child.stdin)


def _stdout(child: subprocess.Popen[bytes]) -> BinaryIO:
    return cast(BinaryIO, child.stdout)
