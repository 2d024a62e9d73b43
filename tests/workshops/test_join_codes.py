"""Six letters that somebody reads from a wall and types on whichever keyboard they have."""

import pytest

from storyhub.workshops.join_codes import ALPHABET, LENGTH, new_join_code, readings


def test_a_code_is_six_letters_that_look_like_no_other_and_make_no_word() -> None:
    codes = {new_join_code() for _time in range(200)}
    assert len(codes) > 190
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert not set(ALPHABET) & set("AEIOUYW") | set(ALPHABET) & set("0123456789")


@pytest.mark.parametrize(
    "typed",
    [
        "BCDFHK",
        "bcdfhk",
        " bcd-fhk ",
        "b c d f h k",
        "исварл",  # a Russian layout: the keys of BCDFHK
        "ИСВАРЛ",
        "ბცდფჰკ",
        "բցդֆհկ",
    ],
)
def test_a_code_is_read_from_other_keyboards_and_in_small_letters(typed: str) -> None:
    assert "BCDFHK" in readings(typed)


def test_letters_that_look_the_same_are_read_as_they_look_first() -> None:
    assert readings("ВСНМРТ")[0] == "BCHMPT"
    assert readings("S2B5KX") == ("SZBSKX",)


@pytest.mark.parametrize("typed", ["", "BCDFH", "BCDFHKM", "AEIOUY", "'; --", "ыыыыыы" * 1000, "\x00" * 6, "١٢٣٤٥٦"])
def test_what_cannot_be_a_code_is_read_as_none(typed: str) -> None:
    assert [one for one in readings(typed) if not set(one) <= set(ALPHABET)] == []
    assert typed.startswith("ы") or readings(typed) == ()
