"""Where on Earth a town about is: at the principal place of its time zone, as the zone database has it."""

import re
from functools import cache
from importlib.resources import files

from storyhub.cities.shapes.rings import Point, kilometres

_PLACE = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?([+-])(\d{3})(\d{2})(?:\d{2})?")
BESIDE = 200
"""Kilometres within which a shape may be right either way."""
CLOSER = 4
"""How many times nearer a shape must come when its numbers change places."""


def looks_swapped(middle: Point, time_zone: str) -> bool:
    """Whether longitude and latitude stand in each other's place: only so it would lie near the town's time zone."""
    principal = _places().get(time_zone)
    if principal is None:
        return False
    distance = kilometres(middle, principal)
    other_way = kilometres((middle[1], middle[0]), principal)
    return distance > BESIDE and other_way * CLOSER < distance


@cache
def _places() -> dict[str, Point]:
    """Longitude and latitude by the name of the zone."""
    table = (files("tzdata") / "zoneinfo" / "zone1970.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {row[2]: _point(row[1]) for row in rows}


def _point(written: str) -> Point:
    """+4143+04449: degrees and minutes, the latitude first."""
    found = _PLACE.fullmatch(written)
    assert found, written
    north, degrees_north, minutes_north, east, degrees_east, minutes_east = found.groups()
    latitude = float(f"{north}1") * (int(degrees_north) + int(minutes_north) / 60)
    longitude = float(f"{east}1") * (int(degrees_east) + int(minutes_east) / 60)
    return longitude, latitude
