"""How many forms that nobody tuned for are found by their word, and that look-alikes stand behind it."""

import csv
from pathlib import Path

import pytest

from bench.recall import pairs_of, recall_of
from storyhub.adapters.index import LAYERS, Words
from storyhub.archive.language import asked_forms, words_in

LEAST = {"en": 0.90, "ro": 0.95, "ru": 0.95, "hy": 0.95, "ka": 0.95, "uk": 0.95, "az": 0.88}
CONFUSABLE = Path(__file__).parent / "confusable.tsv"


def weight(word: str, text: Words) -> float:
    asked = asked_forms(word)
    layers = {"surface": asked.surface, "lemma": asked.lemma, "stem": asked.stem}
    return sum(LAYERS[name] for name, forms in layers.items() if not set(forms).isdisjoint(getattr(text, name)))


def confusable() -> list[tuple[str, str, str]]:
    with CONFUSABLE.open(encoding="utf-8", newline="") as file:
        return [(row["language"], row["word"], row["other"]) for row in csv.DictReader(file, delimiter="\t")]


@pytest.mark.parametrize("part", ["tune", "held"])
@pytest.mark.parametrize("language", LEAST)
def test_forms_are_found_by_their_word(language: str, part: str) -> None:
    assert len(pairs_of(language)) >= 120
    assert recall_of(language, part) >= LEAST[language]


@pytest.mark.parametrize(("language", "word", "other"), confusable())
def test_a_look_alike_stands_behind_the_word(language: str, word: str, other: str) -> None:
    for asked, alike in ((word, other), (other, word)):
        assert weight(asked, words_in(alike, language)) < weight(asked, words_in(asked, language))
