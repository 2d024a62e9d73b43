"""The table of lemmas: what it holds, that it is mapped and shared, and that nothing fails without it."""

from pathlib import Path

import pytest

from storyhub.archive.language import asked_forms, words_in
from storyhub.archive.language.lemma_writing import irregular, rows_of
from storyhub.archive.language.lemmas import LEMMAS, Lemmas, lemmas_of, shortened


def test_a_form_may_have_several_lemmas() -> None:
    assert set(lemmas_of("saw", "en")) == {"see", "saw"}
    assert {"leaf", "leave"} <= set(lemmas_of("leaves", "en"))


@pytest.mark.parametrize(
    ("form", "language", "lemma"),
    [
        ("воды", "ru", "вода"),
        ("елками", "ru", "елка"),
        ("ночі", "uk", "ніч"),
        ("სახლებში", "ka", "სახლი"),
        ("տներում", "hy", "տուն"),
        ("orașelor", "ro", "oraș"),
        ("oraselor", "ro", "oraș"),
        ("ეს", "ka", "ეს"),
    ],
)
def test_a_form_has_its_dictionary_form(form: str, language: str, lemma: str) -> None:
    assert lemma in lemmas_of(form, language)


def test_rows_say_how_a_lemma_is_made_of_its_form() -> None:
    rows = set(rows_of("ro", [("Școlilor", "școală"), ("școală", "școală")]))
    assert ("roșcolilor", shortened("școlilor", "școală")) in rows
    assert ("roscolilor", shortened("scolilor", "școală")) in rows
    assert ("roșcoală", b"\x00") in rows


@pytest.mark.parametrize("language", ["en", "hy", "ka", "ro", "ru", "uk", "az"])
def test_what_is_irregular_is_written_as_a_word_and_its_forms(language: str) -> None:
    assert all(form and lemma and " " not in lemma for form, lemma in irregular(language))


@pytest.mark.parametrize("content", [None, b"", b"no table"])
def test_without_a_usable_table_there_are_no_lemmas_and_no_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "lemmas.marisa"
    if content is not None:
        path.write_bytes(content)
    table = Lemmas()
    table.read_from(path)
    assert table.find("воды", "ru") == ()
    assert not table.is_there
    assert not table.begins("вод", "ru")


def test_without_the_table_stems_find_the_word(table: Path, tmp_path: Path) -> None:
    LEMMAS.read_from(tmp_path / "none")
    try:
        assert set(words_in("სკოლებში", "ka").stem) & set(asked_forms("სკოლა").stem)
    finally:
        LEMMAS.read_from(table)
