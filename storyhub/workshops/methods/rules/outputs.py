"""Rules of what a method gives out: of which kind, which cards, in which order."""

from collections.abc import Iterator

from storyhub.workshops.methods.problems import Fault, nearest, unless_known
from storyhub.workshops.methods.rules.frame import CARD
from storyhub.workshops.methods.rules.names import CELL, by_name, grids_of, kinds_of, zones_of
from storyhub.workshops.methods.schema import FieldType, Method, Output, Rating

PLAIN_ORDERS = ("-size", "position")
ORDERS = "-votes.<vote>, -rating.<rating>.<dim>, -size, position"


def faults_of(method: Method) -> Iterator[Fault]:
    for output in method.output:
        key = f"output.{output.id}"
        kind = output.type.removeprefix(CARD)
        if not output.type.startswith(CARD):
            yield f"{key}.type", f"{output.type!r} must be card:<kind>"
        yield from unless_known(f"{key}.type", kind, kinds_of(method), "card")
        if output.top and output.min > output.top:
            yield f"{key}.min", f"is {output.min}, more than top, {output.top}"
        if kind in kinds_of(method):
            yield from _faults_of_where(method, output, kind, f"{key}.where")
            yield from _faults_of_order(method, output, kind, f"{key}.order")


def _faults_of_where(method: Method, output: Output, kind: str, key: str) -> Iterator[Fault]:
    where, zones = output.where, zones_of(method)
    if where.kind and where.kind != (kind,):
        yield f"{key}.kind", f"is {', '.join(where.kind)}, but the output is {output.type}"
    for name in where.zone:
        yield from unless_known(f"{key}.zone", name, zones, "zone")
        if name in zones and kind not in zones[name].accepts:
            yield f"{key}.zone", f"{name!r} accepts {', '.join(zones[name].accepts)}, not {kind!r}"
    for name in where.min_votes:
        yield from _faults_of_vote(method, name, kind, f"{key}.min_votes.{name}")
    yield from _faults_of_choice(method, output, kind, f"{key}.choice")
    if where.is_disputed and not any(one.spread_flag for one in _ratings_of(method, kind)):
        yield f"{key}.is_disputed", f"no rating of {kind!r} has a spread_flag"


def _faults_of_choice(method: Method, output: Output, kind: str, key: str) -> Iterator[Fault]:
    fields = by_name(kinds_of(method)[kind].fields)
    for name, options in output.where.choice.items():
        yield from unless_known(f"{key}.{name}", name, fields, f"field of card {kind!r}:")
        field = fields.get(name)
        if field is None:
            continue
        if field.type != FieldType.CHOICE:
            yield f"{key}.{name}", f"this field is {field.type}, not choice"
        else:
            for option in options:
                yield from unless_known(f"{key}.{name}", option, by_name(field.options), "option")


def _faults_of_order(method: Method, output: Output, kind: str, key: str) -> Iterator[Fault]:
    for term in output.order:
        match term.removeprefix("-").split("."):
            case ["size"] | ["position"]:
                pass
            case ["votes", vote]:
                yield from _faults_of_vote(method, vote, kind, key)
            case ["rating", rating, dim]:
                yield from _faults_of_rating(method, rating, dim, kind, key)
            case _:
                known = [*PLAIN_ORDERS, *(f"-votes.{vote.id}" for vote in method.vote)]
                yield key, f"{term!r} is not an order{nearest(term, known)}; orders are {ORDERS}"


def _faults_of_vote(method: Method, name: str, kind: str, key: str) -> Iterator[Fault]:
    votes = by_name(method.vote)
    yield from unless_known(key, name, votes, "vote")
    if name in votes and kind not in votes[name].on:
        yield key, f"vote {name!r} is on {', '.join(votes[name].on)}, not on {kind!r}"


def _faults_of_rating(method: Method, name: str, dim: str, kind: str, key: str) -> Iterator[Fault]:
    ratings = by_name(method.rating)
    yield from unless_known(key, name, ratings, "rating")
    if name not in ratings:
        return
    yield from unless_known(key, dim, by_name(ratings[name].dims), f"dim of {name!r}:")
    if ratings[name] not in _ratings_of(method, kind):
        yield key, f"rating {name!r} is on {ratings[name].on!r}, not on {kind!r}"


def _ratings_of(method: Method, kind: str) -> list[Rating]:
    """Those of the kind itself, and those of the cells of a grid whose rows or columns it makes."""
    in_grid = any(kind in (grid.rows_from, grid.columns_from) for grid in grids_of(method))
    return [rating for rating in method.rating if rating.on == kind or (rating.on == CELL and in_grid)]
