"""A kind of thing the archive holds: how it becomes a document, who may see it, how a hit is drawn.

A feature brings its source in its Feature row (`sources=[…]`) and calls `archive.services.note_change` in the
transaction of every change. Nothing else ties it to the index:

- `ids` and `documents` give what readers may find, as it stands now. A thing that is asked for and not given is taken
  out of the index; so a hidden or withdrawn one is simply not among the documents.
- `count` and `draw` ask the database with the one visibility rule. An id that they leave out was never a hit.
- `by_words` answers from the database alone, for as long as the index cannot.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from storyhub.adapters.index import Document
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
    ids: Callable[[], Iterator[Sequence[UUID]]]
    documents: Callable[[Sequence[UUID]], Sequence[Document]]
    count: Callable[[Viewer, Sequence[UUID]], int]
    draw: Callable[[Viewer, Sequence[UUID]], Mapping[UUID, Hit]]
    by_words: Callable[[Viewer, UUID | None, str, int], tuple[int, Sequence[UUID]]]
    """(viewer, town or None for all, words, most): how many there are, and the ids of the first."""


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
