"""What people send never makes a traceback; every refusal is a page that says what to do."""

import shutil
import sqlite3
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from storyhub.core.db import db
from storyhub.core.languages import LANGUAGES
from storyhub.stories.models import PendingPhoto, Story

WORDS = "The bridge has been closed since spring, and nobody says for how long."
SAID = {"form_key": "form-key-of-a-test-1", "body": WORDS, "language": "en", "audience": "public", "action": "send"}
PICTURE = Path(__file__).resolve().parents[2] / "storyhub/demo/pictures/13-kitten-960.webp"


def stories(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Story)) or 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_missing_page_is_a_page_in_its_language(client: FlaskClient, lang: str) -> None:
    answer = client.get(f"/{lang}/no-such-town/")
    assert answer.status_code == 404
    assert f'<html lang="{lang}"' in answer.text
    assert "<h1" in answer.text


NOWHERE = [
    "/xx/",
    "/en",
    "/en/rustavi/stories/zzzzzzzz",
    "/en/rustavi/stories/%00",
    "/en/rustavi/stories/%ff%fe",
    "/photos/x/1-320.webp",
    "/photos/zzzzzzzz/99-9999.webp",
    "/static/../pyproject.toml",
    "/static/%2e%2e/pyproject.toml",
    "/en/%2e%2e/%2e%2e/etc/passwd",
    "/" + "a" * 3000,
]
QUESTIONS = [
    "page=-1",
    "page=99999999999999",
    "theme=%00",
    "q=%ff",
    "from=yesterday",
    "kind=x&lang=xx&place=%f0%28",
    "theme=" + "a" * 5000,
]


@pytest.mark.parametrize("path", NOWHERE)
def test_an_address_that_leads_nowhere(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (301, 308, 404)


@pytest.mark.parametrize("query", QUESTIONS)
def test_a_list_takes_any_question(client: FlaskClient, query: str) -> None:
    assert client.get(f"/en/rustavi/stories?{query}").status_code in (200, 400, 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_a_wrong_method_says_which_are_right(client: FlaskClient, method: str) -> None:
    answer = client.open("/en/rustavi/tell", method=method)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_body_that_is_too_large_is_refused_with_a_page(client: FlaskClient) -> None:
    answer = client.post("/en/my", data={"receipt": "x" * 2_000_000})
    assert answer.status_code == 413
    assert "larger than we can take" in answer.text


def test_ten_megabytes_of_words_are_refused_with_a_page(client: FlaskClient, app: Flask) -> None:
    answer = client.post("/en/rustavi/tell", data=SAID | {"body": "ა" * 3_500_000})
    assert answer.status_code in (413, 422)
    assert "<h1" in answer.text
    assert stories(app) == 0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"body=%ff%fe%00&form_key=%80", "application/x-www-form-urlencoded"),
        (b"\xff\xfe\x00\x00", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (
            b"--x\r\nContent-Disposition: form-data; name=body\r\n\r\n\xff\xfe\r\n--x--",
            "multipart/form-data; boundary=x",
        ),
        (b"x", "multipart/form-data"),
        (b'{"body": "x"}', "application/json"),
        (b"", "text/plain; charset=utf-7"),
    ],
)
def test_a_body_in_the_wrong_shape_is_answered_with_a_page(client: FlaskClient, body: bytes, kind: str) -> None:
    answer = client.post("/en/rustavi/tell", data=body, content_type=kind)
    assert answer.status_code in (400, 413, 422)
    assert "<h1" in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost:8000@evil.example", "[::1", ""])
def test_a_foreign_host_is_refused_and_never_repeated(client: FlaskClient, host: str) -> None:
    answer = client.get("/en/", headers={"Host": host})
    assert answer.status_code in (400, 404)
    assert "evil.example" not in answer.text


@pytest.mark.only_on("sqlite")
def test_while_the_database_is_locked_the_text_is_handed_back(app: Flask, client: FlaskClient) -> None:
    foreign = sqlite3.connect(app.config["STORYHUB"].database.removeprefix("sqlite:///"), isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    answer = client.post("/en/rustavi/tell", data=SAID)
    foreign.execute("ROLLBACK")
    foreign.close()
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert WORDS in answer.text
    assert SAID["form_key"] in answer.text
    assert stories(app) == 0
    assert client.post("/en/rustavi/tell", data=SAID).status_code == 303
    assert stories(app) == 1


def test_when_pictures_cannot_be_kept_nothing_is_half_kept(app: Flask, client: FlaskClient) -> None:
    folder = app.config["STORYHUB"].data / "photos"
    shutil.rmtree(folder)
    folder.write_text("where the folder was")
    answer = client.post("/en/rustavi/tell", data=SAID | {"photos": (BytesIO(PICTURE.read_bytes()), "kitten.webp")})
    assert answer.status_code == 503
    assert WORDS in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PendingPhoto)) == 0
    folder.unlink()
    folder.mkdir()
    again = SAID | {"photos": (BytesIO(PICTURE.read_bytes()), "kitten.webp")}
    assert client.post("/en/rustavi/tell", data=again).status_code == 303
    assert stories(app) == 1


@pytest.mark.config(TESTING=False)
def test_a_fault_of_ours_is_a_page_without_its_inside(app: Flask) -> None:
    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("the words of a teller")

    broken.access_policy = app.view_functions["health.live"].access_policy  # type: ignore[attr-defined]
    answer = app.test_client().get("/broken")
    assert answer.status_code == 500
    assert "words of a teller" not in answer.text
    assert "<h1" in answer.text


def test_for_htmx_a_refusal_is_its_notice_alone(as_role: Callable[..., FlaskClient]) -> None:
    headers = {"HX-Request": "true", "HX-Target": "notice"}
    answer = as_role("moderator").get("/en/rustavi/desk/zzzzzzzz", headers=headers)
    assert answer.status_code == 404
    assert "<html" not in answer.text
