"""Four words by which a seat is found again, in any of the languages and however they are typed."""

from uuid import UUID, uuid4

import pytest

from storyhub.core.languages import LANGUAGES
from storyhub.core.sealing import Keys
from storyhub.workshops.phrases import fold, numbers_in, phrase_for, words_of
from storyhub.workshops.services.seat_tokens import phrase_hash, phrase_numbers, seat_of, token_for

KEYS = Keys("secret", b"pepper", b"")
NUMBERS = (0, 77, 200, 255)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_256_words_that_stay_apart_however_they_are_typed(language: str) -> None:
    words = words_of(language)
    assert len(words) == len({fold(word) for word in words}) == 256
    assert all(2 <= len(word) <= 14 and word == word.lower() for word in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_is_understood_in_capitals_without_marks_and_with_commas(language: str) -> None:
    phrase = phrase_for(NUMBERS, language)
    for typed in (phrase, phrase.upper(), phrase.replace(" ", ", "), f"  {fold_all(phrase)} "):
        assert NUMBERS in numbers_in(typed)


def test_what_is_no_phrase_means_nothing() -> None:
    for typed in (
        "",
        "apple",
        "apple bell camel",
        "apple bell camel candle cap",
        "apple bell camel xyzzy",
        "' OR 1=1 --",
        "a" * 9000,
    ):
        assert numbers_in(typed) == []


def test_a_token_opens_its_own_seat_and_nothing_else() -> None:
    seat, other = uuid4(), uuid4()
    token = token_for(KEYS, seat)
    assert seat_of(KEYS, token) == seat
    assert seat_of(Keys("secret", b"another", b""), token) is None
    forged = [None, "", token[:-1], token + "0", other.hex + token[32:], seat.hex, "é" * 72, token.upper()]
    assert [seat_of(KEYS, one) for one in forged] == [None] * len(forged)


def test_the_words_of_a_seat_are_other_words_in_another_workshop() -> None:
    seat, here, there = uuid4(), uuid4(), uuid4()
    numbers = phrase_numbers(KEYS, seat)
    assert len(numbers) == 4
    assert all(0 <= number < 256 for number in numbers)
    assert numbers != phrase_numbers(KEYS, seat, 1)
    assert phrase_hash(KEYS, here, numbers) != phrase_hash(KEYS, there, numbers)
    assert len({phrase_numbers(KEYS, UUID(int=number)) for number in range(500)}) == 500


def fold_all(phrase: str) -> str:
    return " ".join(map(fold, phrase.split()))
