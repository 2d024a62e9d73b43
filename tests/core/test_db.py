"""The session reads unless a service opens transaction(); the recipe that makes SQLite keep its word."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from storyhub.core import clock
from storyhub.core.audit import Tombstone
from storyhub.core.buckets import TokenBucket
from storyhub.core.db import PRAGMAS, db, forget_deleted_pages, is_writing, transaction

THREADS, TIMES = 8, 40


def new_bucket(tokens: float = 0.0) -> None:
    with transaction() as session:
        session.add(TokenBucket(key="one", tokens=tokens, filled_at=clock.now()))


def tokens() -> float:
    return db.session.scalars(select(TokenBucket.tokens)).one()


def file_of(app: Flask) -> Path:
    return Path(app.config["STORYHUB"].database.removeprefix("sqlite:///"))


def on_disk(app: Flask) -> bytes:
    """The database and the files beside it, as somebody who took the disk would read them."""
    path = file_of(app)
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


@pytest.mark.only_on("sqlite")
def test_a_page_answers_at_once_while_another_process_holds_the_write_lock(app: Flask, client: FlaskClient) -> None:
    foreign = sqlite3.connect(file_of(app), isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    foreign.execute("DELETE FROM token_bucket")
    began = time.monotonic()
    answer = client.get("/healthz/ready")
    took = time.monotonic() - began
    foreign.execute("ROLLBACK")
    foreign.close()
    assert answer.json["database"] is True
    assert took < 1


def test_reading_cannot_write(context: Flask) -> None:
    row = insert(Tombstone).values(code="x", kind="story", at=clock.now())
    with pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        db.session.execute(row)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Tombstone)) == 0


def test_a_session_that_adds_and_commits_outside_a_transaction_keeps_nothing(context: Flask) -> None:
    db.session.add(Tombstone(code="x", kind="story", at=clock.now()))
    with pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        db.session.commit()
    db.session.rollback()
    assert db.session.get(Tombstone, "x") is None


def test_parallel_changes_lose_nothing_and_none_is_locked_out(app: Flask) -> None:
    failures: list[BaseException] = []
    with app.app_context():
        new_bucket()

    def change() -> None:
        for _ in range(TIMES):
            try:
                with app.app_context(), transaction() as session:
                    session.get_one(TokenBucket, "one", with_for_update=True).tokens += 1
            except DBAPIError as error:
                failures.append(error)

    threads = [threading.Thread(target=change) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with app.app_context():
        assert tokens() == THREADS * TIMES


def test_reading_and_writing_by_turns_never_poison_the_pool(context: Flask) -> None:
    new_bucket()
    for number in range(1, 21):
        with transaction() as session:
            session.get_one(TokenBucket, "one").tokens = number
        assert tokens() == number
        db.session.rollback()
        with pytest.raises(DBAPIError, match=r"(?i)read.?only"):
            db.session.execute(text("DELETE FROM token_bucket"))
        db.session.rollback()


def test_what_was_read_before_a_transaction_is_read_again_inside(context: Flask, app: Flask) -> None:
    new_bucket(1)
    bucket = db.session.get_one(TokenBucket, "one")

    def change_it() -> None:
        with app.app_context(), transaction() as session:
            session.get_one(TokenBucket, "one").tokens = 2

    thread = threading.Thread(target=change_it)
    thread.start()
    thread.join()
    assert bucket.tokens == 1
    with transaction() as session:
        assert session.get_one(TokenBucket, "one").tokens == 2


@pytest.mark.only_on("postgres")
def test_what_was_read_before_its_lock_is_read_again_with_it(context: Flask, app: Flask) -> None:
    """SQLite lets nobody write while a transaction is open."""
    new_bucket(1)

    def take_one() -> None:
        with app.app_context(), transaction() as session:
            session.get_one(TokenBucket, "one", with_for_update=True).tokens += 1

    with transaction() as session:
        bucket = session.get_one(TokenBucket, "one")
        assert bucket.tokens == 1
        thread = threading.Thread(target=take_one)
        thread.start()
        thread.join()
        session.get_one(TokenBucket, "one", with_for_update=True).tokens += 1
    assert tokens() == 3


def test_what_was_changed_before_its_lock_is_kept(context: Flask) -> None:
    new_bucket(1)
    with transaction() as session:
        bucket = session.get_one(TokenBucket, "one")
        bucket.tokens = 2
        assert session.get(TokenBucket, "one", with_for_update=True) is bucket
        assert bucket.tokens == 2
        session.add(TokenBucket(key="two", tokens=5, filled_at=clock.now()))
        assert session.get_one(TokenBucket, "two", with_for_update={"read": True}).tokens == 5
    assert db.session.scalars(select(TokenBucket.tokens).order_by(TokenBucket.key)).all() == [2, 5]


def test_an_inner_transaction_joins_the_outer(context: Flask) -> None:
    with pytest.raises(KeyError), transaction() as session:
        new_bucket()
        assert is_writing()
        session.flush()
        raise KeyError
    assert not is_writing()
    assert db.session.get(TokenBucket, "one") is None


def test_after_a_failure_the_session_reads_again(context: Flask) -> None:
    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(text("SELECT no_such_column FROM token_bucket"))
    assert not is_writing()
    new_bucket(7)
    assert tokens() == 7


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("pragma", PRAGMAS)
def test_every_connection_has_the_pragma(context: Flask, pragma: str) -> None:
    name, wanted = pragma.split("=")
    words = {"FULL": 2, "ON": 1, "OFF": 0, "MEMORY": 2, "WAL": "wal"}
    answer = db.session.execute(text(f"PRAGMA {name}")).scalar()
    assert answer == words.get(wanted) if wanted in words else str(answer) == wanted


@pytest.mark.only_on("postgres")
@pytest.mark.parametrize(("limit", "value"), [("statement_timeout", "15s"), ("lock_timeout", "5s")])
def test_postgres_gives_up_rather_than_hang(context: Flask, limit: str, value: str) -> None:
    assert db.session.execute(text(f"SHOW {limit}")).scalar() == value


@pytest.mark.only_on("sqlite")
def test_deleted_words_leave_the_disk(context: Flask, app: Flask) -> None:
    canary = "cormorant-over-the-mtkvari" * 20
    with transaction() as session:
        session.add(TokenBucket(key=canary, tokens=0, filled_at=clock.now()))
    with transaction() as session:
        session.delete(session.get_one(TokenBucket, canary))
    assert canary.encode() in on_disk(app)
    forget_deleted_pages()
    assert canary.encode() not in on_disk(app)
    new_bucket()
