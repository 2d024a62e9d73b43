"""Words that are the same word are folded alike."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyhub.archive.language.folding import LONGEST, bare, fold
from storyhub.core.languages import LANGUAGES


@pytest.mark.parametrize(
    ("written", "language", "folded"),
    [
        ("İSTANBUL", "az", "istanbul"),
        ("IŞIQ", "az", "ıșıq"),
        ("İstanbul", "en", "istanbul"),
        ("ISTANBUL", "en", "istanbul"),
        ("I\u0307stanbul", "az", "istanbul"),
        ("ᲬᲧᲐᲚᲘ", "ka", "წყალი"),
        ("ႫႤ", "ka", "მე"),
        ("ԵՐԵՎԱՆ", "hy", "երեւան"),
        ("Երևան", "hy", "երեւան"),
        ("ԵՐԵՒԱՆ", "hy", "երեւան"),
        ("ինչպե՞ս", "hy", "ինչպես"),
        ("ՄՆԱՑ", "hy", "մնաց"),
        ("ﬓաց", "hy", "մնաց"),
        ("м'ята", "uk", "м'ята"),
        ("м’ята", "uk", "м'ята"),
        ("мʼята", "uk", "м'ята"),
        ("şcoală ţară", "ro", "școalățară"),
        ("Ёлка", "ru", "елка"),
        ("йод їжак", "uk", "йодїжак"),
        ("\u0438\u0306од", "ru", "йод"),
        ("во\u0301да", "ru", "вода"),
        ("во\u0301да", "ka", "вода"),
        ("нe\u00adбо", "ru", "нeбо"),
        ("ქა\u200dლა\u200cქი", "ka", "ქალაქი"),
        ("Straße", "en", "strasse"),
        ("ﬁsh", "en", "fish"),
        ("'quoted’", "en", "quoted"),
        ("x" * 500, "en", "x" * LONGEST),
        ("", "en", ""),
        ("…", "en", ""),
    ],
)
def test_a_word_is_folded(written: str, language: str, folded: str) -> None:
    assert fold(written, language) == folded


@pytest.mark.parametrize("language", ["", *LANGUAGES])
@given(text=st.text(max_size=80))
def test_folding_what_is_folded_changes_nothing(language: str, text: str) -> None:
    once = fold(text, language)
    assert fold(once, language) == once
    assert not any(letter.isspace() for letter in once)


@given(text=st.text(max_size=40))
def test_however_letters_are_composed_they_fold_alike(text: str) -> None:
    whole, apart = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert fold(whole, "en") == fold(apart, "en")


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("școală", "scoala"),
        ("məktəb", "mekteb"),
        ("işıq", "isiq"),
        ("м'ята", "мята"),
        ("ґанок", "ганок"),
        ("їжа", "їжа"),
    ],
)
def test_a_bare_word_is_what_is_typed_without_marks(word: str, typed: str) -> None:
    assert bare(fold(word, "az" if "ı" in word else "")) == typed
