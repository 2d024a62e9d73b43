"""Changing what Whoosh holds."""

from typing import Any
from uuid import UUID

from storyhub.adapters.index import Document
from storyhub.adapters.index.whoosh.holding import as_fields, as_unusable, key_of

MEGABYTES, REBUILD_MEGABYTES = 32, 256


class WhooshWriter:
    def __init__(self, index: Any, megabytes: int) -> None:
        self._index, self._megabytes = index, megabytes
        self._written: set[str] = set()
        self._writer: Any = None
        self._open()

    def put(self, document: Document) -> None:
        self.forget(document.source, document.id)
        self._written.add(key_of(document.source, document.id))
        self._writer.add_document(**as_fields(document))

    def forget(self, source: str, id_: UUID) -> None:
        key = key_of(source, id_)
        if key in self._written:
            # The engine deletes only what it has committed.
            self._commit()
            self._open()
        if ("key", key) in self._reader:
            for number in list(self._reader.postings("key", key).all_ids()):
                self._writer.delete_document(number)

    def finish(self) -> None:
        self._commit()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None

    def _open(self) -> None:
        with as_unusable():
            self._reader = self._index.reader()
            self._writer = self._index.writer(limitmb=self._megabytes)

    def _commit(self) -> None:
        with as_unusable():
            self._writer.commit()
            self._writer = None
        self._written.clear()
