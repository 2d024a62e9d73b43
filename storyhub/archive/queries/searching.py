"""Searching: what the index says, less what waits for it, asked the visibility rule in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from uuid import UUID

import structlog
from sqlalchemy import select

from storyhub.adapters.index import Ask, Index, Unusable
from storyhub.archive.models import Unindexed
from storyhub.archive.query import MOST_CHARACTERS, Question, read_question
from storyhub.archive.sources import Hit, circles_of, city_term, sources
from storyhub.core.db import db
from storyhub.core.permissions import Viewer

log = structlog.get_logger()

MOST = 20_000
"""Hits that are listed and counted; a question with more says too little."""


@dataclass(frozen=True)
class Ranking:
    """What the index found for a question, best first: ids that the database has still to allow.

    `mark` is the same for the same ids, so that what was counted over them can be remembered (`queries.remembered`).
    """

    ids: Sequence[UUID] = field(compare=False, repr=False)
    mark: str
    is_cut: bool = False

    def without_ids(self) -> "Ranking":
        """As part of a key: equal to itself, and small."""
        return Ranking((), self.mark, self.is_cut)


@dataclass(frozen=True)
class Search:
    """One page of what a viewer finds. `total` counts what they may see; `is_whole` is false while the index is away."""

    total: int
    hits: Sequence[Hit]
    question: Question
    is_whole: bool = True


def search(
    index: Index,
    viewer: Viewer,
    words: str,
    *,
    only: Sequence[str] = (),
    city_id: UUID | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Search:
    """What the viewer finds for these words, best first, of every source or `only` some, in one town or all.

    Never raises for what was typed; without a usable index the database answers, newest first.
    """
    asked, question = tuple(only) or tuple(sources()), read_question(words)
    found = _found(index, viewer, question, asked, city_id)
    if found is None:
        return _from_database(viewer, words, question, asked, city_id, limit, offset)
    by_source = {name: [id_ for source, id_ in found if source == name] for name in asked}
    total = sum(sources()[name].count(viewer, ids) for name, ids in by_source.items() if ids)
    return Search(total, _drawn(viewer, found, limit, offset), question)


def ranking_for(index: Index, viewer: Viewer, words: str, source: str, city_id: UUID | None) -> Ranking | None:
    """The ids of one source that the index finds, for a list that narrows them further; None without a usable index."""
    found = _found(index, viewer, read_question(words), (source,), city_id)
    if found is None:
        return None
    ids = [id_ for _, id_ in found]
    return Ranking(ids, blake2b(b"".join(id_.bytes for id_ in ids), digest_size=16).hexdigest(), len(ids) >= MOST)


def _found(
    index: Index, viewer: Viewer, question: Question, asked: tuple[str, ...], city_id: UUID | None
) -> list[tuple[str, UUID]] | None:
    if not question.all_of and not question.none_of:
        return []
    # Read before the index: whatever leaves this table while we search, the index has seen.
    rows = db.session.execute(select(Unindexed.source, Unindexed.object_id).where(Unindexed.source.in_(asked)))
    waiting = {(source, id_) for source, id_ in rows}
    scope = (circles_of(viewer), *([frozenset({city_term(city_id)})] if city_id else []))
    try:
        hits = index.search(Ask(asked, question.all_of, question.none_of, scope), MOST)
    except Unusable as error:
        log.warning("index_unusable", error=str(error))
        if error.is_damage:
            index.distrust()
        return None
    return [hit for hit in hits.found if hit not in waiting] if waiting else list(hits.found)


def _drawn(viewer: Viewer, found: Sequence[tuple[str, UUID]], limit: int, offset: int) -> list[Hit]:
    """The hits from `offset` on, passing over what the database does not allow."""
    drawn: list[Hit] = []
    wanted, size = offset + limit, max(limit, 50)
    for at in range(0, len(found), size):
        if len(drawn) >= wanted:
            break
        drawn += _draw(viewer, found[at : at + size])
    return drawn[offset:wanted]


def _draw(viewer: Viewer, found: Sequence[tuple[str, UUID]]) -> list[Hit]:
    by_source: dict[str, list[UUID]] = {}
    for source, id_ in found:
        by_source.setdefault(source, []).append(id_)
    allowed: dict[str, Mapping[UUID, Hit]] = {
        source: sources()[source].draw(viewer, ids) for source, ids in by_source.items()
    }
    return [allowed[source][id_] for source, id_ in found if id_ in allowed[source]]


def _from_database(
    viewer: Viewer, words: str, question: Question, asked: Sequence[str], city_id: UUID | None, limit: int, offset: int
) -> Search:
    total, found = 0, []
    for name in asked:
        count, ids = sources()[name].by_words(viewer, city_id, words[:MOST_CHARACTERS], offset + limit)
        total += count
        found += [(name, id_) for id_ in ids]
    return Search(total, _draw(viewer, found[offset : offset + limit]), question, is_whole=False)
