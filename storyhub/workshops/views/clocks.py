"""The clocks of desk and stage: that of the step, and that of the table that speaks. Both run on the server's time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storyhub.workshops.playing import lag_of_table
from storyhub.workshops.seen import Standing, Table
from storyhub.workshops.views.stage_people import table_name


@dataclass(frozen=True)
class Clock:
    """`left` is what the step has left, in seconds; the clock shows `lag` less. `whose` names the table that it belongs to."""

    left: int
    is_paused: bool
    lag: int = 0
    whose: str = ""

    @property
    def seconds(self) -> int:
        return self.left - self.lag

    @property
    def is_over(self) -> bool:
        return self.seconds < 0

    def __str__(self) -> str:
        """What runs over is counted up."""
        return f"{'+' if self.is_over else ''}{clock_words(abs(self.seconds))}"


def clock_of_step(now: Standing) -> Clock | None:
    if now.step is None or now.seconds_left is None:
        return None
    return Clock(now.seconds_left, now.is_paused)


def clock_of_table(now: Standing, scene: Mapping[str, Any], table: Table | None) -> Clock | None:
    """Of the table on the stage, in a step that gives each table so many seconds."""
    lag = lag_of_table(now.step, scene)
    if table is None or lag is None or now.seconds_left is None:
        return None
    return Clock(now.seconds_left, now.is_paused, lag, table_name(table))


def clock_words(seconds: int) -> str:
    """Minutes and seconds, as on a clock."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02}"
