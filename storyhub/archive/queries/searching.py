"""Searching: what the index finds for a question, as far as this viewer may see it; without an index, the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from storyhub.adapters.index import All, Any, Between, Clause, Hits, Index, Order, TooMuch, Unusable, Weighted
from storyhub.archive.queries.asking import question_for
from storyhub.archive.queries.sight import Sight, draw, note_unusable, sight_of
from storyhub.archive.queries.suggesting import suggested
from storyhub.archive.query import Question
from storyhub.archive.sources import Hit, sources
from storyhub.core.permissions import Viewer

FEW = 3
"""With fewer hits than that for several words, things that hold most of them are shown too, after those."""
ALL_WEIGHT = 8.0

Narrowed = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Found:
    """One page of what the index found, best first: the database has still to allow each.

    `total` counts all pages. `facets` counts each facet term under everything chosen in the other dimensions.
    `is_all` is false where some hold not all of the words but most, or one of two.
    """

    hits: Sequence[tuple[str, UUID]] = ()
    total: int = 0
    facets: Mapping[str, int] = field(default_factory=dict)
    is_all: bool = True

    @property
    def ids(self) -> list[UUID]:
        return [id_ for _, id_ in self.hits]


@dataclass(frozen=True)
class Search:
    """One page of what a viewer finds. `total` counts what they may see; `is_whole` is false while the index is away.

    `suggestion` is what they may have meant, when little was found.
    """

    total: int
    hits: Sequence[Hit]
    question: Question
    is_whole: bool = True
    is_all: bool = True
    facets: Mapping[str, int] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)
    suggestion: str | None = None


def search(
    index: Index,
    viewer: Viewer,
    words: str,
    *,
    only: Sequence[str] = (),
    city_id: UUID | None = None,
    narrowed: Narrowed | None = None,
    span: Between | None = None,
    order: Order = Order.BEST,
    limit: int = 20,
    offset: int = 0,
    language: str | None = None,
    with_facets: bool = False,
    with_totals: bool = False,
    with_suggestion: bool = True,
) -> Search:
    """What the viewer finds for these words, of every source or `only` some, in one town or all; nothing for no words.

    Never raises for what was typed; without a usable index the database answers, newest first.
    """
    question = question_for(words, language, city_id)
    if question.is_empty:
        return Search(0, [], question)
    asked = question.within(narrowed or {}, span)
    try:
        sight = sight_of(index, viewer, only, city_id)
        found = found_in(sight, asked, limit, offset, order, with_facets=with_facets)
        drawn = sight.draw(found.hits, language)
        return Search(
            found.total - (len(found.hits) - len(drawn)),
            drawn,
            question,
            is_all=found.is_all,
            facets=found.facets,
            totals=_totals(sight, asked) if with_totals else {},
            suggestion=suggested(sight, question) if with_suggestion and _is_little(found) else None,
        )
    except Unusable as error:
        note_unusable(index, error)
    return _from_database(viewer, asked, tuple(only) or tuple(sources()), city_id, limit, offset, language)


def find(
    index: Index,
    viewer: Viewer,
    source: str,
    question: Question,
    *,
    city_id: UUID | None = None,
    narrowed: Narrowed | None = None,
    span: Between | None = None,
    order: Order = Order.BEST,
    limit: int = 20,
    offset: int = 0,
    with_facets: bool = False,
) -> Found | None:
    """The ids of one source for a page that draws them itself; None without a usable index.

    An empty question finds everything, newest first.
    """
    try:
        sight = sight_of(index, viewer, (source,), city_id)
        asked = question.within(narrowed or {}, span)
        return found_in(sight, asked, limit, offset, order, with_facets=with_facets)
    except Unusable as error:
        note_unusable(index, error)
        return None


def totals_for(
    index: Index, viewer: Viewer, question: Question, city_id: UUID | None = None, *, only: Sequence[str] = ()
) -> Mapping[str, int]:
    """How much of each source (or `only` some) the viewer finds, for tabs; nothing without a usable index."""
    try:
        return _totals(sight_of(index, viewer, only, city_id), question.within({}))
    except Unusable as error:
        note_unusable(index, error)
        return {}


def found_in(
    sight: Sight,
    question: Question,
    limit: int,
    offset: int = 0,
    order: Order = Order.BEST,
    *,
    with_facets: bool = False,
) -> Found:
    """As `find`, for what is seen already, and a question that is `within` its filters. Raises Unusable."""
    if not question.words and order is Order.BEST:
        order = Order.NEWEST

    def look(what: Clause | None) -> Hits:
        return sight.look(what, max(limit, 1), offset, order=order)

    try:
        what, is_all, hits = _with_enough(question, look)
        if hits is None or question.narrowed or question.span:
            in_span = _with_span(what, question.span)
            hits = sight.look(in_span, max(limit, 1), offset, narrowed=_scope(question), order=order)
        facets = _facets(sight, what, question) if with_facets else {}
    except TooMuch:
        return Found()
    return Found(hits.found[:limit], hits.total, facets, is_all)


def _with_enough(question: Question, look: Callable[[Clause | None], Hits]) -> tuple[Clause | None, bool, Hits | None]:
    """What is looked for: all of the words, or only so many that enough is found; and what was found on the way.

    The filters have no part in that. Otherwise another choice of them would look for other words, and the count beside
    it would not be what it leads to.
    """
    what, is_all, hits = question.what, True, None
    for step in question.relaxed:
        hits = hits or look(what)
        if hits.total >= FEW:
            break
        most = _most(question, step) if hits.total and is_all else step
        more = look(most)
        if more.total > hits.total:
            what, is_all, hits = most, False, more
    return what, is_all, hits


def _is_little(found: Found) -> bool:
    return not found.total or not found.is_all


def _most(question: Question, most: Clause) -> Clause:
    """Most of the words; what has all of them stands first."""
    return Any((Weighted(All((*question.words, *question.musts)), ALL_WEIGHT), most))


def _scope(question: Question, *but: str) -> list[frozenset[str]]:
    return [terms for dimension, terms in question.narrowed.items() if dimension not in but]


def _facets(sight: Sight, what: Clause | None, question: Question) -> dict[str, int]:
    """Each dimension counted without what is chosen in it, so that its other values can be chosen instead."""
    in_span = _with_span(what, question.span)
    counts = dict(sight.facets(in_span, _scope(question)))
    for dimension in question.narrowed:
        asked = what if dimension == "month" else in_span
        counts = _replaced(counts, dimension, sight.facets(asked, _scope(question, dimension)))
    if question.span and "month" not in question.narrowed:
        counts = _replaced(counts, "month", sight.facets(what, _scope(question)))
    return counts


def _replaced(counts: Mapping[str, int], dimension: str, others: Mapping[str, int]) -> dict[str, int]:
    mark = f"{dimension}:"
    kept = {term: count for term, count in counts.items() if not term.startswith(mark)}
    return kept | {term: count for term, count in others.items() if term.startswith(mark)}


def _with_span(what: Clause | None, span: Between | None) -> Clause | None:
    if span is None:
        return what
    return span if what is None else All((what, span))


def _totals(sight: Sight, question: Question) -> dict[str, int]:
    """What `found_in` would find of each source, counted for all of them at once."""
    try:
        enough = _enough_of_each(sight, question)
        if not (question.narrowed or question.span):
            return {name: total for name, (_, total) in enough.items()}
        scope = _scope(question)
        return {
            name: replace(sight, sources=(name,)).totals(_with_span(what, question.span), scope).get(name, 0)
            for name, (what, _) in enough.items()
        }
    except TooMuch:
        return dict.fromkeys(sight.sources, 0)


def _enough_of_each(sight: Sight, question: Question) -> dict[str, tuple[Clause | None, int]]:
    """For each source what is looked for, as `_with_enough` chooses it, and how much that finds."""
    enough: dict[str, tuple[Clause | None, int]] = dict.fromkeys(sight.sources, (question.what, 0))
    for what in (question.what, *question.relaxed):
        few = tuple(name for name, (_, total) in enough.items() if total < FEW)
        if not few:
            break
        counts = replace(sight, sources=few).totals(what)
        enough |= {name: (what, count) for name, count in counts.items() if count > enough[name][1]}
    return enough


def _from_database(
    viewer: Viewer,
    question: Question,
    names: Sequence[str],
    city_id: UUID | None,
    limit: int,
    offset: int,
    language: str | None,
) -> Search:
    total, found = 0, []
    for name in names:
        count, ids = sources()[name].by_clause(viewer, city_id, question.everything, offset + limit)
        total += count
        found += [(name, id_) for id_ in ids]
    return Search(total, draw(viewer, found[offset : offset + limit], language), question, is_whole=False)
