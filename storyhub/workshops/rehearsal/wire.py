"""HTTP as a proxy speaks it for a hall: a few lasting connections, and the cookies of whoever asks."""

import gzip
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPSConnection
from http.cookies import SimpleCookie
from threading import local
from urllib.parse import urlsplit

TIMEOUT = 30
AROUND = len(": \r\n")
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Reply:
    """`asked_at` and `at` are when it was sent and when all of it was there, by the clock that only runs forward."""

    status: int
    headers: HTTPMessage
    body: bytes
    size: int
    asked_at: float
    at: float

    @property
    def seconds(self) -> float:
        return self.at - self.asked_at

    @property
    def cookies(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in self.headers.get_all("Set-Cookie") or ():
            found |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return found


class Wire(local):
    """One connection for each thread, opened again when the server closed it."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        self._kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
        self._netloc = place.netloc
        self._connection: HTTPConnection | None = None

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: str | None = None) -> Reply:
        """Raises OSError when nobody answers. A connection that was closed meanwhile is tried once more."""
        try:
            return self._ask(method, path, headers, body)
        except (HTTPException, OSError):
            self._hang_up()
            return self._ask(method, path, headers, body)

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: str | None) -> Reply:
        if self._connection is None:
            self._connection = self._kind(self._netloc, timeout=TIMEOUT)
        began = time.monotonic()
        said = {"Accept-Encoding": "gzip", "User-Agent": "storyhub-rehearsal", **headers}
        if body is not None:
            said["Content-Type"] = FORM
        self._connection.request(method, path, body.encode() if body is not None else None, said)
        answer = self._connection.getresponse()
        content = answer.read()
        at = time.monotonic()
        size = len(content) + sum(len(name) + len(value) + AROUND for name, value in answer.headers.items())
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return Reply(answer.status, answer.headers, content, size, began, at)

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
