"""A kind of thing the archive holds: how it becomes a document, who may see it, how a hit is drawn.

A feature brings its source in its Feature row (`sources=[…]`) and calls `archive.services.note_change` in the
transaction of every change. Nothing else ties it to the index:

- `ids` and `documents` give what readers may find, as it stands now. A thing that is asked for and not given is taken
  out of the index; so a hidden or withdrawn one is simply not among the documents.
- `draw` asks the database with the one visibility rule. An id that it leaves out was never a hit.
- `by_clause` answers from the database alone, for as long as the index cannot.
- `tags` gives the themes that things carry.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from storyhub.adapters.index import Clause, Document, Words
from storyhub.core.permissions import Viewer
from storyhub.core.registry import REGISTRY
from storyhub.core.visibility import Audience


@dataclass(frozen=True)
class Hit:
    """A thing that was found, with the words that this viewer gets of it. `ref` is its name where it was imported from."""

    source: str
    id: UUID
    code: str
    ref: str | None
    city: str
    title: str
    text: str
    language: str
    at: datetime


@dataclass(frozen=True)
class Source:
    name: str
    ids: Callable[[UUID | None], Iterator[Sequence[UUID]]]
    """In their order, some hundred at a time, those after an id or (None) all."""
    documents: Callable[[Sequence[UUID]], Sequence[Document]]
    draw: Callable[[Viewer, Sequence[UUID], str | None], Mapping[UUID, Hit]]
    """(viewer, ids, the language they read): what has words in several languages is drawn in that one."""
    by_clause: Callable[[Viewer, UUID | None, Clause | None, int], tuple[int, Sequence[UUID]]]
    """(viewer, town or None for all, what is asked, most): how many there are, and the ids of the first."""
    tags: Callable[[Sequence[UUID]], Mapping[UUID, Sequence[str]]] = lambda _ids: {}
    """The slugs of the themes that people gave these things, as they are read now."""


def sources() -> dict[str, Source]:
    """Every source there is, by its name."""
    return REGISTRY.sources


def city_term(city_id: UUID) -> str:
    return f"city:{city_id.hex}"


def circle_terms(audience: Audience, city_id: UUID, network_id: UUID | None) -> frozenset[str]:
    """The circles to whom a thing of this audience is shown in lists; none for the desk alone."""
    town, network = f"for:city:{city_id.hex}", f"for:network:{network_id.hex if network_id else ''}"
    circles: dict[Audience, set[str]] = {
        Audience.PUBLIC: {"for:anyone"},
        Audience.NETWORK: {town, network},
        Audience.CITY: {town},
    }
    return frozenset(circles.get(audience, ()))


def circles_of(viewer: Viewer) -> frozenset[str]:
    """The circles the viewer belongs to: a first sieve in the index, before the database is asked."""
    towns = (f"for:city:{one.hex}" for one in viewer.cities_with())
    networks = (f"for:network:{one.hex}" for one in viewer.networks)
    return frozenset(("for:anyone", *towns, *networks))


def joined(words: Iterable[Words]) -> Words:
    """Several texts as one, each analysed in its own language."""
    texts = list(words)
    layers = ("surface", "lemma", "stem")
    return Words(*([form for text in texts for form in getattr(text, layer)] for layer in layers))


def place_terms_of(words: Words) -> frozenset[str]:
    """By which a place in people's own words is found: each of its words, and its dictionary form."""
    return frozenset(f"place:{form}" for form in (*words.surface, *words.lemma))
