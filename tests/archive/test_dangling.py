"""An operator that joins nothing is no word to look for."""

from collections.abc import Callable

import pytest

from storyhub.archive.query import read_question
from tests.support.stories import Told


@pytest.mark.parametrize(
    ("typed", "words", "left_out"),
    [
        ("water OR", ("water",), ["OR"]),
        ("OR water", ("water",), ["OR"]),
        ("OR O", ("O",), ["OR"]),
        ("water bus AND", ("water", "bus"), ["AND"]),
        ("water NOT", ("water",), ["NOT"]),
        ("вода или", ("вода",), ["или"]),
        ("su və ya", ("su",), ["və ya"]),
        ("OR", ("OR",), []),
        ("или", ("или",), []),
        ("OR AND", ("AND",), ["OR"]),
        ("water OR bus", ("water", "bus"), []),
    ],
)
def test_an_operator_at_the_edge_is_left_out_and_said(typed: str, words: tuple[str, ...], left_out: list[str]) -> None:
    question = read_question(typed, "en")
    assert question.plain_words == words
    assert [piece.value for piece in question.understood if piece.kind == "dangling"] == left_out


def test_what_was_not_finished_finds_what_it_would_without(
    tell: Callable[..., Told], run_jobs: Callable[[], int], codes: Callable[..., list[str]]
) -> None:
    told = tell(state="published", title="Water", body="There is water in the morning only.")
    tell(state="published", title="Ore", body="They dig or they did; the orchard is gone.")
    run_jobs()
    assert codes("water OR") == [told.code]
    assert codes("water or bus") == [told.code]


@pytest.mark.parametrize("reader", ["en", "hy", "ka", "ro", "uk", "az", "ru"])
def test_a_small_or_does_not_decide_what_is_found(reader: str) -> None:
    assert len(read_question("tram or lift", reader).words) == 2
    assert len(read_question("or", reader).words) == 1
