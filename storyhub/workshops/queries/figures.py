"""What people judged of a card, as a record keeps it: medians, spread, points, the verdict, and how many cards it stands for."""

from typing import Any
from uuid import UUID

from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.models import Card
from storyhub.workshops.playing import judged_for
from storyhub.workshops.queries.drawing import verdicts
from storyhub.workshops.queries.laid import Laid
from storyhub.workshops.queries.outputs import size_of
from storyhub.workshops.queries.tallies import spreads
from storyhub.workshops.seen import Spread


def figures_of(laid: Laid, card: Card) -> dict[str, Any]:
    """`Outcome.figures` of a card. In a grid its cells are told column by column."""
    ratings = by_name(laid.method.rating)
    return {
        "ratings": [
            _figure(name, spread, column)
            for (name, (row, column)), judged in laid.judged.items()
            if row == card.id
            for spread in spreads(ratings[name], judged)
            if spread.median is not None
        ],
        "votes": {vote: points for (vote, voted), points in laid.points.items() if voted == card.id},
        "verdict": _verdict(laid, card),
        "size": size_of(laid, card),
    }


def _figure(rating: str, spread: Spread, column: UUID | None) -> dict[str, Any]:
    return {
        "rating": rating,
        "dim": spread.dim,
        "n": spread.n,
        "median": spread.median,
        "low": spread.low,
        "high": spread.high,
        "is_disputed": spread.is_disputed,
        "column": str(column) if column else None,
    }


def _verdict(laid: Laid, card: Card) -> str:
    names = {judged_for(laid.method, step) for step in laid.method.step if step.compute}
    return verdicts(laid, [one for one in laid.method.rating if one.id in names]).get(card.id, "")
