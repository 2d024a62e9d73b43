"""`export`: a list asked for as a file, made as the worker makes it, and opened."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient


@dataclass
class Fetched:
    """A file as somebody fetched it, and the address of its page."""

    page: str
    package: zipfile.ZipFile

    @property
    def names(self) -> set[str]:
        return {name.rsplit("/", 1)[-1] if not name.count("photos/") else name for name in self.package.namelist()}

    def read(self, name: str) -> bytes:
        return self.package.read(next(one for one in self.package.namelist() if one.endswith(name)))

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.read("stories.jsonl").splitlines()]

    @property
    def codes(self) -> set[str]:
        return {record["code"] for record in self.records}


def ask(browser: FlaskClient, path: str = "/en/rustavi/stories/export", **form: str) -> str:
    """Ask for a file; gives the path of its page."""
    answer = browser.post(path, data={"format": "jsonl", "photos": "yes"} | form)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def fetch(browser: FlaskClient, page: str) -> Fetched:
    answer = browser.get(f"{page}.zip")
    assert answer.status_code == 200, answer.headers
    assert answer.mimetype == "application/zip"
    return Fetched(page, zipfile.ZipFile(io.BytesIO(answer.data)))


@pytest.fixture
def export(client: FlaskClient, run_jobs: Callable[[], int]) -> Callable[..., Fetched]:
    """`export(browser, path, format="csv")`: asked for, made, fetched; nobody signed in unless a browser is given."""

    def made(browser: FlaskClient | None = None, path: str = "/en/rustavi/stories/export", **form: str) -> Fetched:
        browser = browser or client
        page = ask(browser, path, **form)
        run_jobs()
        return fetch(browser, page)

    return made
