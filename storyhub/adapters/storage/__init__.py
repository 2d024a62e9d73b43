"""Where files are kept: a folder on this machine. Another engine is one more file here. Names are ours, never people's."""

from collections.abc import Iterator
from importlib import import_module
from typing import Protocol


class Store(Protocol):
    """Files by name. `put` returns only when the bytes would survive a power cut."""

    def put(self, name: str, data: bytes) -> None: ...

    def get(self, name: str) -> bytes | None: ...

    def delete(self, name: str) -> None: ...

    def names(self, prefix: str = "") -> Iterator[tuple[str, float]]:
        """Every name under a prefix with its time of writing (seconds since 1970)."""
        ...


def open_store(where: str) -> Store:
    """The store at an address; until a town outgrows its machine that is a folder."""
    return import_module("storyhub.adapters.storage.disk").open_store(where)
