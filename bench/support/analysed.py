"""A generated corpus as it was analysed, on disk, so that every engine reads the same and nobody waits for it again."""

from __future__ import annotations

import pickle
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

from bench.support import corpus
from storyhub.adapters.index import Document, Words
from storyhub.archive.language import MAKE

TOGETHER = 500
MOST = 10_000
"""Stories that are different; of more, each comes again with other terms, another date and two words of its own."""


@dataclass
class Analysed:
    """Which words stand in how many stories, and rows of words that stand somewhere: questions are made of them."""

    path: Path
    count: int
    held: Counter[str] = field(default_factory=Counter)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    documents_seen: list[Document] = field(default_factory=list)

    def documents(self) -> Iterator[Document]:
        for number, document in enumerate(self._repeated()):
            yield document if number < MOST else _again(document, number)

    def _repeated(self) -> Iterator[Document]:
        left = self.count
        while left:
            with self.path.open("rb") as file:
                for _ in range(0, min(self.count, MOST), TOGETHER):
                    batch = pickle.load(file)[:left]
                    yield from batch
                    left -= len(batch)
                    if not left:
                        return


def analyse(count: int, folder: Path) -> Analysed:
    """Make it with every core there is, unless it is there from an earlier run."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus.prepare(folder)
    path = folder / f"corpus-{min(count, MOST)}-{MAKE.replace(' ', '-')}.pickle"
    if not path.exists():
        waiting = path.with_suffix(".new")
        for language in corpus.SHARES:
            corpus.vocabulary(language)  # before the fork, so that it is made once
        with get_context("fork").Pool() as pool, waiting.open("wb") as file:
            starts = range(0, min(count, MOST), TOGETHER)
            for batch in pool.imap(_batch, starts):
                pickle.dump(batch, file, pickle.HIGHEST_PROTOCOL)
        waiting.replace(path)
    return _looked_at(Analysed(path, count))


def _batch(start: int) -> list[Document]:
    return list(corpus.documents(TOGETHER, start))


def _looked_at(found: Analysed) -> Analysed:
    chance = random.Random(5)
    for number, document in enumerate(found.documents()):
        if number >= min(found.count, MOST):
            break
        body = document.words["body"].surface
        found.held.update(set(body))
        if number % max(1, min(found.count, MOST) // 400) == 0:
            at = chance.randrange(max(1, len(body) - 3))
            found.rows.append(tuple(body[at : at + 3]))
            found.documents_seen.append(document)
    return found


def _again(document: Document, number: int) -> Document:
    chance = random.Random(number)
    facets = (document.facets - set(corpus.CITIES)) | {chance.choice(corpus.CITIES)}
    body, own = document.words["body"], (f"own{number}a", f"own{number}b")
    words = Words((*body.surface, *own), (*body.lemma, *own), (*body.stem, *own))
    return replace(
        document,
        id=UUID(int=number << 16 | 7),
        words={**document.words, "body": words},
        terms=facets | {"for:anyone"},
        facets=facets,
        at=document.at - chance.randrange(10_000_000),
    )
