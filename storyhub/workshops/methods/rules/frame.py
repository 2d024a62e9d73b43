"""Rules of the head and of what comes in: minutes, people, groups, inputs."""

import re
from collections.abc import Iterator

from storyhub.workshops.methods.problems import Fault, unless_known
from storyhub.workshops.methods.rules.names import boards_of, kinds_of, zones_of
from storyhub.workshops.methods.schema import Geometry, Input, Method, Use

CARD = "card:"
PLAIN_TYPES = ("story", "text")
KIND = re.compile(r"^card:[a-z][a-z0-9]*([_-][a-z0-9]+)*$")


def faults_of(method: Method) -> Iterator[Fault]:
    yield from _faults_of_minutes(method)
    yield from _faults_of_people(method)
    for one in method.input:
        yield from _faults_of_input(method, one, f"input.{one.id}")


def types_of(one: Input) -> list[str]:
    """The alternatives of an input's type."""
    return [part.strip() for part in one.type.split("|")]


def _faults_of_minutes(method: Method) -> Iterator[Fault]:
    total = sum(step.minutes for step in method.step)
    if total != method.method.minutes:
        yield "method.minutes", f"is {method.method.minutes}, but the minutes of the steps sum to {total}"


def _faults_of_people(method: Method) -> Iterator[Fault]:
    people, groups = method.method.people, method.method.groups
    if not 1 <= people.min <= people.max:
        yield "method.people", f"must run from at least 1 upwards: min {people.min}, max {people.max}"
    if not 1 <= groups.min <= groups.ideal <= groups.max:
        yield "method.groups", f"must rise from min to ideal to max: {groups.min}, {groups.ideal}, {groups.max}"
    elif groups.count * groups.min > people.max:
        yield (
            "method.groups.count",
            f"is {groups.count}: so many groups of {groups.min} are more than {people.max} people",
        )


def _faults_of_input(method: Method, one: Input, key: str) -> Iterator[Fault]:
    for name in types_of(one):
        if name not in PLAIN_TYPES and not KIND.match(name):
            yield f"{key}.type", f"{name!r} is neither story, text nor card:<kind>"
    if one.max and one.min > one.max:
        yield f"{key}.min", f"is {one.min}, more than max, {one.max}"
    yield from unless_known(f"{key}.kind", one.kind, kinds_of(method), "card")
    yield from unless_known(f"{key}.into", one.into, zones_of(method), "zone")
    yield from _faults_of_use(method, one, key)


def _faults_of_use(method: Method, one: Input, key: str) -> Iterator[Fault]:
    zone = zones_of(method).get(one.into)
    if one.into and not one.kind:
        yield f"{key}.kind", "is needed: what is laid in a zone becomes a card of some kind"
    elif zone and one.kind in kinds_of(method) and one.kind not in zone.accepts:
        yield f"{key}.into", f"zone {zone.id!r} accepts {', '.join(zone.accepts)}, not {one.kind!r}"
    if one.use == Use.SEED and not one.into:
        yield f"{key}.into", "is needed: the zone where these cards are laid"
    if one.use == Use.TRAY and types_of(one) != ["story"]:
        yield f"{key}.type", "the tray holds stories: it must be story"
    if one.use == Use.CENTRE and one.id not in {board.centre for board in method.board}:
        yield f"{key}.use", f"no board has centre = {one.id!r}"
    if one.use in (Use.ROWS, Use.COLUMNS):
        yield from _faults_of_grid_input(method, one, key)


def _faults_of_grid_input(method: Method, one: Input, key: str) -> Iterator[Fault]:
    side = "rows_from" if one.use == Use.ROWS else "columns_from"
    grids = [board for board in boards_of(method).values() if board.geometry == Geometry.GRID]
    if not one.kind or one.kind not in {getattr(board, side) for board in grids}:
        yield f"{key}.kind", f"is {one.kind!r}, but no grid has {side} = {one.kind!r}"
