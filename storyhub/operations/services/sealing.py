"""A file that is written or read through age (https://age-encryption.org/v1), as a stream: it may be larger than memory.

pyrage reads from one stream and writes to another, so a thread and a pipe stand between it and us.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pyrage

from storyhub.operations.services import Refused

MAGIC = b"age-encryption.org/v1"
BLOCK = 1024 * 1024


def recipient_from(text: str) -> "pyrage.x25519.Recipient":
    """The public key `age1…`. Raises Refused."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise Refused(f"{text!r} is not an age recipient: it must be a public key like age1….") from error


def identities_from(path: Path) -> list["pyrage.x25519.Identity"]:
    """The private keys in a file as `age-keygen` writes it. Raises Refused."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise Refused(f"{path} holds no age identity (a line that begins with AGE-SECRET-KEY-1).") from error
    if not found:
        raise Refused(f"{path} holds no age identity (a line that begins with AGE-SECRET-KEY-1).")
    return found


@contextmanager
def writing(path: Path, recipient: "pyrage.x25519.Recipient | None") -> Iterator[IO[bytes]]:
    """A stream into a new file for its owner alone, encrypted when there is a recipient; on the disk when it ends."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        if recipient is None:
            yield file
        else:
            with _through(lambda source: pyrage.encrypt_io(source, file, [recipient])) as stream:
                yield stream
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def reading(path: Path, identity: Path | None) -> Iterator[IO[bytes]]:
    """The plain bytes of a file, decrypted where it is encrypted. Raises Refused when no key fits."""
    with path.open("rb") as file:
        is_sealed = file.read(len(MAGIC)) == MAGIC
        file.seek(0)
        if not is_sealed:
            yield file
            return
        if identity is None:
            raise Refused(f"{path} is encrypted: name the file with its private key (--identity).")
        keys = identities_from(identity)
        with _out_of(lambda target: pyrage.decrypt_io(file, target, keys), path) as stream:
            yield stream


@contextmanager
def _through(work: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """A stream to write to, whose bytes `work` reads. What goes wrong there goes wrong here."""
    reader, writer = os.pipe()
    thread = _Thread(work, os.fdopen(reader, "rb"))
    try:
        with os.fdopen(writer, "wb", BLOCK) as stream:
            yield stream
    except BrokenPipeError as error:
        thread.join()
        raise OSError(str(thread.error or error)) from thread.error
    finally:
        thread.join()
    if thread.error is not None:
        raise OSError(str(thread.error)) from thread.error


@contextmanager
def _out_of(work: Callable[[IO[bytes]], None], path: Path) -> Iterator[IO[bytes]]:
    """A stream to read from, whose bytes `work` writes. A damaged file is told before what it led to."""
    reader, writer = os.pipe()
    thread = _Thread(work, os.fdopen(writer, "wb", BLOCK))
    try:
        with os.fdopen(reader, "rb", BLOCK) as stream:
            yield stream
    except Exception as error:
        thread.join()
        raise _reason(thread.error, path) or error from error
    thread.join()
    if reason := _reason(thread.error, path):
        raise reason


def _reason(error: BaseException | None, path: Path) -> Refused | None:
    match error:
        case pyrage.DecryptError() if "No matching keys" in str(error):
            return Refused(f"This key does not open {path}.")
        case pyrage.DecryptError() | OSError(errno=None):  # an errno comes from us: the reader ended, the disk is full
            return Refused(f"{path} was damaged, changed or cut off: it cannot be decrypted to its end.")
    return None


class _Thread(threading.Thread):
    """Runs `work(stream)`, closes the stream, remembers what went wrong."""

    def __init__(self, work: Callable[[IO[bytes]], None], stream: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.work, self.stream = work, stream
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self.work(self.stream)
        except Exception as error:  # noqa: BLE001  (told by the thread that waits for this one)
            self.error = error
        finally:
            with suppress(OSError):
                self.stream.close()
