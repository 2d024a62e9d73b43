"""A participant's phone as tests use it: a browser without scripts that reads its forms and sends them."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.application import new_client
from tests.workshops.room import Room

FRAGMENT = {"HX-Request": "true", "HX-Target": "task"}


@dataclass
class Phone:
    """`phone.do("add-card", …)` sends the form of that name as the page drew it, with what is said besides."""

    client: FlaskClient
    room: Room
    language: str = "en"
    page: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        return f"/{self.language}/w/{self.room.code}"

    def look(self, **asked: str) -> str:
        answer = self.client.get(self.address, query_string=asked)
        assert answer.status_code == 200, answer.text
        self.page = answer.text
        return self.page

    def form(self, act: str, form_id: str = "") -> dict[str, str]:
        """The hidden fields of a form that stands on the page."""
        forms = re.findall(r'<form [^>]*action="([^"]*)"[^>]*id="([^"]*)"[^>]*>(.*?)</form>', self.page, re.DOTALL)
        inside = next(body for action, its_id, body in forms if action.endswith(f"/{act}") and form_id in ("", its_id))
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', inside)
        return {name: unescape(value) for name, value in hidden}

    def send(self, act: str, said: dict[str, Any], *, fragment: bool = False) -> TestResponse:
        headers = FRAGMENT if fragment else {}
        return self.client.post(f"{self.address}/{act}", data=said, headers=headers)

    def do(self, act: str, form_id: str = "", **said: Any) -> TestResponse:
        """Look, send, and follow to the page that comes then."""
        self.look()
        answer = self.send(act, self.form(act, form_id) | said)
        if answer.status_code == 303:
            answer = self.client.get(answer.location)
        self.page = answer.text
        return answer

    def poll(self, seen: int, language: str = "", step: str = "", board: str = "") -> TestResponse:
        """`step` and `board` are those that it shows, where that matters."""
        said = {"seen": seen, "step": step, "board": board}
        path = f"/{language or self.language}/w/{self.room.code}/poll"
        return self.client.get(path, query_string={name: value for name, value in said.items() if value != ""})

    @property
    def seen(self) -> int:
        found = re.search(r'id="room"[^>]* data-seen="(\d+)"', self.look())
        assert found is not None
        return int(found[1])


def sit_down(room: Room, language: str = "en", **said: str) -> Phone:
    """Somebody opens the address of the QR code and presses the one button."""
    phone = Phone(new_client(room.app), room, language)
    way_in = f"/{language}/j/{room.join_code}"
    key = re.search(r'name="key" value="([^"]*)"', phone.client.get(way_in).text)
    assert key is not None
    answer = phone.client.post(way_in, data={"key": key[1], **said})
    assert answer.status_code == 303, answer.text
    return phone
