"""Moments are UTC wherever they come from; texts come back as texts."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy.exc import StatementError

from storyhub.core.audit import Tombstone
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction

TBILISI = timezone(timedelta(hours=4))


def test_a_moment_comes_back_in_utc(context: Flask) -> None:
    with transaction() as session:
        session.add(Tombstone(code="x", kind="story", at=datetime(2026, 5, 4, 2, 30, tzinfo=TBILISI)))
    db.session.rollback()
    at = db.session.get_one(Tombstone, "x").at
    assert at == datetime(2026, 5, 3, 22, 30, tzinfo=UTC)
    assert at.tzinfo == UTC


def test_a_moment_without_a_zone_is_refused(context: Flask) -> None:
    with pytest.raises(StatementError, match="time zone"), transaction() as session:
        session.add(Tombstone(code="x", kind="story", at=datetime(2026, 5, 4, 2, 30)))  # noqa: DTZ001


def test_later_ids_sort_later() -> None:
    ids = [new_id() for _ in range(50)]
    assert ids == sorted(ids)
    assert {one.version for one in ids} == {7}
