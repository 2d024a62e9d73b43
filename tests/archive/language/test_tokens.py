"""Words know where they stand; numbers, compounds and addresses are taken for what they are."""

import pytest

from storyhub.archive.language import analyse, asked_forms


def surfaces(text: str, language: str) -> list[str]:
    return [token.surface for token in analyse(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("The water, comes; twice!", "en", ["the", "water", "comes", "twice"]),
        ("на 4-й поверх", "uk", ["на", "4", "поверх"]),
        ("21-го мая", "ru", ["21", "мая"]),
        ("5-ე სკოლა, მე-5 სკოლა", "ka", ["5", "სკოლა", "5", "სკოლა"]),
        ("2024-ში", "ka", ["2024"]),
        ("3-րդ դասարան", "hy", ["3", "դասարան"]),
        ("2020-ci il, 5-də", "az", ["2020", "il", "5"]),
        ("5th floor, 1st door", "en", ["5", "floor", "1", "door"]),
        ("a 2-a casă", "ro", ["a", "2", "casă"]),
        ("COVID-19 G20 m²", "en", ["covid", "19", "g20", "m2"]),
        ("Într-un oraș", "ro", ["într", "un", "oraș"]),
        ("Івано-Франківськ", "uk", ["івано", "франківськ"]),
        ("«м’ята»", "uk", ["м'ята"]),
        ("вода—річка/озеро", "uk", ["вода", "річка", "озеро"]),
        ("🙂 … — !?", "en", []),
        ("", "ka", []),
    ],
)
def test_a_text_is_divided_into_words(text: str, language: str, words: list[str]) -> None:
    assert surfaces(text, language) == words


def test_a_compound_is_found_by_its_parts_and_as_one_word() -> None:
    first, second = analyse("Івано-Франківськ", "uk")
    assert "іванофранківськ" in first.lemmas
    assert "іванофранківськ" in asked_forms("Івано-Франківськ").surface
    assert second.surface == "франківськ"


@pytest.mark.parametrize("address", ["info@voda.md", "https://www.voda.md/help?x=1", "voda.md"])
def test_an_address_is_one_word_and_found_by_its_parts(address: str) -> None:
    text = f"Write to {address}, please."
    token = analyse(text, "en")[2]
    assert text[token.start : token.end] == address
    assert set(asked_forms("voda").lemma) & set(token.lemmas)
    assert token.surface in asked_forms(address).surface


def test_a_word_knows_where_it_stands_in_what_was_written() -> None:
    text = "«Straße», м\u2019ята, 21-го!\nво\u0301да"
    assert [text[token.start : token.end] for token in analyse(text, "uk")] == [
        "Straße",
        "м’ята",
        "21-го",
        "во\u0301да",
    ]
