"""The poll of a seat, answered before session, language and templates: hundreds of phones ask every second or two.

The cookie is checked by its HMAC alone, the workshop's numbers are read at most ten times a second in each process,
and what a whole table sees is drawn once for each language. Anything out of the ordinary goes the long way, to `poll`,
and so does every question while voices are part of the answer: no word of a story is kept here.
"""

import gzip
import re
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import Lock
from typing import Any
from uuid import UUID

import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from storyhub.core import clock
from storyhub.web.headers import FIXED
from storyhub.web.metrics import REQUESTS
from storyhub.workshops.queries.pulse import Pulse, pulse_of
from storyhub.workshops.services.presence import see_seats
from storyhub.workshops.services.seat_tokens import seat_of
from storyhub.workshops.views.drawn import Board, Drawn

log = structlog.get_logger()

EXTENSION = "storyhub.seat_polls"
PATH = re.compile(r"/([a-z]{2})/w/([0-9a-z]{4,16})/poll")
PAGE = re.compile(r"/[a-z]{2}/w/([0-9a-z]{4,16})(?:/|$)")
"""Any page or act of a seat. Where no script runs nothing polls, and these alone tell that somebody is there."""
SEEN = re.compile(r"(?:^|&)seen=(\d{1,12})(?:&|$)")
STEP = re.compile(r"(?:^|&)step=([\w.-]{1,120})(?:&|$)")
"""The step that the phone shows: a phone that shows another one than the room is brought more."""
BOARD = re.compile(r"(?:^|&)board=([0-9a-f]{12})(?:&|$)")
"""The board that it shows: it is brought less when little has changed on it."""
FRESH_SECONDS = 0.1
"""How old a pulse may be. A phone that is answered from an old one learns of a step with its next poll only."""
NOTED_SECONDS = 10
MOST_KEPT = 2000
MOST_SHARED = 100
"""Boards of whole rooms, one for each language; with its packers, that of a hall of 300 takes 0.4 MB."""
OF_A_PAGE = [*FIXED.items(), ("Content-Type", "text/html; charset=utf-8"), ("Vary", "Cookie, Accept-Encoding")]
"""An answer without a body has nothing that they would guard, and a phone gets thousands of them in an evening."""

Start = Callable[..., Any]
Place = tuple[UUID, UUID | None, str]
"""A workshop, a table in it or none, a language."""


@lru_cache(maxsize=256)
def takes_gzip(accepted: str) -> bool:
    return parse_accept_header(accepted, Accept)["gzip"] > 0


