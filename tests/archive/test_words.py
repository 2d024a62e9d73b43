"""Words that are the same word are folded alike, and each knows where it stands in what was written."""

import unicodedata

import pytest

from storyhub.archive.language.words import LONGEST, folded, forms, words_of


@pytest.mark.parametrize(
    ("written", "language", "words"),
    [
        ("The water, comes; twice!", "en", ["the", "water", "comes", "twice"]),
        ("Вода́ на 4-й поверх", "uk", ["вода\u0301", "на", "4", "й", "поверх"]),
        ("ᲬᲧᲐᲚᲘ წყალი", "ka", ["წყალი", "წყალი"]),
        ("Երևան ԵՐԵՒԱՆ", "hy", ["երեւան", "երեւան"]),
        ("İSTANBUL Işıq", "az", ["istanbul", "ışıq"]),
        ("İSTANBUL It is", "en", ["istanbul", "it", "is"]),
        ("м'ята м’ята мʼята", "uk", ["м'ята"] * 3),
        ("‘quoted’ 'words'", "en", ["quoted", "words"]),
        ("Într-un oraș", "ro", ["într", "un", "oraș"]),
        (unicodedata.normalize("NFD", "ёлка în"), "ru", ["ёлка", "în"]),
        ("🙂 … — !?", "en", []),
        ("", "en", []),
        ("x" * 500, "en", ["x" * LONGEST]),
    ],
)
def test_a_text_becomes_its_words(written: str, language: str, words: list[str]) -> None:
    assert folded(written, language) == words


def test_a_word_knows_where_it_stands() -> None:
    text = "«Straße», м’ята!"
    assert [text[found.start : found.end] for found in words_of(text, "uk")] == ["Straße", "м’ята"]


def test_a_questions_word_is_folded_in_every_way_its_language_might() -> None:
    assert forms("Işıq ISTANBUL") == [("işıq", "ışıq"), ("istanbul", "ıstanbul")]
    assert forms("water") == [("water",)]
