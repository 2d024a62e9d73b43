"""How often somebody may try. Slows down and never locks out: a bucket that was empty fills again within a minute.

Buckets belong to an account as seen from one place first, so that nobody can shut a colleague out from elsewhere.
"""

from datetime import timedelta

from flask import current_app, request

from storyhub.core import buckets
from storyhub.core.errors import TooMany
from storyhub.core.sealing import Keys

MINUTE = timedelta(minutes=1)
FROM_ONE_PLACE = 30
AT_ONE_ACCOUNT = 20
AT_ONE_ACCOUNT_FROM_ONE_PLACE = 5


class TooFast(TooMany):
    """Too many tries in a minute."""

    key = "too_fast"


def slow_down(what: str, account: str) -> None:
    """Count one try at an account; raise TooFast when there were too many in the last minute."""
    keys: Keys = current_app.extensions["storyhub.keys"]
    place = buckets.place_key(request.remote_addr)
    whose = keys.mac("throttle", what, account.strip().casefold()).hex()[:32]
    here = keys.mac("throttle", what, account.strip().casefold(), place).hex()[:32]
    _take_all(
        {
            f"{what}:{here}": AT_ONE_ACCOUNT_FROM_ONE_PLACE,
            f"{what}:{place}": FROM_ONE_PLACE,
            f"{what}:{whose}": AT_ONE_ACCOUNT,
        }
    )


def slow_down_place(what: str) -> None:
    """Count one try from this place, where no account is named."""
    _take_all({f"{what}:{buckets.place_key(request.remote_addr)}": FROM_ONE_PLACE})


def _take_all(capacities: dict[str, int]) -> None:
    # Looked at first and taken only if there is something left: a flood would otherwise dig a hole that takes hours.
    if any(buckets.level(key, capacity=capacity, per=MINUTE) < 1 for key, capacity in capacities.items()):
        raise TooFast()
    for key, capacity in capacities.items():
        buckets.take(key, capacity=capacity, per=MINUTE)
