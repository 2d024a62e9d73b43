"""How the web worker and the child process talk: frames of a length and bytes over two pipes.

No pickle and no JSON: one side has just decoded a stranger's file and may have been taken over by it, so
the other side reads fixed fields, bounded lengths and a closed set of reasons, and nothing else.
"""

from __future__ import annotations

import struct
from typing import BinaryIO, NamedTuple

from storyhub.adapters.images.limits import MAX_DERIVATIVE_BYTES, MAX_FILE_BYTES, SIZES
from storyhub.adapters.images.results import Region

READY = b"ready"

_LENGTH = struct.Struct(">I")
_HEAD = struct.Struct(">HH3sQ")
_REGION = struct.Struct(">HHHH")
_CLEANED = b"C"
_REFUSED = b"R"
_MAX_HEAD_BYTES = 64


class ProtocolError(Exception):
    """The other side ended, or says what it cannot mean."""


class Developed(NamedTuple):
    """A photo as the child describes it; `files` are in the order of `SIZES`."""

    width: int
    height: int
    color: bytes
    hint: int
    files: tuple[bytes, ...]


class Refusal(NamedTuple):
    reason: str


def send(stream: BinaryIO, *frames: bytes) -> None:
    for frame in frames:
        stream.write(_LENGTH.pack(len(frame)))
        stream.write(frame)
    stream.flush()


def receive(stream: BinaryIO, at_most: int) -> bytes | None:
    """The next frame, or None when the other side has closed. Raises ProtocolError on half a frame."""
    prefix = stream.read(_LENGTH.size)
    if not prefix:
        return None
    if len(prefix) < _LENGTH.size:
        raise ProtocolError("ended within a length")
    (length,) = _LENGTH.unpack(prefix)
    if length > at_most:
        raise ProtocolError(f"a frame of {length} bytes")
    frame = stream.read(length)
    if len(frame) < length:
        raise ProtocolError("ended within a frame")
    return frame


def send_job(stream: BinaryIO, photo: bytes, blurred: Region | None = None) -> None:
    """A photo to develop, whole or with a part of it blurred."""
    send(stream, _REGION.pack(*blurred) if blurred else b"", photo)


def receive_job(stream: BinaryIO) -> tuple[bytes, Region | None] | None:
    """None when the other side has closed. Raises ProtocolError when it broke the form."""
    head = receive(stream, _REGION.size)
    if head is None:
        return None
    if len(head) not in (0, _REGION.size):
        raise ProtocolError("a region of no known form")
    photo = _receive_or_fail(stream, MAX_FILE_BYTES)
    return photo, Region(*_REGION.unpack(head)) if head else None


def send_answer(stream: BinaryIO, answer: Developed | Refusal) -> None:
    if isinstance(answer, Refusal):
        send(stream, _REFUSED + answer.reason.encode("ascii"))
    else:
        head = _HEAD.pack(answer.width, answer.height, answer.color, answer.hint)
        send(stream, _CLEANED + head, *answer.files)


def receive_answer(stream: BinaryIO) -> Developed | Refusal:
    """Raises ProtocolError when the child ended or broke the form."""
    head = _receive_or_fail(stream, _MAX_HEAD_BYTES)
    kind, rest = head[:1], head[1:]
    if kind == _REFUSED and rest.isascii():
        return Refusal(rest.decode("ascii"))
    if kind != _CLEANED or len(rest) != _HEAD.size:
        raise ProtocolError("an answer of no known form")
    width, height, color, hint = _HEAD.unpack(rest)
    files = tuple(_receive_or_fail(stream, MAX_DERIVATIVE_BYTES) for _ in SIZES)
    return Developed(width, height, color, hint, files)


def _receive_or_fail(stream: BinaryIO, at_most: int) -> bytes:
    frame = receive(stream, at_most)
    if frame is None:
        raise ProtocolError("ended before it was done")
    return frame
