"""A snippet shows the words around what was asked for."""

from hypothesis import given
from hypothesis import strategies as st

from storyhub.archive.query import read_question
from storyhub.archive.snippets import WIDE, Piece, marked, plain, snippet

LONG = "We walk to school. " * 40 + "Then the Water came, and the bus. " + "Nobody knows why. " * 40


def test_it_is_cut_around_the_words_and_marks_them_as_they_were_written() -> None:
    pieces = snippet(read_question("water bu"), LONG, "en")
    assert [piece.text for piece in pieces if piece.is_marked] == ["Water", "bus"]
    assert pieces[0].text == pieces[-1].text == "…"
    assert plain(pieces).strip("… ") in LONG
    assert len(plain(pieces)) < WIDE * 1.5


def test_a_short_text_stays_whole() -> None:
    assert snippet(read_question("water"), "No\nwater.", "en") == [Piece("No "), Piece("water", True), Piece(".")]


def test_without_a_find_it_is_the_beginning() -> None:
    assert plain(snippet(read_question("tram"), LONG, "en")).startswith("We walk to school.")


def test_where_most_of_what_was_asked_stands_together_is_shown() -> None:
    text = "water " + "x " * 300 + "water and the bus " + "x " * 300
    assert "water and the bus" in plain(snippet(read_question("water bus"), text, "en"))


def test_a_few_words_lead_to_it_and_it_ends_with_a_whole_word_without_its_comma() -> None:
    text = "one, two, three, four, five, six, " * 9 + "the water, " + "seven, eight, nine, ten, " * 20
    said = plain(snippet(read_question("water"), text, "en"))
    assert said.startswith("…four, five, six, the water, seven, ")
    assert said.removesuffix("…")[-1].isalpha()
    assert said.removesuffix("…").rpartition(" ")[2] in ("seven", "eight", "nine", "ten")


def test_what_was_asked_is_shown_beside_words_longer_than_a_snippet() -> None:
    text = f"{'a' * 500} {'b' * 500} water {'c' * 500}"
    assert Piece("water", True) in snippet(read_question("water"), text, "en")


def test_a_word_is_marked_in_the_case_its_language_writes() -> None:
    assert Piece("İŞIQ", True) in marked(read_question("işıq"), "Bu İŞIQ", "az")


@given(st.text(max_size=900), st.text(max_size=30))
def test_it_never_fails_and_never_says_what_the_text_does_not(text: str, typed: str) -> None:
    question = read_question(typed)
    assert plain(marked(question, text, "en")).split() == text.split()
    shown = plain(snippet(question, text, "en")).removeprefix("…").removesuffix("…")
    assert " ".join(shown.split()) in " ".join(text.split())
