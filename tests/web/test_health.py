"""Alive, ready, counted; and silent about who asked."""

import urllib.request
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.core.db import db, transaction
from storyhub.core.jobs import Job, enqueue
from storyhub.web.metrics import serve_metrics
from tests.support.serving import free_port

ADDRESS = "203.0.113.77"
BROWSER = "Canary/77 (heard nowhere)"
WORDS = "The cormorant-canary sits on the pier, and nobody writes it down anywhere else."
SAID = {"form_key": "form-key-of-a-test-2", "body": WORDS, "language": "en", "audience": "public", "action": "send"}
PICTURE = Path(__file__).resolve().parents[2] / "storyhub/demo/pictures/13-kitten-960.webp"


def test_alive_needs_no_database(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
    answer = client.get("/healthz/live")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_ready_says_what_is_ready(client: FlaskClient) -> None:
    answer = client.get("/healthz/ready")
    assert answer.status_code == 200
    assert answer.json == {"database": True, "schema": True, "disk": True}


def test_strangers_learn_only_whether(client: FlaskClient) -> None:
    answer = client.get("/healthz/ready", environ_base={"REMOTE_ADDR": ADDRESS})
    assert answer.json == {"ready": True}


def test_a_job_that_gave_up_does_not_close_the_site(client: FlaskClient, app: Flask) -> None:
    with app.app_context(), transaction() as session:
        enqueue("tests.no_such_handler")
        session.flush()
        job = session.scalars(select(Job)).one()
        job.failed_at = job.run_at
    assert client.get("/healthz/ready").status_code == 200


def test_metrics_name_addresses_and_statuses_and_nobody(client: FlaskClient) -> None:
    client.get("/en/rustavi/stories?q=canary-words", environ_base={"REMOTE_ADDR": ADDRESS})
    port = free_port()
    serve_metrics(f"127.0.0.1:{port}")
    text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()
    assert ADDRESS not in text
    assert "canary-words" not in text


@pytest.mark.parametrize("style", ["console", "json"])
def test_no_log_and_no_table_knows_who_wrote_or_says_their_words(
    app: Flask, client: FlaskClient, capfd: pytest.CaptureFixture[str], run_jobs: Callable[[], int], style: str
) -> None:
    client.environ_base |= {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": BROWSER}
    for action in ("preview", "send", "send"):
        picture = {"photos": (BytesIO(PICTURE.read_bytes()), "canary-file-name.webp")}
        client.post("/en/rustavi/tell?canary=query", data=SAID | {"action": action} | picture)
    client.post("/en/rustavi/tell", data=SAID | {"body": WORDS + " And more."})
    client.post("/en/my", data={"receipt": "canary-receipt"})
    client.get("/en/rustavi/canary-path")
    run_jobs()
    logged = "".join(capfd.readouterr())
    with app.app_context():
        tables = {table.name: repr(db.session.execute(select(table)).all()) for table in db.metadata.sorted_tables}
    for canary in (ADDRESS, BROWSER, "canary"):
        assert canary not in logged
    for name, rows in tables.items():
        assert ADDRESS not in rows, name
        assert BROWSER not in rows, name
        assert "canary-file-name" not in rows, name
        assert "cormorant" not in rows or name in ("story", "story_version"), name
