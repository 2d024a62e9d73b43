"""`teller`: somebody with a phone and no scripts, who fills in the form that the page gave and sends it back."""

import io
import re
import time
from collections.abc import Callable, Sequence
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from storyhub.core.db import db
from storyhub.stories.models import Story
from tests.support.application import new_client
from tests.support.faults import impatient  # noqa: F401
from tests.support.pages import Fields, Reader, form_on, words_on

WORDS = "On Tuesday the lift stood still again, and we carried our neighbour down six floors."

File = tuple[str, bytes]


class Teller:
    """Keeps the fields of the page that was answered last; what is posted is those fields, changed."""

    def __init__(self, client: FlaskClient, town: str = "rustavi", language: str = "en") -> None:
        self.client = client
        self.address = f"/{language}/{town}/tell"
        self.fields: Fields = MultiDict()
        self.page = ""

    def open(self, **query: str) -> TestResponse:
        """The empty form, opened a minute ago."""
        answer = self._read(self.client.get(self.address, query_string=query))
        self.fields["began"] = str(int(time.time()) - 60)
        return answer

    def press(self, action: str, *, files: Sequence[File] = (), headers: Any = None, **changes: Any) -> TestResponse:
        """Change fields, press a button. A list answers a field with several values."""
        for name, value in changes.items():
            self.fields.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
        data = MultiDict(self.fields)
        data["action"] = action
        for name, content in files:
            data.add("photos", (io.BytesIO(content), name))
        sent = self.client.post(self.address, data=data, content_type="multipart/form-data", headers=headers)
        return self._read(sent)

    def send(self, **changes: Any) -> TestResponse:
        return self.press("send", **changes)

    def receipts(self) -> list[str]:
        """The receipts on the page that follows sending, without their gaps."""
        page = self.client.get(f"{self.address}/received").text
        return receipts_on(page)

    @property
    def words(self) -> str:
        return words_on(self.page)

    @property
    def parts_open(self) -> int:
        """How many of the page's disclosures stand open."""
        return sum(Reader(self.page).open_details)

    @property
    def pictures(self) -> list[str]:
        """Addresses of the waiting photographs on the page."""
        return list(dict.fromkeys(re.findall(r"/photos/pending/\w+-320\.webp", self.page)))

    def _read(self, answer: TestResponse) -> TestResponse:
        self.page = answer.text
        if 'id="tell"' in self.page:
            self.fields = form_on(self.page)
        return answer


def receipts_on(page: str) -> list[str]:
    found = re.findall(r'<p class="code"[^>]*>(.*?)</p>', page, re.DOTALL)
    return ["".join(unescape(re.sub(r"<[^>]+>", "", one)).split()) for one in found]


@pytest.fixture
def teller(client: FlaskClient) -> Teller:
    teller = Teller(client)
    teller.open()
    return teller


@pytest.fixture
def new_teller(app: Flask) -> Callable[..., Teller]:
    """`new_teller("poti", "ka")`: another phone, with the form open."""

    def opened(town: str = "rustavi", language: str = "en") -> Teller:
        teller = Teller(new_client(app), town, language)
        teller.open()
        return teller

    return opened


@pytest.fixture
def stories(app: Flask) -> Callable[[], list[Story]]:
    """Every story there is, in the order they were told, apart from any session."""

    def read() -> list[Story]:
        with app.app_context():
            found = list(db.session.scalars(db.select(Story).order_by(Story.told_at)))
            db.session.expunge_all()
            return found

    return read
