"""The one place that asks what time it is, so that a test can answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, in UTC."""
    return _set.get() or datetime.now(UTC)


def today(time_zone: str) -> date:
    """The calendar day it is in a town."""
    return now().astimezone(ZoneInfo(time_zone)).date()


def local(moment: datetime, time_zone: str) -> datetime:
    """A moment as the clocks of a town show it."""
    return moment.astimezone(ZoneInfo(time_zone))


def start_of(day: date, time_zone: str) -> datetime:
    """The moment a calendar day begins in a town."""
    return datetime.combine(day, time(), ZoneInfo(time_zone))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block it is `moment`."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
