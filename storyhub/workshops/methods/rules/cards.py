"""Rules of cards, links, ratings and votes: what is said about what."""

import math
from collections.abc import Iterator

from storyhub.workshops.methods.problems import Fault, unless_known
from storyhub.workshops.methods.rules.names import CELL, boards_of, by_name, grids_of, kinds_of
from storyhub.workshops.methods.schema import Card, Field, FieldType, Geometry, Link, Method, Rating, Vote

TEXTS = (FieldType.SHORT, FieldType.LONG)
WIDEST = 10
"""Steps of a scale: more do not fit a row on a phone."""


def faults_of(method: Method) -> Iterator[Fault]:
    for card in method.card:
        yield from _faults_of_card(card, f"card.{card.kind}")
    for link in method.link:
        yield from _faults_of_link(method, link, f"link.{link.kind}")
    for rating in method.rating:
        yield from _faults_of_rating(method, rating, f"rating.{rating.id}")
    for vote in method.vote:
        yield from _faults_of_vote(method, vote, f"vote.{vote.id}")


def _faults_of_card(card: Card, key: str) -> Iterator[Fault]:
    if card.kind == CELL:
        yield key, "is the word for a cell of a grid; call the card something else"
    if not card.fields:
        yield f"{key}.fields", "needs at least one"
    elif card.fields[0].type not in TEXTS:
        yield (
            f"{key}.fields.{card.fields[0].id}.type",
            "the first field is what the card says: it must be short or long",
        )
    for field in card.fields:
        yield from _faults_of_field(field, f"{key}.fields.{field.id}")


def _faults_of_field(field: Field, key: str) -> Iterator[Fault]:
    if field.type == FieldType.CHOICE and len(field.options) < 2:
        yield f"{key}.options", "a choice needs at least two"
    if field.type != FieldType.CHOICE and field.options:
        yield f"{key}.options", f"makes no sense in a field that is {field.type}"
    if field.type not in TEXTS and field.max:
        yield f"{key}.max", f"makes no sense in a field that is {field.type}"


def _faults_of_link(method: Method, link: Link, key: str) -> Iterator[Fault]:
    for end, kinds in (("from", link.from_), ("to", link.to)):
        if not kinds:
            yield f"{key}.{end}", "needs at least one kind of card"
        for kind in kinds:
            yield from unless_known(f"{key}.{end}", kind, kinds_of(method), "card")
    if link.tree and not any(board.geometry == Geometry.RINGS for board in method.board):
        yield f"{key}.tree", "a tree grows on a board of rings, and there is none"
    if link.tree and not link.directed:
        yield f"{key}.directed", "a tree leads from the ring before outwards: it must be true"


def _faults_of_rating(method: Method, rating: Rating, key: str) -> Iterator[Fault]:
    if rating.on != CELL:
        yield from unless_known(f"{key}.on", rating.on, kinds_of(method), "card")
    elif not any(grid.rows_from and grid.columns_from for grid in grids_of(method)):
        yield f"{key}.on", "is cell, but there is no grid with rows_from and columns_from: cards that meet are judged"
    if not rating.dims:
        yield f"{key}.dims", "needs at least one"
    for dim in rating.dims:
        if not dim.min < dim.max <= dim.min + WIDEST:
            yield f"{key}.dims.{dim.id}", f"must rise from min to max by at most {WIDEST}: {dim.min} to {dim.max}"
    widest = max((dim.max - dim.min for dim in rating.dims), default=0)
    if not (math.isfinite(rating.spread_flag) and 0 <= rating.spread_flag <= widest):
        yield f"{key}.spread_flag", f"must lie between 0 and {widest}, the width of the scale"
    yield from _faults_of_place_by(method, rating, f"{key}.place_by")


def _faults_of_place_by(method: Method, rating: Rating, key: str) -> Iterator[Fault]:
    by = rating.place_by
    if by is None:
        return
    if rating.on == CELL:
        yield key, "makes no sense for the cells of a grid"
    yield from unless_known(f"{key}.board", by.board, boards_of(method), "board")
    for side in ("x", "y"):
        yield from unless_known(f"{key}.{side}", getattr(by, side), by_name(rating.dims), f"dim of {rating.id!r}:")
    board = boards_of(method).get(by.board)
    if board is not None and board.geometry != Geometry.PLANE:
        yield f"{key}.board", f"must be a plane; {board.id!r} is {board.geometry}"
    lying = [zone for zone in method.zone if zone.board == by.board and not zone.off_board]
    closed = [zone.id for zone in lying if rating.on not in zone.accepts]
    if closed and (len(closed) == len(lying) or any(zone.quadrant for zone in lying)):
        yield f"{key}.board", f"cards of {rating.on!r} would lie in {', '.join(map(repr, closed))}, which takes none"


def _faults_of_vote(method: Method, vote: Vote, key: str) -> Iterator[Fault]:
    if not vote.on:
        yield f"{key}.on", "needs at least one kind of card"
    for kind in vote.on:
        yield from unless_known(f"{key}.on", kind, kinds_of(method), "card")
    if vote.max_per_item > vote.budget:
        yield f"{key}.max_per_item", f"is {vote.max_per_item}, more than the budget, {vote.budget}"