class SeatPolls:
    """WSGI in front of the application, for one address."""

    def __init__(self, app: Flask) -> None:
        self.app, self.inner = app, app.wsgi_app
        self.pulses: dict[str, tuple[float, Pulse | None]] = {}
        self.bodies: dict[Place, tuple[Drawn, ...]] = {}
        self.shared: dict[tuple[UUID, str], Board] = {}
        self.here: set[UUID] = set()
        self.noted_at = time.monotonic()
        self.reading, self.noting, self.sharing = Lock(), Lock(), Lock()
        self.prefix = "__Host-" if app.config["STORYHUB"].is_https else ""

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        asked = PATH.fullmatch(environ["PATH_INFO"]) if environ["PATH_INFO"].endswith("/poll") else None
        answer = self._answer(environ, *asked.groups()) if asked and environ["REQUEST_METHOD"] == "GET" else None
        if answer is None:
            self._hear(environ)
            return self.inner(environ, start_response)
        drawn, left = answer
        is_packed = drawn is not None and takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = b"" if drawn is None else drawn.packed if is_packed else gzip.decompress(drawn.packed)
        headers = [("Cache-Control", "no-store"), ("Seconds-Left", "" if left is None else str(left))]
        if body:
            headers += [*OF_A_PAGE, ("Content-Length", str(len(body)))]
        if is_packed:
            headers.append(("Content-Encoding", "gzip"))
        REQUESTS.labels("seat.poll", "2xx").inc()
        start_response("200 OK" if body else "204 No Content", headers)
        return [body] if body else []

    def _answer(self, environ: dict[str, Any], language: str, code: str) -> tuple[Drawn | None, int | None] | None:
        """(what is new or nothing, seconds left); None when the long way must answer."""
        seen = SEEN.search(environ.get("QUERY_STRING", ""))
        seat_id = self._seat_of(environ, code)
        pulse = self.pulse(code) if seen and seat_id else None
        if seen is None or seat_id is None or pulse is None or not pulse.is_open or seat_id not in pulse.seats:
            return None
        self._note(seat_id)
        sequence, left = pulse.sequence_of(seat_id), pulse.seconds_left(clock.now())
        if int(seen[1]) == sequence:
            return None, left
        if int(seen[1]) > sequence:  # Another process, or a page, told of more than was read here a moment ago.
            return None
        step, board = (_said(environ["QUERY_STRING"], of_it) for of_it in (STEP, BOARD))
        kept = self.bodies.get((pulse.workshop_id, pulse.seats[seat_id], language), ())
        drawn = next((one for one in kept if one.sequence == sequence and one.is_for(step, board)), None)
        return (drawn, left) if drawn else None

    def _hear(self, environ: dict[str, Any]) -> None:
        page = PAGE.match(environ["PATH_INFO"])
        seat_id = self._seat_of(environ, page[1]) if page else None
        if seat_id:
            self._note(seat_id)

    def _seat_of(self, environ: dict[str, Any], code: str) -> UUID | None:
        name = f"{self.prefix}seat-{code}="
        cookies = map(str.strip, environ.get("HTTP_COOKIE", "").split(";"))
        token = next((one.removeprefix(name) for one in cookies if one.startswith(name)), None)
        return seat_of(self.app.extensions["storyhub.keys"], token) if token else None

    def pulse(self, code: str) -> Pulse | None:
        """As it was a quarter of a second ago at most. While one thread reads, the others take what was read before."""
        at, pulse = self.pulses.get(code, (-FRESH_SECONDS, None))
        now = time.monotonic()
        if now - at < FRESH_SECONDS or not self.reading.acquire(blocking=pulse is None):
            return pulse
        try:
            with self.app.app_context():
                pulse = pulse_of(code, pulse)
            if len(self.pulses) >= MOST_KEPT:
                self.pulses.clear()
            self.pulses[code] = (now, pulse)
            return pulse
        except DBAPIError as error:
            log.warning("pulse_not_read", error=type(error).__name__)
            return None
        finally:
            self.reading.release()

    def keep(self, place: Place, drawn: tuple[Drawn, ...]) -> None:
        """Keep what was drawn for phones in the same place, for those that need least of it first.

        It holds no words of a story and nothing of one seat.
        """
        if len(self.bodies) >= MOST_KEPT:
            self.bodies.clear()
        self.bodies[place] = drawn

    def share(self, workshop_id: UUID, language: str, sequence: int, html: bytes) -> Board:
        """Keep what every table is shown alike; it holds no words of a story either. The caller holds `sharing`."""
        place = workshop_id, language
        self.shared[place] = board = Board.of_all(sequence, html, self.shared.pop(place, None))
        if len(self.shared) > MOST_SHARED:
            del self.shared[next(iter(self.shared))]
        return board

    def shared_at(self, workshop_id: UUID, language: str, sequence: int) -> Board | None:
        board = self.shared.get((workshop_id, language))
        return board if board is not None and board.sequence == sequence else None

    def _note(self, seat_id: UUID) -> None:
        """Remember who is there, and now and then write it down in one short transaction."""
        self.here.add(seat_id)
        if time.monotonic() - self.noted_at < NOTED_SECONDS or not self.noting.acquire(blocking=False):
            return
        try:
            self.noted_at, seats, self.here = time.monotonic(), self.here, set()
            with self.app.app_context():
                see_seats(seats)
        except DBAPIError as error:
            log.warning("presence_not_noted", error=type(error).__name__)
        finally:
            self.noting.release()


def _said(query: str, of_it: re.Pattern[str]) -> str:
    found = of_it.search(query)
    return found[1] if found else ""


def init_app(app: Flask) -> None:
    polls = SeatPolls(app)
    app.extensions[EXTENSION] = polls
    app.wsgi_app = polls  # type: ignore[method-assign]
