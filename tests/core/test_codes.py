"""Codes that are read aloud and typed back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyhub.core.codes import ALPHABET, encode, grouped, normal, public_code


@given(st.binary(min_size=1, max_size=20))
def test_different_bytes_have_different_codes_of_one_length(data: bytes) -> None:
    code = encode(data)
    assert len(code) == -(-len(data) * 8 // 5)
    assert set(code) <= set(ALPHABET)
    assert encode(bytes([data[0] ^ 1, *data[1:]])) != code


def test_a_code_is_what_crockford_says() -> None:
    assert encode(b"\x00\x00\x00\x00\x00") == "00000000"
    assert encode(b"\xff\xff\xff\xff\xff") == "ZZZZZZZZ"
    assert encode(bytes.fromhex("00443214c7")) == "01234567"


@pytest.mark.parametrize("typed", ["abcd-efgh", " ABCD EFGH ", "abcd—efgh", "ABCD\u00a0EFGH"])
def test_gaps_and_case_do_not_matter(typed: str) -> None:
    assert normal(typed) == "ABCDEFGH"


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert normal("oO iI lL uU") == "001111VV"


def test_public_codes_differ() -> None:
    codes = {public_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert {len(code) for code in codes} == {8}


def test_groups_put_together_are_the_code() -> None:
    assert grouped("ABCDEFGHJK") == ["ABCD", "EFGH", "JK"]


def test_a_code_typed_on_a_cyrillic_keyboard_is_the_same_code() -> None:
    assert normal("авек мнор стух") == normal("ABEK MHOP CTYX")
