"""What people type is read as they mean it, and nothing they type is an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyhub.adapters.index import Beginning, Phrase, Word
from storyhub.archive.query import MOST_CHARACTERS, MOST_CLAUSES, Question, read_question


def word(text: str) -> Word:
    return Word((text,))


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("water bus", Question((word("water"), Beginning(("bus",))))),
        ("w", Question((word("w"),))),
        ('"no water" bus', Question((Phrase((("no", "water"),)), Beginning(("bus",))))),
        ('bus "no water"', Question((word("bus"), Phrase((("no", "water"),))))),
        ("«წყალი არ მოდის»", Question((Phrase((("წყალი", "არ", "მოდის"),)),))),
        ('"water"', Question((word("water"),))),
        ("water -bus", Question((word("water"),), (word("bus"),))),
        ('water -"old bus"', Question((word("water"),), (Phrase((("old", "bus"),)),))),
        ("-bus", Question((), (word("bus"),))),
        ("four-floor", Question((word("four"), Beginning(("floor",))))),
        ('"no water', Question((Phrase((("no", "water"),)),))),
        ("", Question()),
        ("-", Question()),
        ('""', Question()),
        ("🙂 !!! (((", Question()),
    ],
)
def test_a_question_is_read(typed: str, question: Question) -> None:
    assert read_question(typed) == question


def test_a_very_long_question_is_cut() -> None:
    assert len(read_question("ab " * 5000).all_of) == MOST_CLAUSES
    assert read_question("x" * MOST_CHARACTERS + " water") == read_question("x" * MOST_CHARACTERS)


@given(st.text(max_size=600))
def test_nothing_that_is_typed_is_an_error(typed: str) -> None:
    question = read_question(typed)
    assert len(question.all_of) <= MOST_CLAUSES
    assert not question.asks_for("")
