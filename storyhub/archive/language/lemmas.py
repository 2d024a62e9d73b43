"""The dictionary forms of words, out of one table that all processes of a machine read and none holds.

The table is a file that `lemma_table` makes; it is mapped into memory, so its pages are shared and only those that
are asked for are read. Without it there are no lemmas, and stems alone say what is the same word.
"""

import threading
from functools import lru_cache
from pathlib import Path

import marisa_trie
import structlog

log = structlog.get_logger()


class Lemmas:
    """Which dictionary forms a form has. Safe to be read by many threads."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._table: marisa_trie.BytesTrie | None = None
        self._is_tried = False
        self._opening = threading.Lock()

    def read_from(self, path: Path | None) -> None:
        """From now on this table; it is opened when the first word is asked for."""
        with self._opening:
            if path != self._path or self._table is None:
                self._path, self._table, self._is_tried = path, None, False
                lemmas_of.cache_clear()

    @property
    def path(self) -> Path | None:
        """The table it reads from; None when there is none."""
        return self._path

    @property
    def is_there(self) -> bool:
        return self._open() is not None

    def find(self, folded: str, language: str) -> tuple[str, ...]:
        table = self._open()
        if table is None:
            return ()
        return tuple(_lengthened(folded, how) for how in table.get(f"{language}{folded}", ()))

    def begins(self, folded: str, language: str) -> bool:
        """Whether any word of that language begins so."""
        table = self._open()
        return table is not None and next(table.iterkeys(f"{language}{folded}"), None) is not None

    def _open(self) -> marisa_trie.BytesTrie | None:
        if not self._is_tried:
            with self._opening:
                if not self._is_tried:
                    self._table = _mapped(self._path)
                    self._is_tried = True
        return self._table


def shortened(folded: str, lemma: str) -> bytes:
    """How a lemma is made of a form: how many letters are cut off its end, and what is put there instead."""
    same = 0
    for one, other in zip(folded, lemma, strict=False):
        if one != other:
            break
        same += 1
    return bytes([len(folded) - same]) + lemma[same:].encode()


def _lengthened(folded: str, how: bytes) -> str:
    return folded[: len(folded) - how[0]] + how[1:].decode()


def _mapped(path: Path | None) -> marisa_trie.BytesTrie | None:
    if path is None:
        return None
    try:
        return marisa_trie.BytesTrie().mmap(str(path))
    except (OSError, RuntimeError) as error:
        log.warning("lemmas_missing", error=type(error).__name__)
        return None


LEMMAS = Lemmas()


@lru_cache(maxsize=4_000)
def lemmas_of(folded: str, language: str) -> tuple[str, ...]:
    """The dictionary forms of a folded word, the likeliest first; empty where the language's table has none."""
    return LEMMAS.find(folded, language)
