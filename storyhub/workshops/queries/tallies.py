"""What many judgements add up to: quartiles, spread, points, and the verdict on an option.

The four words are UN Global Pulse's (wind-tunnelling of options): *no-regret* does well everywhere, so start; *opt-out*,
start and be ready to stop; *opt-in*, be ready and wait for the early sign; *abandon*, leave it. Where one ends and the
next begins is ours, by the median of each world:

| word      | medians                                                   |
|-----------|-----------------------------------------------------------|
| no-regret | 1 or more in every world                                  |
| abandon   | below 1 in every world                                    |
| opt-out   | 1 or more in more than half of the worlds                 |
| opt-in    | 1 or more in some, but in no more than half of the worlds |
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, median, quantiles

from storyhub.workshops.methods.schema import Aggregate, Compare, Dimension, Rating
from storyhub.workshops.seen import Spread

ENOUGH = 4
"""Judgements from which on one can speak of a spread."""
WELL = 1
"""From here on an option does well in a world."""


class Verdict(StrEnum):
    NO_REGRET = "no_regret"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    ABANDON = "abandon"


@dataclass(frozen=True)
class Judged:
    """One judgement, without whose it is."""

    dim: str
    value: int


def middle(values: Sequence[int], aggregate: Aggregate = Aggregate.MEDIAN) -> float | None:
    if not values:
        return None
    return fmean(values) if aggregate == Aggregate.MEAN else float(median(values))


def quartiles(values: Sequence[int]) -> tuple[float, float] | None:
    """The first and the third, inclusive; of one value that value twice."""
    if not values:
        return None
    if len(values) == 1:
        return float(values[0]), float(values[0])
    low, _, high = quantiles(values, n=4, method="inclusive")
    return low, high


def is_disputed(values: Sequence[int], flag: float) -> bool:
    """Whether people differ so much that the room should hear both ends."""
    low_high = quartiles(values)
    return bool(flag and low_high and len(values) >= ENOUGH and low_high[1] - low_high[0] >= flag)


def spreads(rating: Rating, judged: Iterable[Judged]) -> list[Spread]:
    """For each dimension what was said, in the order of the method; nothing where nobody said anything."""
    found = list(judged)
    by_dim = {dim.id: [one.value for one in found if one.dim == dim.id] for dim in rating.dims}
    if not any(by_dim.values()):
        return []
    return [_spread(rating, dim, by_dim[dim.id]) for dim in rating.dims]


def _spread(rating: Rating, dim: Dimension, values: Sequence[int]) -> Spread:
    low, high = quartiles(values) or (None, None)
    disputed = is_disputed(values, rating.spread_flag)
    return Spread(dim.id, dim.label, len(values), middle(values, rating.aggregate), low, high, disputed)


def verdict_of(medians: Iterable[float | None]) -> Verdict | None:
    """The word for one option from its medians, world by world; worlds that nobody judged do not count."""
    known = [one for one in medians if one is not None]
    if not known:
        return None
    well = sum(one >= WELL for one in known)
    if well == len(known):
        return Verdict.NO_REGRET
    if not well:
        return Verdict.ABANDON
    return Verdict.OPT_OUT if well * 2 > len(known) else Verdict.OPT_IN


def compares(one: float, op: Compare, other: float) -> bool:
    match op:
        case Compare.LT:
            return one < other
        case Compare.LTE:
            return one <= other
        case Compare.EQ:
            return one == other
        case Compare.GTE:
            return one >= other
        case Compare.GT:
            return one > other
