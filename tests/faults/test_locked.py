"""Somebody holds the database: reading goes on, a story is handed back whole, and nothing of it is half kept."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select

from storyhub.core.db import db
from storyhub.stories.models import ConsentGrant, PendingPhoto, Story
from tests.adapters.images_samples import jpeg
from tests.stories.conftest import WORDS, Teller
from tests.support.pages import form_on

pytestmark = pytest.mark.config(WTF_CSRF_ENABLED=True)


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Another program has begun to write and does not end."""
    url = app.config["STORYHUB"].database
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(url.replace("+psycopg", ""))
        other.execute("LOCK TABLE story, pending_photo, token_bucket IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        other.close()


def test_a_story_sent_to_a_locked_database_comes_back_and_can_be_sent_again(
    impatient: None, app: Flask, new_teller: Callable[..., Teller], stories: Callable[[], list[Story]]
) -> None:
    teller = new_teller()
    teller.press("preview", body=f"{WORDS} <&>", title="The lift", themes=["water", "housing"])
    with locked(app):
        answer = teller.send()
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "Nothing was lost" in teller.words
        kept = form_on(answer.text, "")
        assert kept["body"] == f"{WORDS} <&>"
        assert (kept["title"], kept.getlist("themes")) == ("The lift", ["water", "housing"])
        assert teller.client.get("/en/rustavi/stories").status_code == 200
        assert teller.client.get(teller.address).status_code == 200
    assert stories() == []
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ConsentGrant)) == 0
    assert teller.client.post(teller.address, data=kept.to_dict(flat=False) | {"action": "send"}).status_code == 303
    assert len(stories()) == 1


def test_photographs_sent_to_a_locked_database_leave_no_row_and_can_be_sent_again(
    impatient: None, app: Flask, new_teller: Callable[..., Teller]
) -> None:
    teller = new_teller()
    photo = ("yard.jpg", jpeg(320, 240))
    with locked(app):
        assert teller.press("photos", files=[photo], body=WORDS).status_code == 503
        assert form_on(teller.page, "")["body"] == WORDS
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PendingPhoto)) == 0
    assert teller.press("photos", files=[photo], body=WORDS).status_code == 200
    assert len(teller.pictures) == 1
