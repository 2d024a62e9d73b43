"""One event as a calendar reads it (RFC 5545): UTC times, folded lines, and a name that stays when the event is changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_LINE = 75
"""Octets of a line without its line break (RFC 5545, 3.1)."""
SPECIAL = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Event:
    """`uid` names it for ever; `revision` rises with every change, so that a calendar takes the newer one."""

    uid: str
    revision: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime | None
    title: str
    description: str
    place: str
    url: str
    language: str


def calendar_of(event: Event) -> str:
    """The whole file, with the line ends the format asks for."""
    return "".join(f"{_folded(line)}\r\n" for line in _lines(event))


def _lines(event: Event) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Storyhub//Workshops//EN", "METHOD:PUBLISH", "BEGIN:VEVENT")
    yield f"UID:{event.uid}"
    yield f"SEQUENCE:{event.revision}"
    yield f"DTSTAMP:{_moment(event.changed_at)}"
    yield f"DTSTART:{_moment(event.starts_at)}"
    if event.ends_at is not None:
        yield f"DTEND:{_moment(event.ends_at)}"
    for name, words in (("SUMMARY", event.title), ("DESCRIPTION", event.description), ("LOCATION", event.place)):
        if words:
            yield f"{name};LANGUAGE={event.language}:{_text(words)}"
    yield f"URL:{event.url}"
    yield from ("END:VEVENT", "END:VCALENDAR")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n").translate(SPECIAL)


def _folded(line: str) -> str:
    """No line longer than the format allows, cut between characters: one of Georgian has three octets."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    return "\r\n".join([*pieces, piece])
