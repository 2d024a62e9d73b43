"""What the stage says in words where a picture has no room for it: the lines of a step, the name of a heap, a day."""

from dataclasses import replace

from storyhub.workshops.drawing import pages_of
from storyhub.workshops.methods.schema import Field, FieldType, Geometry
from storyhub.workshops.queries.drawing import rows_of
from storyhub.workshops.seen import Line
from storyhub.workshops.views.lines_on_stage import TOGETHER, pages_of_lines
from tests.workshops.board_samples import cards_on, sample
from tests.workshops.boards import shipped


def test_the_lines_that_a_step_draws_are_told_a_few_on_a_page_and_those_of_another_step_are_not() -> None:
    horizons = shipped("three-horizons")
    tie = next(step for step in horizons.step if step.id == "tie")
    board = sample(Geometry.BANDS, "uk")
    codes = list(dict.fromkeys(card.code for card in cards_on(board)))
    lines = [Line("helps", "допомагає", codes[0], code, is_directed=True) for code in codes[1 : TOGETHER + 2]]
    lines += [Line("points_to", "вказує", codes[0], codes[1], is_directed=True)]
    lines += [Line("helps", "допомагає", codes[0], "nowhere", is_directed=True)]
    pages = pages_of_lines(replace(board, lines=lines), tie)
    assert [len(page["tied"]) for page in pages] == [TOGETHER, 1]
    assert {one["label"] for page in pages for one in page["tied"]} == {"допомагає"}
    assert pages_of_lines(replace(board, lines=lines), horizons.step[0]) == []
    assert pages_of_lines(replace(board, lines=lines), None) == []


def test_a_heap_without_room_for_one_card_says_its_name_and_how_many_it_holds() -> None:
    whole = sample(Geometry.BANDS, "ka")
    heaped = [part for page in pages_of(whole) for part in page.parts if part.zone.clusters]
    assert heaped
    assert {part.members for part in heaped} == {0}
    lanes = [part for page in pages_of(sample(Geometry.COLUMNS, "ka")) for part in page.parts if part.zone.clusters]
    assert all(part.members for part in lanes), "where there is room, cards are said"


def test_a_day_that_was_filled_in_is_said_as_people_write_it() -> None:
    due = Field(id="due", type=FieldType.DATE, label="Until when?")
    assert rows_of([due], {"due": "2026-12-18"}, "ka") == [("Until when?", "18 დეკემბერი, 2026")]
    assert rows_of([due], {"due": "soon"}, "ka") == [("Until when?", "soon")]
    assert rows_of([due], {"due": "2026-12-18"}) == [("Until when?", "2026-12-18")], "for a table it stays as it is"
