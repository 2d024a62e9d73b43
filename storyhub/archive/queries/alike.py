"""Things like this one, and the themes that things like this text carry: always with the neighbours themselves.

Words are weighed as in any search by rarity (tf·idf, Spärck Jones 1972); the rarity is counted over everything there is
and never shown.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from storyhub.adapters.index import Any, Forms, Held, Index, Order, Unusable, Weighted, Word
from storyhub.archive.language import analyse, is_stop_word
from storyhub.archive.queries.sight import Sight, note_unusable, sight_of
from storyhub.archive.sources import Hit, sources
from storyhub.core.permissions import Viewer

TELLING = 16
"""Words of a text that are looked for: the more telling ones say enough."""
SHORTEST = 3
ENOUGH = 4
"""Neighbours from which on a theme must be carried by two of them."""
NEIGHBOURS = 12
TITLE_WEIGHT = 2
MOST_CHARACTERS = 20_000


def similar(index: Index, viewer: Viewer, source: str, id_: UUID, limit: int = 6) -> list[Hit]:
    """What is most like this thing of those the viewer may see, by its words, then by its themes."""
    drawn = sources()[source].draw(viewer, [id_], None)
    if id_ not in drawn:
        return []
    hit = drawn[id_]
    try:
        sight = sight_of(index, viewer, (source,))
        found = _like(sight, [(hit.title, TITLE_WEIGHT), (hit.text, 1)], hit.language, limit, but=(source, id_))
        return found + _of_its_themes(sight, source, id_, limit - len(found), found)
    except Unusable as error:
        note_unusable(index, error)
        return []


def similar_to_text(
    index: Index,
    viewer: Viewer,
    text: str,
    language: str,
    city_id: UUID | None = None,
    limit: int = 6,
    *,
    only: Sequence[str] = (),
) -> list[Hit]:
    """What is most like a text that nobody has told yet, of those things the viewer may see."""
    try:
        return _like(sight_of(index, viewer, only, city_id), [(text, 1)], language, limit)
    except Unusable as error:
        note_unusable(index, error)
        return []


def themes_like(
    index: Index,
    viewer: Viewer,
    text: str,
    language: str,
    city_id: UUID | None = None,
    limit: int = 3,
    *,
    only: Sequence[str] = (),
) -> list[tuple[str, list[Hit]]]:
    """Themes that the text's nearest neighbours carry, each with those neighbours. A suggestion, never a tagging."""
    hits = similar_to_text(index, viewer, text, language, city_id, NEIGHBOURS, only=only)
    carried, weights = defaultdict(list), Counter[str]()
    for rank, (hit, slugs) in enumerate(_tags(hits)):
        for slug in slugs:
            carried[slug].append(hit)
            weights[slug] += 1000 // (rank + 2)
    least = 2 if len(hits) >= ENOUGH else 1
    return [(slug, carried[slug]) for slug, _ in weights.most_common() if len(carried[slug]) >= least][:limit]


def _like(
    sight: Sight,
    texts: Iterable[tuple[str, int]],
    language: str,
    limit: int,
    but: tuple[str, UUID] | None = None,
) -> list[Hit]:
    telling = _telling(sight.index, texts, language)
    if not telling or limit <= 0:
        return []
    hits = sight.look(Any(telling, 1 if len(telling) < ENOUGH else 2), limit, but=[but] if but else ())
    return sight.draw(hits.found)


def _telling(index: Index, texts: Iterable[tuple[str, int]], language: str) -> tuple[Weighted, ...]:
    """The words that say most about a text, each counting as much as it says."""
    counts: Counter[str] = Counter()
    forms: dict[str, Forms] = {}
    for text, weight in texts:
        for token in analyse(text[:MOST_CHARACTERS], language):
            word = token.lemmas[0] if token.lemmas else token.surface
            if len(token.surface) < SHORTEST or token.surface.isdigit() or is_stop_word(token.surface, language):
                continue
            counts[word] += weight
            forms.setdefault(word, Forms((token.surface,), token.lemmas, token.stems))
    weights = _weights(index, counts, {word: one.surface[0] for word, one in forms.items()})
    best = sorted(weights, key=lambda word: (-weights[word], word))[:TELLING]
    return tuple(Weighted(Word(forms[word]), weights[word]) for word in best)


def _weights(index: Index, counts: Mapping[str, int], surfaces: Mapping[str, str]) -> dict[str, float]:
    frequent, all_of_them = index.frequency(list(surfaces.values())), index.count()
    return {
        word: (1 + math.log(count)) * math.log(1 + all_of_them / (1 + frequent.get(surfaces[word], 0)))
        for word, count in counts.items()
    }


def _of_its_themes(sight: Sight, source: str, id_: UUID, limit: int, found: Sequence[Hit]) -> list[Hit]:
    """The newest with most of the same themes, whatever language they are in."""
    slugs = sources()[source].tags([id_]).get(id_, ())
    if not slugs or limit <= 0:
        return []
    shared = Any(tuple(Held(frozenset({f"theme:{slug}"})) for slug in slugs), min(2, len(slugs)))
    known = [(source, id_), *((hit.source, hit.id) for hit in found)]
    return sight.draw(sight.look(shared, limit, order=Order.NEWEST, but=known).found)


def _tags(hits: Sequence[Hit]) -> list[tuple[Hit, Sequence[str]]]:
    ids: dict[str, list[UUID]] = defaultdict(list)
    for hit in hits:
        ids[hit.source].append(hit.id)
    tags = {source: sources()[source].tags(found) for source, found in ids.items()}
    return [(hit, tags[hit.source].get(hit.id, ())) for hit in hits]
