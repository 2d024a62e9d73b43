"""A question in the engine's own terms."""

import math
from collections.abc import Iterable, Sequence

from tantivy import FieldType, Occur, Query, Schema

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
from storyhub.adapters.index.tantivy.schema import key_of, source_term

EXACT = 2.0
"""How much more a whole word counts than one that merely begins so."""
FEW = 8
"""As many terms are looked for one by one; more of them as a set, which costs the same however many they are."""


def query_of(schema: Schema, ask: Ask) -> Query:
    """Raises TooMuch."""
    measure(ask.what)
    parts = [(Occur.Must, everything() if ask.what is None else _query(schema, ask.what))]
    narrowed = (frozenset(map(source_term, ask.sources)), *ask.scope)
    parts += [(Occur.Must, _held(schema, terms)) for terms in narrowed]
    if ask.without:
        keys = sorted(key_of(source, id_) for source, id_ in ask.without)
        parts.append((Occur.MustNot, Query.term_set_query(schema, "key", keys)))
    return Query.boolean_query(parts)


def everything() -> Query:
    return Query.const_score_query(Query.all_query(), 0.0)


def _query(schema: Schema, clause: Clause) -> Query:
    match clause:
        case All(of):
            return _all(schema, of)
        case Any(of, least):
            return _some([_query(schema, one) for one in of], least)
        case Not(what):
            return Query.boolean_query([(Occur.Must, everything()), (Occur.MustNot, _query(schema, what))])
        case Weighted(inner, weight):
            return Query.boost_query(_query(schema, inner), weight)
        case _:
            return _leaf(schema, clause)


def _leaf(schema: Schema, clause: Clause) -> Query:
    match clause:
        case Held(terms):
            return _held(schema, terms)
        case Between(since, until):
            return _between(schema, since, until)
        case Grams(grams, least):
            unlike = set(grams)
            return _some([Query.term_query(schema, "gram", one) for one in unlike], math.ceil(least * len(unlike)))
        case Word():
            return _word(schema, clause)
    return _some([_boosted(one, boost) for field, boost in FIELDS.items() for one in _in(schema, field, clause)])


def _all(schema: Schema, of: Iterable[Clause]) -> Query:
    parts = [
        (Occur.MustNot, _query(schema, one.what)) if isinstance(one, Not) else (Occur.Must, _query(schema, one))
        for one in of
    ]
    # What only must not be there would find nothing.
    return Query.boolean_query([*parts, (Occur.Must, everything())] if _is_negative(parts) else parts)


def _is_negative(parts: Sequence[tuple[Occur, Query]]) -> bool:
    return all(occur != Occur.Must for occur, _ in parts)


def _some(queries: Sequence[Query], least: int = 1) -> Query:
    if not queries:
        return Query.empty_query()
    return Query.boolean_query([(Occur.Should, one) for one in queries], minimum_number_should_match=max(least, 1))


def _boosted(query: Query, boost: float) -> Query:
    return query if boost == 1.0 else Query.boost_query(query, boost)


def _held(schema: Schema, terms: frozenset[str]) -> Query:
    if len(terms) > FEW:
        found = Query.term_set_query(schema, "term", sorted(terms))
    else:
        each = [Query.term_query(schema, "term", one) for one in sorted(terms)]
        found = each[0] if len(each) == 1 else _some(each)
    return Query.const_score_query(found, 0.0)


def _between(schema: Schema, since: int | None, until: int | None) -> Query:
    """Begins before the span ends, and ends after it begins."""
    if since is None and until is None:
        return everything()
    parts = []
    if until is not None:
        parts.append(Query.range_query(schema, "since", FieldType.Integer, upper_bound=until))
    if since is not None:
        parts.append(Query.range_query(schema, "until", FieldType.Integer, lower_bound=since))
    return Query.boolean_query([(Occur.Must, Query.const_score_query(one, 0.0)) for one in parts])


def _word(schema: Schema, clause: Word) -> Query:
    return _some([
        _boosted(Query.term_query(schema, f"{field}_{layer}", form), boost * weight)
        for field, boost in FIELDS.items()
        for layer, weight in LAYERS.items()
        for form in getattr(clause.forms, layer)
    ])  # fmt: skip


def _in(schema: Schema, field: str, clause: Clause) -> list[Query]:
    layer = clause.layer if isinstance(clause, Near) else "surface"
    name, weight = f"{field}_{layer}", LAYERS[layer]
    found: list[Query] = []
    match clause:
        case Beginning(forms):
            found = [one for form in forms for one in _beginning(schema, name, form)]
        case Near(forms, edits):
            found = [one for form in forms for one in _near(schema, name, form, edits)]
        case Phrase(rows):
            found = [_row(schema, name, row) for row in rows if row]
    return [_boosted(one, weight) for one in found]


def _beginning(schema: Schema, name: str, form: str) -> list[Query]:
    whole = Query.boost_query(Query.term_query(schema, name, form), EXACT)
    # An automaton over the words there are: however many begin so, it costs one walk and no query of its own each.
    return [whole, Query.fuzzy_term_query(schema, name, form, distance=0, prefix=True)]


def _near(schema: Schema, name: str, form: str, edits: int) -> list[Query]:
    """One automaton for each number of edits, so that each edit less counts once more."""
    exact = Query.const_score_query(Query.term_query(schema, name, form), 1.0)
    return [exact, *(Query.fuzzy_term_query(schema, name, form, distance=one + 1) for one in range(min(edits, 2)))]


def _row(schema: Schema, name: str, row: Sequence[str]) -> Query:
    return Query.phrase_query(schema, name, list(row)) if len(row) > 1 else Query.term_query(schema, name, row[0])
