"""Changing what the engine holds, and what its faults are to us."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import tantivy

from storyhub.adapters.index import Document, Unusable
from storyhub.adapters.index.tantivy.schema import key_of, row_of

HEAP = 30_000_000
REBUILD_HEAP = 250_000_000
"""Bytes that are filled before a part of the index is written: the fewer parts, the quicker every search."""


class TantivyWriter:
    def __init__(self, index: tantivy.Index, heap: int) -> None:
        self._writer: Any = index.writer(heap, num_threads=1)

    def put(self, document: Document) -> None:
        self.forget(document.source, document.id)
        self._writer.add_document(row_of(document))

    def forget(self, source: str, id_: UUID) -> None:
        self._writer.delete_documents_by_term("key", key_of(source, id_))

    def finish(self) -> None:
        """Commit, and wait until no thread merges files any more: what is published stays as it is."""
        with as_unusable():
            self._writer.garbage_collect_files()
            self._writer.commit()
            self._writer.wait_merging_threads()

    def close(self) -> None:
        """Let go of the engine's lock; what was not finished is forgotten."""
        self._writer = None


@contextmanager
def as_unusable() -> Iterator[None]:
    """Whatever the engine raises over broken files, a panic of its Rust included, is one thing to us."""
    try:
        yield
    except Exception as error:
        raise Unusable(type(error).__name__) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Unusable("PanicException") from error
