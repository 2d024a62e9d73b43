"""The teller's choice stands until letters and frequent words clearly speak against it."""

import json
from pathlib import Path

import pytest

from storyhub.archive.language import language_of
from storyhub.archive.language.detection import passages

DEMO = Path(__file__).parents[3] / "storyhub" / "demo" / "stories"


def stories() -> list[tuple[str, str]]:
    rows = (json.loads(line) for path in sorted(DEMO.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines())
    return [(row["body"], row["language"]) for row in rows if len(row["body"]) > 100]


def test_the_stories_of_the_demonstration_are_in_the_languages_they_are_in() -> None:
    assert [(language, body) for body, language in stories() if language_of(body).language != language] == []
    assert [body for body, language in stories() if language_of(body, language) != (language, True, language)] == []


@pytest.mark.parametrize(
    ("text", "said", "language", "is_sure"),
    [
        ("Сәһәр тездән гоншумуз ҝәлди вә су ҝәтирди.", None, "az", True),
        ("Сәһәр тездән гоншумуз ҝәлди вә су ҝәтирди.", "az", "az", True),
        ("Сәһәр тездән гоншумуз ҝәлди вә су ҝәтирди.", "ru", "az", True),
        ("Вода не тече вже три дні", "ru", "uk", True),
        ("Вода не течет уже три дня, никто не знает почему", "uk", "ru", True),
        ("Привет, Иван!", "ka", "ka", False),
        ("Вода тече", "uk", "uk", False),
        ("ok", "ka", "ka", False),
        ("12345", None, "", False),
        ("წყალი არ მოდის სახლში", "ka", "ka", True),
        ("Ջուրը չի գալիս տանը", None, "hy", True),
        ("ჩვენს ეზოში წყალი მოდის, сказал он мне", "ka", "ka", True),
    ],
)
def test_a_language_is_judged(text: str, said: str | None, language: str, is_sure: bool) -> None:
    assert language_of(text, said) == (language, is_sure, said)


def test_passages_cover_the_text_without_a_gap() -> None:
    text = "Ապրում եմ քաղաքում։ The children were going to the schools. Եվ ես գնում եմ տուն։"
    found = list(passages(text, "hy"))
    assert [one.language for one in found] == ["hy", "en", "hy"]
    assert "".join(text[one.start : one.end] for one in found) == text
