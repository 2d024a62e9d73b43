"""The index as one viewer sees it: every question about words goes through here, whatever page asks it.

The scope leaves out what the viewer's circles do not hold, what waits for the index is left out of hits and counts
alike, and the database has the last word on every hit that is drawn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import select

from storyhub.adapters.index import Ask, Clause, Hits, Index, Order, Unusable
from storyhub.archive.models import Unindexed
from storyhub.archive.sources import Hit, circles_of, city_term, sources
from storyhub.core.db import db
from storyhub.core.permissions import Viewer

log = structlog.get_logger()

Scope = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Sight:
    index: Index
    viewer: Viewer
    sources: tuple[str, ...]
    scope: Scope
    waiting: frozenset[tuple[str, UUID]]

    def look(
        self,
        what: Clause | None,
        most: int,
        offset: int = 0,
        *,
        narrowed: Iterable[frozenset[str]] = (),
        order: Order = Order.BEST,
        but: Iterable[tuple[str, UUID]] = (),
    ) -> Hits:
        """What is found, with its exact number. Raises Unusable."""
        return self.index.search(self._ask(what, narrowed, order, but), most, offset)

    def facets(self, what: Clause | None, narrowed: Iterable[frozenset[str]] = ()) -> Mapping[str, int]:
        """How many of what is found hold each facet. Raises Unusable."""
        return self.index.facets(self._ask(what, narrowed, Order.NEWEST, ()))

    def totals(self, what: Clause | None, narrowed: Iterable[frozenset[str]] = ()) -> Mapping[str, int]:
        """How much is found of each source. Raises Unusable."""
        return self.index.totals(self._ask(what, narrowed, Order.NEWEST, ()))

    def draw(self, found: Sequence[tuple[str, UUID]], language: str | None = None) -> list[Hit]:
        """Those of the hits that the database allows, in their order."""
        return draw(self.viewer, found, language)

    def _ask(
        self, what: Clause | None, narrowed: Iterable[frozenset[str]], order: Order, but: Iterable[tuple[str, UUID]]
    ) -> Ask:
        return Ask(self.sources, what, (*self.scope, *narrowed), self.waiting.union(but), order)


def sight_of(index: Index, viewer: Viewer, only: Sequence[str] = (), city_id: UUID | None = None) -> Sight:
    """What this viewer may find of these sources (or all) in one town (or all)."""
    asked = tuple(only) or tuple(sources())
    # Read before the index: whatever leaves this table while we search, the index has seen.
    rows = db.session.execute(select(Unindexed.source, Unindexed.object_id).where(Unindexed.source.in_(asked)))
    town = (frozenset({city_term(city_id)}),) if city_id else ()
    return Sight(index, viewer, asked, (circles_of(viewer), *town), frozenset((source, id_) for source, id_ in rows))


def draw(viewer: Viewer, found: Sequence[tuple[str, UUID]], language: str | None = None) -> list[Hit]:
    """Those of these things that the database allows this viewer, in their order, as a reader of that language gets them."""
    by_source: dict[str, list[UUID]] = {}
    for source, id_ in found:
        by_source.setdefault(source, []).append(id_)
    allowed = {source: sources()[source].draw(viewer, ids, language) for source, ids in by_source.items()}
    return [allowed[source][id_] for source, id_ in found if id_ in allowed[source]]


def note_unusable(index: Index, error: Unusable) -> None:
    """Say it once in the log, and to whoever makes the index anew."""
    if not error.is_missing:
        log.warning("index_unusable", error=str(error))
    if error.is_damage:
        index.distrust()
