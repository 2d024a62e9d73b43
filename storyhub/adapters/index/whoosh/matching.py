"""A question as arithmetic over the documents that hold its words: document → how well it fits."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from storyhub.adapters.index import FIELDS, LAYERS
from storyhub.adapters.index.asking import (
    All,
    Any,
    Ask,
    Beginning,
    Between,
    Clause,
    Grams,
    Held,
    Near,
    Not,
    Phrase,
    Weighted,
    Word,
    measure,
)
from storyhub.adapters.index.whoosh.holding import Holding

EXACT = 2.0
MOST_EXPANDED = 20
"""Words that one beginning, or one word with slips, may stand for; the most frequent, or the nearest."""

Scores = dict[int, float]


def found_by(holding: Holding, ask: Ask) -> Scores:
    """Raises TooMuch."""
    measure(ask.what)
    found = _everything(holding) if ask.what is None else _found(holding, ask.what)
    left_out = {holding.numbers.get(key, -1) for key in ask.without} if ask.without else set()
    allowed = [_holding(holding, terms) for terms in ask.scope]
    return {
        number: score
        for number, score in found.items()
        if holding.rows[number].source in ask.sources
        and number not in left_out
        and all(number in numbers for numbers in allowed)
    }


def _found(holding: Holding, clause: Clause) -> Scores:
    match clause:
        case All(of):
            return _all(holding, of)
        case Any(of, least):
            return _some([_found(holding, one) for one in of], least)
        case Not(what):
            gone = _found(holding, what)
            return {number: score for number, score in _everything(holding).items() if number not in gone}
        case Weighted(inner, weight):
            return _times(_found(holding, inner), weight)
        case _:
            return _leaf(holding, clause)


def _leaf(holding: Holding, clause: Clause) -> Scores:
    match clause:
        case Held(terms):
            return dict.fromkeys(_holding(holding, terms), 0.0)
        case Between(since, until):
            return _between(holding, since, until)
        case Grams(grams, least):
            return _some([holding.scores("gram", one) for one in set(grams)], math.ceil(least * len(set(grams))))
        case Word():
            return _word(holding, clause)
    layer = clause.layer if isinstance(clause, Near) else "surface"
    found = [
        _times(scores, boost * LAYERS[layer])
        for field, boost in FIELDS.items()
        for scores in _in(holding, f"{field}_{layer}", clause)
    ]
    return _some(found)


def _everything(holding: Holding) -> Scores:
    return dict.fromkeys(holding.rows, 0.0)


def _all(holding: Holding, of: Sequence[Clause]) -> Scores:
    wanted = [_found(holding, one) for one in of if not isinstance(one, Not)] or [_everything(holding)]
    unwanted = [_found(holding, one.what) for one in of if isinstance(one, Not)]
    fewest = min(wanted, key=len)
    return {
        number: sum(one[number] for one in wanted)
        for number in fewest
        if all(number in one for one in wanted) and not any(number in one for one in unwanted)
    }


def _some(found: Iterable[Mapping[int, float]], least: int = 1) -> Scores:
    total: Scores = {}
    times: Counter[int] = Counter()
    for scores in found:
        times.update(scores.keys())
        for number, score in scores.items():
            total[number] = total.get(number, 0.0) + score
    return total if least <= 1 else {number: score for number, score in total.items() if times[number] >= least}


def _times(scores: Mapping[int, float], weight: float) -> Scores:
    return {number: score * weight for number, score in scores.items()}


def _holding(holding: Holding, terms: frozenset[str]) -> frozenset[int]:
    return frozenset().union(*(holding.holding(term) for term in terms))


def _between(holding: Holding, since: int | None, until: int | None) -> Scores:
    """Begins before the span ends, and ends after it begins."""
    if since is None and until is None:
        return _everything(holding)
    first, last = -math.inf if since is None else since, math.inf if until is None else until
    return {
        number: 0.0
        for number, row in holding.rows.items()
        if row.since is not None and row.until is not None and row.since <= last and row.until >= first
    }


def _word(holding: Holding, clause: Word) -> Scores:
    return _some(
        _times(holding.scores(f"{field}_{layer}", form), boost * weight)
        for field, boost in FIELDS.items()
        for layer, weight in LAYERS.items()
        for form in getattr(clause.forms, layer)
    )


def _in(holding: Holding, field: str, clause: Clause) -> Iterable[Mapping[int, float]]:
    match clause:
        case Beginning(forms):
            for form in forms:
                yield _times(holding.scores(field, form), EXACT)
                yield from (_alike(holding, field, word) for word in holding.beginning(field, form, MOST_EXPANDED))
        case Near(forms, edits):
            for form in forms:
                yield from _near(holding, field, form, min(edits, 2))
        case Phrase(rows):
            yield from (holding.phrase(field, row) for row in rows if row)


def _near(holding: Holding, field: str, form: str, edits: int) -> Iterable[Mapping[int, float]]:
    words = process.extract(form, holding.lexicon(field), scorer=OSA.distance, score_cutoff=edits, limit=MOST_EXPANDED)
    return [_times(_alike(holding, field, word), 1.0 + edits - distance) for word, distance, _ in words]


def _alike(holding: Holding, field: str, word: str) -> Scores:
    """Words that stand for another say where something is, not how well it fits."""
    return dict.fromkeys(holding.scores(field, word), 1.0)
