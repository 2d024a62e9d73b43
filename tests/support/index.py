"""Documents for an index, and short ways to ask it."""

from uuid import UUID

from storyhub.adapters.index import (
    Any,
    Ask,
    Clause,
    Document,
    Forms,
    Hits,
    Index,
    Order,
    Phrase,
    Word,
    Words,
    open_index,
)
from storyhub.core.columns import new_id

MAKE = "words 1"
ANYONE = frozenset({"for:anyone"})

__all__ = ["ANYONE", "MAKE", "Any", "asked", "document", "ids", "open_index", "phrase", "put", "word"]


def document(
    title: str = "", body: str = "", *, place: str = "", terms: str = "for:anyone", **more: object
) -> Document:
    """Words apart by blanks. `lemma=` and `stem=` are those of the body."""
    layers = {name: tuple(str(more.pop(name, "")).split()) for name in ("lemma", "stem")}
    words = {
        "title": Words(title.split()),
        "body": Words(body.split(), **layers),
        "place": Words(place.split()),
    }
    source, id_ = str(more.pop("source", "story")), more.pop("id_", None) or new_id()
    assert isinstance(id_, UUID)
    return Document(source, id_, words, frozenset(terms.split()), **more)  # type: ignore[arg-type]


def word(*surface: str, lemma: str = "", stem: str = "") -> Word:
    return Word(Forms(surface, tuple(lemma.split()), tuple(stem.split())))


def phrase(text: str) -> Phrase:
    return Phrase((tuple(text.split()),))


def put(index: Index, *documents: Document) -> None:
    with index.writing() as writer:
        for one in documents:
            writer.put(one)


def ids(hits: Hits) -> list[UUID]:
    return [id_ for _, id_ in hits.found]


def asked(
    index: Index, what: Clause | None = None, *, most: int = 100, offset: int = 0, order: Order = Order.BEST,
    scope: tuple[frozenset[str], ...] = (), without: frozenset[tuple[str, UUID]] = frozenset(),
) -> list[UUID]:  # fmt: skip
    """The ids of stories that are found; a total that differs from them fails the test unless a page was asked for."""
    found = index.search(Ask(("story",), what, scope, without, order), most, offset)
    assert found.total == len(found.found) or most < 100
    return ids(found)
