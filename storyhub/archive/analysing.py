"""What many texts are found by, worked out on every core there is for as long as a rebuild lasts."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from storyhub.adapters.index import Words
from storyhub.archive.language import words_in
from storyhub.archive.language.chain import remembering_much
from storyhub.archive.language.lemmas import LEMMAS

MANY = 5_000
"""Things below which starting processes takes longer than they save."""
PIECES = 4
"""Portions for each core: small ones, so that no core waits long for another."""

Text = tuple[str, str]
Layers = tuple[str, str, str]


@dataclass(frozen=True)
class _Cores:
    executor: ProcessPoolExecutor
    count: int


_cores: ContextVar[_Cores | None] = ContextVar("cores", default=None)


@contextmanager
def on_every_core(things: int) -> Iterator[None]:
    """Inside, `words_of` shares its texts out, if there are things enough to be worth it."""
    count = len(os.sched_getaffinity(0))
    with remembering_much():
        if things < MANY or count == 1:
            yield
            return
        with ProcessPoolExecutor(count, get_context("spawn"), _begin, (LEMMAS.path,)) as executor:
            token = _cores.set(_Cores(executor, count))
            try:
                yield
            finally:
                _cores.reset(token)


def words_of(texts: Sequence[Text]) -> list[Words]:
    """`words_in` of each (text, language)."""
    cores = _cores.get()
    if cores is None:
        return [words_in(*one) for one in texts]
    size = max(1, -(-len(texts) // (cores.count * PIECES)))
    portions = [texts[at : at + size] for at in range(0, len(texts), size)]
    analysed = chain.from_iterable(cores.executor.map(_layers, portions))
    return [Words(*(layer.split() for layer in layers)) for layers in analysed]


def _layers(texts: Sequence[Text]) -> list[Layers]:
    """As three strings each: a thousand short ones take far longer from process to process."""
    found = (words_in(*one) for one in texts)
    return [(" ".join(one.surface), " ".join(one.lemma), " ".join(one.stem)) for one in found]


def _begin(table: Path | None) -> None:
    os.nice(5)  # the parent feeds everyone, and readers are served meanwhile
    LEMMAS.read_from(table)
    remembering_much().__enter__()
