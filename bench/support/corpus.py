"""Stories in seven languages, generated: the same ones for the same number, and alike for any number of them.

Words are those of the demonstration's stories, the more frequent first, and behind them the forms of the dictionaries
that lemmas come from, so that a word is as rare as in what people write and endings are real ones. Azerbaijani has no
dictionary here; its tail is made of its words and its endings. One word in two hundred is nobody else's.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from uuid import UUID

from bench.support.installation import ROOT
from storyhub.adapters.index import Document, Words
from storyhub.archive.language import words_in
from storyhub.archive.language.lemma_table import make_table, table_in
from storyhub.archive.language.lemmas import LEMMAS

SHARES = {"ka": 30, "hy": 18, "ru": 16, "uk": 12, "ro": 10, "en": 8, "az": 6}
TAIL = 40_000
THEMES = tuple(f"theme:t{number:02}" for number in range(24))
CITIES = tuple(f"city:c{number:02}" for number in range(40))
AZERBAIJANI = ("", "lar", "lər", "da", "də", "dan", "dən", "ın", "in", "ımız", "imiz", "larda", "lərdə", "ıma", "imə")
NEWEST = datetime(2026, 11, 20, tzinfo=UTC)


@cache
def vocabulary(language: str) -> tuple[list[str], list[float]]:
    """Words, and how often each or one before it comes (Zipf's law with Mandelbrot's correction)."""
    lines = (ROOT / f"storyhub/demo/stories/{language}.jsonl").read_text(encoding="utf-8").splitlines()
    told = Counter(word.strip('.,!?…:;()«»„“”"—–-') for line in lines for word in json.loads(line)["body"].split())
    head = [word for word, _ in told.most_common() if word]
    tail = random.Random(language).sample(_forms(language, head), TAIL)
    words = list(dict.fromkeys([*head, *tail]))
    return words, list(accumulate(1 / (rank + 3.7) ** 1.02 for rank in range(len(words))))


def _forms(language: str, head: list[str]) -> list[str]:
    if language == "az":
        return sorted({f"{one}{first}{other}" for one in head for first in AZERBAIJANI for other in AZERBAIJANI})
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory  # noqa: PLC0415

    forms = DefaultDictionaryFactory(cache_max_size=1).get_dictionary(language)
    return sorted(form for form in map(str, forms) if form.isalpha() and len(form) > 2)


def prepare(folder: Path) -> None:
    """What words become needs the table of lemmas; it is made once."""
    make_table(table_in(folder))
    LEMMAS.read_from(table_in(folder))


def text_of(number: int) -> tuple[str, str, str]:
    """Language, title and body of a story."""
    chance = random.Random(number)
    language = chance.choices(list(SHARES), list(SHARES.values()))[0]
    words, weights = vocabulary(language)
    length = min(400, max(12, round(chance.lognormvariate(4.4, 0.6))))
    told = chance.choices(words, cum_weights=weights, k=length)
    for at in range(length):
        if chance.random() < 0.005:
            told[at] = f"{told[at]}{number}"
    return language, " ".join(told[: chance.randint(2, 6)]), " ".join(told)


def document_of(number: int) -> Document:
    language, title, body = text_of(number)
    chance = random.Random(-number - 1)
    told_at = NEWEST - timedelta(minutes=5 * (2_000_000 - number) % 1_500_000)
    facets = frozenset((
        *chance.sample(THEMES, chance.choice((1, 1, 2, 2, 3))), chance.choice(CITIES), f"lang:{language}",
        f"kind:{chance.choices(('lived', 'imagined'), (8, 2))[0]}", f"month:{told_at:%Y-%m}",
        f"photos:{chance.choices(('no', 'yes'), (2, 1))[0]}", f"district:d{chance.randrange(200):03}",
    ))  # fmt: skip
    day = date.toordinal(told_at.date())
    words = {"title": words_in(title, language), "body": words_in(body, language), "place": Words()}
    surface = words["title"].surface
    return Document(
        "story",
        UUID(int=number << 16 | 7),
        words,
        facets | {"for:anyone"},
        facets,
        int(told_at.timestamp()),
        day,
        day,
        chance.randrange(5),
        [word[at : at + 3] for word in surface for at in range(max(1, len(word) - 2))],
    )


def documents(count: int, start: int = 0) -> Iterator[Document]:
    return map(document_of, range(start, start + count))
