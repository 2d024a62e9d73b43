"""How much comes from one place, without knowing which place it is."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.core import clock
from storyhub.core.buckets import SALT, TokenBucket, level, make_salt, place_key, sweep_buckets, take
from storyhub.core.db import db

TEN_MINUTES = timedelta(minutes=10)
NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


def taken(times: int, key: str = "hall") -> float:
    return [take(key, capacity=60, per=TEN_MINUTES) for _ in range(times)][-1]


def test_sixty_phones_behind_one_address_are_all_served(context: Flask) -> None:
    with clock.at(NOON):
        assert taken(60) == 0
        assert taken(1) == -1


def test_it_counts_on_below_zero_and_refuses_nobody_itself(context: Flask) -> None:
    with clock.at(NOON):
        assert taken(200) == -140


def test_it_fills_again_with_time_and_never_overflows(context: Flask) -> None:
    with clock.at(NOON):
        taken(60)
    with clock.at(NOON + timedelta(minutes=5)):
        assert level("hall", capacity=60, per=TEN_MINUTES) == pytest.approx(30)
    with clock.at(NOON + timedelta(hours=5)):
        assert taken(1) == 59


def test_a_clock_set_back_takes_nothing_away(context: Flask) -> None:
    with clock.at(NOON):
        taken(10)
    with clock.at(NOON - timedelta(days=90)):
        assert taken(1) == 49


def test_an_untouched_bucket_is_full(context: Flask) -> None:
    assert level("nobody", capacity=60, per=TEN_MINUTES) == 60


def test_buckets_of_yesterday_are_swept(context: Flask) -> None:
    with clock.at(NOON):
        taken(1, "old")
    with clock.at(NOON + timedelta(days=2)):
        taken(1, "new")
        sweep_buckets()
    assert db.session.scalars(select(TokenBucket.key)).all() == ["new"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.250", True),
        ("203.0.113.7", "203.0.114.7", False),
        ("2001:db8:1:100::1", "2001:db8:1:1ff::2", True),
        ("2001:db8:1:100::1", "2001:db8:1:200::1", False),
        (None, "no address", True),
    ],
)
def test_a_place_is_a_network_not_an_address(one: str | None, other: str, *, same: bool) -> None:
    assert (place_key(one) == place_key(other)) is same


def test_a_key_lasts_a_day_and_a_run_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2026, 5, 3)
    monkeypatch.setenv(SALT, make_salt())
    before = place_key("203.0.113.7", day)
    assert place_key("203.0.113.7", day) == before
    assert place_key("203.0.113.7", day + timedelta(days=1)) != before
    monkeypatch.setenv(SALT, make_salt())
    assert place_key("203.0.113.7", day) != before


def test_a_key_is_a_digest_and_nothing_of_the_address() -> None:
    assert re.fullmatch("place:[0-9a-f]{32}", place_key("203.0.113.7"))
