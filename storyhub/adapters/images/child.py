"""The process that decodes strangers' files: it limits itself, then answers one photo after another.

It ends when its input ends, so it never outlives the worker that started it for longer than one photo.
"""

from __future__ import annotations

import os
import resource
import sys
from typing import BinaryIO

from storyhub.adapters.images import protocol
from storyhub.adapters.images.develop import develop
from storyhub.adapters.images.limits import CPU_SECONDS, MEMORY_BYTES, OPEN_FILES
from storyhub.adapters.images.protocol import Refusal
from storyhub.adapters.images.results import PhotoRefused, Region


def main() -> None:
    photos, answers = sys.stdin.buffer, _private_stdout()
    limit_process()
    protocol.send(answers, protocol.READY)
    serve(photos, answers)


def serve(photos: BinaryIO, answers: BinaryIO) -> None:
    while (job := protocol.receive_job(photos)) is not None:
        limit_cpu(CPU_SECONDS)
        protocol.send_answer(answers, _answer(*job))


def limit_process() -> None:
    """Set here and not by the worker: `preexec_fn` is not safe in a process with threads.

    The imports are done by now, and no stranger's byte has been read. NPROC is left alone: it counts all
    of the user's processes, threads too, and libheif always starts one thread for HEIC.
    """
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def limit_cpu(seconds: int) -> None:
    """Allow `seconds` from now. The kernel counts from the start, so each photo moves the mark."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + seconds + 1, hard))


def _answer(photo: bytes, blurred: Region | None) -> protocol.Developed | Refusal:
    try:
        return develop(photo, blurred)
    except PhotoRefused as refusal:
        return Refusal(refusal.reason)
    except MemoryError:
        return Refusal("too_slow")
    except Exception:  # noqa: BLE001 - decoders raise whatever a broken file leads them to
        return Refusal("damaged")


def _private_stdout() -> BinaryIO:
    """Keep the answers' pipe to ourselves: a C library that prints would break a frame."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    main()
