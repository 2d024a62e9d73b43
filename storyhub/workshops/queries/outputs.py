"""What an exercise gives out: the cards that an output of its method names, in its order."""

from collections.abc import Callable
from uuid import UUID

from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import Output, Reveal
from storyhub.workshops.models import Card, CardState, Exercise
from storyhub.workshops.queries.agenda import loaded_of
from storyhub.workshops.queries.laid import Laid, told_steps, what_lies
from storyhub.workshops.queries.tallies import spreads

CARD = "card:"


def cards_of_output(exercise: Exercise, output: str) -> list[Card]:
    """The cards that are in play, as the output chooses and orders them. Every judgement counts, once it is over."""
    method = loaded_of(exercise).method
    found = by_name(method.output).get(output)
    if found is None:
        return []
    return chosen(what_lies(exercise.workshop_id, exercise.id, method, told_steps(exercise, method)), found)


def chosen(laid: Laid, output: Output) -> list[Card]:
    """One output from what lies there."""
    cards = [card for card in laid.cards if _is_meant(laid, output, card)]
    for term in reversed(output.order):
        cards.sort(key=_measure(laid, term.removeprefix("-")), reverse=term.startswith("-"))
    return cards[: output.top] if output.top else cards


def size_of(laid: Laid, card: Card) -> int:
    """How many cards it stands for: those in the heaps it became of, or beside which it lies in a heap."""
    made_of = {cluster.id for cluster in laid.clusters if cluster.card_id == card.id}
    heaps = made_of or ({card.cluster_id} - {None})
    return sum(one.cluster_id in heaps and one.state == CardState.SHOWN for one in laid.cards) or 1


def is_disputed(laid: Laid, card: Card) -> bool:
    """Whether people differ about it, or, in a grid, about one of its cells."""
    return any(
        spread.is_disputed
        for (name, pair), judged in laid.judged.items()
        if card.id in pair
        for spread in spreads(by_name(laid.method.rating)[name], judged)
    )


def _is_meant(laid: Laid, output: Output, card: Card) -> bool:
    where = output.where
    kinds = where.kind or (output.type.removeprefix(CARD),)
    in_play = card.state == CardState.SHOWN and (card.is_kept or card.is_minority)
    return (
        in_play
        and not _is_confided(laid, card)
        and card.kind in kinds
        and (not where.zone or card.zone in where.zone)
        and all(laid.points.get((vote, card.id), 0) >= least for vote, least in where.min_votes.items())
        and all(card.fields.get(name) in options for name, options in where.choice.items())
        and (not where.is_disputed or is_disputed(laid, card))
    )


def _is_confided(laid: Laid, card: Card) -> bool:
    """Whether its step shows it to nobody else, ever: it leaves its exercise neither for the next one nor for the town."""
    step = by_name(laid.method.step).get(card.step)
    return step is not None and step.reveal == Reveal.NEVER


def _measure(laid: Laid, term: str) -> Callable[[Card], float]:
    match term.split("."):
        case ["votes", vote]:
            return lambda card: laid.points.get((vote, card.id), 0)
        case ["rating", rating, dim]:
            return lambda card: _median(laid, rating, dim, card.id)
        case ["size"]:
            return lambda card: size_of(laid, card)
        case _:
            return lambda card: card.position


def _median(laid: Laid, rating: str, dim: str, card_id: UUID) -> float:
    """What nobody judged comes after everything else, from the largest down."""
    kind = by_name(laid.method.rating)[rating]
    judged = [
        one for (name, pair), found in laid.judged.items() if name == rating and card_id == pair[0] for one in found
    ]
    found = {spread.dim: spread.median for spread in spreads(kind, judged)}
    value = found.get(dim)
    return float("-inf") if value is None else value
