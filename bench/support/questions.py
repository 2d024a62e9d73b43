"""What the engines are asked: for each kind of question some dozens, made of words that stand in the corpus."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bench.support.analysed import Analysed
from bench.support.corpus import THEMES
from storyhub.adapters.index import All, Any, Beginning, Clause, Held, Near, Phrase, Weighted, Word
from storyhub.archive.language import asked_forms

MANY = 60
LIMITED = ("rare", "common", "and", "phrase", "prefix", "fuzzy", "filter", "facets", "similar")
"""The kinds that have a limit of milliseconds."""


def questions_of(analysed: Analysed) -> dict[str, list[Clause]]:
    chance = random.Random(3)
    by_rank = [word for word, _ in analysed.held.most_common()]
    rare = [word for word in by_rank if word.isalpha() and analysed.held[word] <= 5]
    middling = by_rank[100 : max(200, len(by_rank) // 50)]
    common = by_rank[:40]
    rows = [row for row in analysed.rows if len(row) == 3]
    long = [word for word in middling if len(word) > 5]

    def some(words: list[str]) -> list[str]:
        return [chance.choice(words) for _ in range(MANY)]

    return {
        "rare": [_word(one) for one in some(rare)],
        "common": [_word(one) for one in some(common)],
        "and": [All((_word(row[0]), _word(row[-1]))) for row in chance.choices(rows, k=MANY)],
        "phrase": [Phrase((row[: chance.choice((2, 3))],)) for row in chance.choices(rows, k=MANY)],
        "prefix": [Beginning((one[: chance.choice((2, 3, 4))],)) for one in some(long)],
        "fuzzy": [Near((_slipped(one, chance),), 1 if len(one) < 8 else 2) for one in some(long)],
        "filter": [
            All((_word(one), Held(frozenset({chance.choice(THEMES)})), Held(frozenset({"lang:ka", "lang:ru"}))))
            for one in some(common)
        ],
        "facets": [_word(one) for one in some(middling + common)],
        "similar": list(_similar(analysed)),
    }


def _word(text: str) -> Word:
    return Word(asked_forms(text))


def _slipped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + word[at - 1] + word[at + 1 :]


def _similar(analysed: Analysed) -> Iterator[Clause]:
    """Any of a story's twelve most telling words, the rarer counting more."""
    for document in analysed.documents_seen[:MANY]:
        words = sorted(set(document.words["body"].surface), key=lambda word: (analysed.held[word], word))
        telling = [word for word in words if analysed.held[word] > 1][:12]
        yield Any(tuple(Weighted(_word(word), 1 + 1 / analysed.held[word]) for word in telling))
