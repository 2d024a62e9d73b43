"""The one clock."""

from datetime import UTC, date, datetime

from storyhub.core import clock

LATE = datetime(2026, 5, 3, 22, 30, tzinfo=UTC)


def test_now_is_in_utc() -> None:
    assert clock.now().tzinfo == UTC


def test_inside_the_block_it_is_what_was_said_and_afterwards_not() -> None:
    with clock.at(LATE):
        assert clock.now() == LATE
    assert clock.now() != LATE


def test_the_day_is_the_towns_day() -> None:
    with clock.at(LATE):
        assert clock.today("Asia/Tbilisi") == date(2026, 5, 4)
        assert clock.today("UTC") == date(2026, 5, 3)
