"""What people type, made safe to keep without changing what they said."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhub.core.text import clean, clean_line, excerpt, length

SEVEN = [
    "Our yard has no water, and that’s it.",
    "Մեր բակում ջուր չկա․ ե՞րբ կլինի և ո՞վ կասի։",
    "ჩვენს ეზოში წყალი არ მოდის, და ვინ იცის, როდის მოვა.",
    "În curtea noastră nu este apă și nici lumină, țineți minte.",
    "У нашому дворі немає води — п’ятий день.",
    "Həyətimizdə su yoxdur; İsmayıl əmi quyudan gətirir.",
    "В нашем дворе нет воды, ещё с осени.",
]


@pytest.mark.parametrize("words", SEVEN)
def test_ordinary_words_stay_as_they_are(words: str) -> None:
    assert clean(words) == words


@pytest.mark.parametrize("noise", [*map(chr, range(9)), "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\ufffe", "\uffff"])
def test_controls_go(noise: str) -> None:
    assert clean(f"wa{noise}ter") == "water"


@pytest.mark.parametrize("mark", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
def test_direction_marks_go(mark: str) -> None:
    assert clean(f"pay {mark}100 lari") == "pay 100 lari"


@pytest.mark.parametrize("invisible", "\u00ad\u2060\ufeff\u180e\U000e0041")
def test_what_nobody_sees_goes(invisible: str) -> None:
    assert clean(f"wa{invisible}ter") == "water"


def test_lone_surrogates_go() -> None:
    assert clean("a\ud800b\udfffc") == "abc"
    clean("a\ud800b").encode()


def test_the_same_letter_is_the_same_bytes() -> None:
    assert clean("e\u0301") == "\u00e9"
    assert clean(unicodedata.normalize("NFD", "ţară și й ё")) == unicodedata.normalize("NFC", "ţară și й ё")


def test_stacked_marks_are_cut_and_the_letter_stays() -> None:
    cleaned = clean("Z" + "\u0335\u0321\u0489" * 40 + "algo")
    assert cleaned.startswith("Z")
    assert cleaned.endswith("algo")
    assert len(cleaned) <= 10


def test_emoji_with_joiners_stay_whole() -> None:
    family = "👨‍👩‍👧‍👦"
    assert clean(f"We are {family}.") == f"We are {family}."


def test_lines_stay_and_empty_ones_do_not_pile_up() -> None:
    assert clean("one\r\ntwo\rthree\n\n\n\n\nfour  \n") == "one\ntwo\nthree\n\nfour"


def test_one_line_is_one_line() -> None:
    assert clean_line("  the old\n\tbridge\u2028north ") == "the old bridge north"


def test_a_very_long_text_is_cleaned_quickly() -> None:
    assert len(clean("ა\u0300 " * 1_000_000)) < 10_000_000


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_cleaning_twice_is_cleaning_once(words: str) -> None:
    once = clean(words)
    assert clean(once) == once
    once.encode()


@pytest.mark.parametrize(
    ("words", "counted"),
    [("", 0), ("water", 5), ("👨‍👩‍👧‍👦", 1), ("🇬🇪", 1), ("e\u0301", 1), ("და", 2), ("ե՞րբ", 4), ("a\nb", 3)],
)
def test_length_is_what_a_person_counts(words: str, counted: int) -> None:
    assert length(words) == counted


def test_one_character_is_not_a_way_to_send_a_thousand() -> None:
    assert length("👩\u200d" * 600) == 100


def test_an_excerpt_is_cut_between_words() -> None:
    words = "The bus comes twice a day, and in winter once."
    assert excerpt(words, 100) == words
    assert excerpt(words, 30) == "The bus comes twice a day, and…"
    assert excerpt("ა" * 50, 20) == "ა" * 20 + "…"
