"""What a method declares, by name."""

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar, cast

from msgspec.structs import fields

from storyhub.workshops.methods.problems import Fault, join_key
from storyhub.workshops.methods.schema import Board, Card, Geometry, Method, Part, Step, Zone
from storyhub.workshops.methods.shaping import name_of

Named = TypeVar("Named", bound=Part)

CELL = "cell"
"""What a rating of a grid's cells is on, in place of a kind of card."""


MOST_KEPT = 4096
_named: dict[int, tuple[tuple[Part, ...], Mapping[str, Part]]] = {}


def by_name(parts: tuple[Named, ...]) -> Mapping[str, Named]:
    """Asked for each card that is drawn, so it is made once for a tuple. That is kept with it: no other one has its `id`."""
    kept = _named.get(id(parts))
    if kept is None:
        if len(_named) >= MOST_KEPT:
            _named.clear()
        kept = _named[id(parts)] = parts, MappingProxyType({name_of(part): part for part in parts})
    return cast("Mapping[str, Named]", kept[1])


def boards_of(method: Method) -> Mapping[str, Board]:
    return by_name(method.board)


def zones_of(method: Method) -> Mapping[str, Zone]:
    return by_name(method.zone)


def kinds_of(method: Method) -> Mapping[str, Card]:
    return by_name(method.card)


def picks_of(method: Method) -> dict[str, Step]:
    """By the name of what is picked, the step that picks it."""
    return {name: step for step in method.step for name in step.pick}


def grids_of(method: Method) -> list[Board]:
    return [board for board in method.board if board.geometry == Geometry.GRID]


def faults_of_ids(part: Part, key: str = "") -> Iterator[Fault]:
    """Two things of one kind with one name, at any depth."""
    for field in fields(type(part)):
        value: Any = getattr(part, field.name)
        at = join_key(key, field.encode_name)
        if isinstance(value, tuple) and value and isinstance(value[0], Part):
            counts = Counter(map(name_of, value))
            yield from ((join_key(at, name), f"stands {often} times") for name, often in counts.items() if often > 1)
            for one in value:
                yield from faults_of_ids(one, join_key(at, name_of(one)))
