"""The lists of frequent words beside what really is frequent: in the stories of the demonstration, language by language."""

import json
from collections import Counter
from pathlib import Path

import pytest

from storyhub.archive.language import analyse, stop_words
from storyhub.core.languages import LANGUAGES

DEMO = Path(__file__).parents[3] / "storyhub" / "demo" / "stories"


def shares(language: str) -> dict[str, float]:
    """Each word, and in which part of the stories of a language it stands."""
    rows = (json.loads(line) for path in sorted(DEMO.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines())
    texts = [row["body"] for row in rows if row["language"] == language]
    found = Counter(word for text in texts for word in {token.surface for token in analyse(text, language)})
    return {word: count / len(texts) for word, count in found.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_of_nearly_every_story_is_in_the_list_and_what_stories_are_about_is_not(language: str) -> None:
    share, listed = shares(language), stop_words(language)
    assert [word for word, part in share.items() if part > 0.6 and word not in listed] == []
    common = sorted(share, key=lambda word: -share[word])[:10]
    assert sum(word in listed for word in common) >= 5
    assert sum(part > 0.1 for word, part in share.items() if word in listed) >= 30


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "water work school road"),
        ("hy", "ջուր դպրոց ճանապարհ"),
        ("ka", "წყალი სკოლა გზა"),
        ("ro", "apa școala drumul"),
        ("uk", "вода школа дорога"),
        ("az", "su məktəb yol"),
        ("ru", "вода школа дорога"),
    ],
)
def test_what_people_come_to_look_for_is_in_no_list(language: str, words: str) -> None:
    assert stop_words(language).isdisjoint(words.split())
