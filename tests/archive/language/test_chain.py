"""Whatever stands in a text, its words are found, in order, each where it stands."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyhub.archive.language import (
    Meaning,
    Token,
    Wanted,
    analyse,
    asked_beginnings,
    asked_forms,
    is_stop_word,
    language_of,
    other_keyboards,
    remembering_much,
    words_counted,
    words_in,
)
from storyhub.core.languages import LANGUAGES

LETTERS = "abcxyzğıİIşțăюїйґёwhчкგიქყԵՎեւծ'’-–5.@/ \n\u00ad\u200d\u0301\u0308՞"
anything = st.text(max_size=200) | st.text(alphabet=LETTERS, max_size=120)
languages = st.sampled_from([*LANGUAGES, "", "xx"])


@given(text=anything, language=languages)
def test_offsets_are_inside_and_in_order(text: str, language: str) -> None:
    tokens = analyse(text, language)
    ends = [0, *(token.end for token in tokens)]
    for token, before in zip(tokens, ends, strict=False):
        assert before <= token.start < token.end <= len(text)
        assert token.surface
        assert token.lemmas
        assert token.stems


@given(text=anything, language=languages)
def test_the_layers_of_an_index_hold_the_same_words(text: str, language: str) -> None:
    tokens, words = analyse(text, language), words_in(text, language)
    assert list(words.surface) == [token.surface for token in tokens]
    assert list(words.lemma) == [lemma for token in tokens for lemma in token.lemmas]
    assert list(words.stem) == [stem for token in tokens for stem in token.stems]
    assert not any(" " in word for layer in (words.surface, words.lemma, words.stem) for word in layer)


@given(text=anything, language=languages)
def test_no_question_raises(text: str, language: str) -> None:
    forms = asked_forms(text, language)
    assert all(len(layer) <= 24 for layer in (forms.surface, forms.lemma, forms.stem))
    assert len(asked_beginnings(text, language)) <= 24
    assert len(other_keyboards(text)) <= 4
    assert language_of(text, language or None).language in {"", language, *LANGUAGES}
    is_stop_word(text, language)


@given(word=st.text(alphabet=st.characters(categories=["Ll", "Lo"]), min_size=1, max_size=20), language=languages)
def test_a_word_is_found_by_itself(word: str, language: str) -> None:
    for token in analyse(word, language):
        if token.start == 0 and token.end == len(word):
            assert token.surface in asked_forms(word).surface


def test_a_sentence_in_another_language_is_read_in_it() -> None:
    text = "Ապրում եմ քաղաքում եւ ամեն օր գնում եմ։ The children were going to the schools."
    by_surface = {token.surface: token for token in analyse(text, "hy")}
    assert by_surface["children"].lemmas == ("child",)
    assert "քաղաք" in by_surface["քաղաքում"].lemmas


def test_a_sentence_of_a_neighbour_in_the_same_script_is_read_in_it() -> None:
    text = "Вода не тече вже три дні, і ми не знаємо чому. Он сказал, что все дома были пустыми."
    by_surface = {token.surface: token for token in analyse(text, "uk")}
    assert "пустой" in by_surface["пустыми"].lemmas


@pytest.mark.parametrize(("word", "lemma"), [("улицах", "улица"), ("вулицях", "вулиця")])
def test_a_word_in_another_script_is_read_in_its_languages(word: str, lemma: str) -> None:
    assert lemma in analyse(f"სახლი {word} სკოლა", "ka")[1].lemmas


def test_remembering_changes_nothing_that_is_found() -> None:
    text = "Դպրոցների ճանապարհը, 5-րդ հարկ։ Школи"
    usual = words_in(text, "hy")
    with remembering_much():
        assert words_in(text, "hy") == usual == words_in(text, "hy")


def _is_short(token: Token) -> bool:
    return len(token.surface) < 4


repeated = st.lists(
    st.sampled_from(["Water", "«water»", "wa", "it's", "5-րդ", "пол-литра", "წყალი.", "x" * 420 + " b"])
)


@given(text=anything | repeated.map(" ".join) | repeated.map("\n".join), language=languages)
def test_words_that_are_wanted_are_those_of_the_text_each_where_it_stands(text: str, language: str) -> None:
    wanted = Wanted(_is_short)
    expected = [token for token in analyse(text, language) if _is_short(token)]
    assert wanted.among(text, language) == expected
    assert wanted.among(f"{text}\n{text}", language)[: len(expected)] == wanted.among(text, language)


@given(texts=st.lists(st.tuples(anything, languages), max_size=3))
def test_words_are_counted_as_they_stand_in_the_texts(texts: list[tuple[str, str]]) -> None:
    every = [Meaning(*token[:3]) for text, language in texts for token in analyse(text, language)]
    assert words_counted(texts) == Counter(every)
