"""The Rustavi path as its files tell it: each world with what it is made of, each driver with what people judged."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pptx import Presentation
from pypdf import PdfReader

from tests.workshops.room import Room
from tests.workshops.rustavi import SCENARIO, begin, walk_through
from tests.workshops.test_report import file_of
from tests.workshops.test_slides import noted, said_on


@pytest.fixture
def walked(workshop_of: Callable[..., Room]) -> Room:
    """All of the path, closed."""
    walk = begin(workshop_of("rustavi"))
    walk_through(walk)
    walk.room.close()
    return walk.room


def slides(room: Room, title: str) -> list[Any]:
    deck = Presentation(io.BytesIO(file_of(room, "pptx")))
    return [one for one in deck.slides if one.shapes.title.text_frame.text.startswith(title)]


def test_a_world_stands_with_its_story_its_traits_and_its_early_sign(walked: Room) -> None:
    first, *_ = slides(walked, "Night town")
    words = said_on(first)
    for said in ("Whoever works at night", "The last bus is full", "Trait", "Shops open at dusk"):
        assert said in words, said
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(file_of(walked, "pdf"))).pages]
    told = next(page for page in pages if SCENARIO["early_sign"] in page)
    assert told.index("Night town") < told.index("Trait\nShops open at dusk") < told.index("Made of:")
    assert "Shops open at dusk" not in told[told.index("Made of:") :].splitlines()[0], "it is said once"


def test_a_driver_stands_beside_its_map_with_medians_and_spread(walked: Room) -> None:
    """The arrows are those of the axes: up for what it would change, across for how open it is."""
    first, *_ = slides(walked, "What matters, what is open")
    assert "Water runs short  · ↑\u00a03.5 (2 … 5)  · →\u00a05" in said_on(first)


def test_what_was_filled_in_on_a_card_stands_on_a_list_that_has_room(walked: Room) -> None:
    (table,) = slides(walked, "Four worlds – ")
    words = said_on(table)
    assert "Water\n" in words
    assert words.count("Enough") == 2, "how far apart the two ends of a question are"
    assert noted(table).count("Enough") == 2


def test_notes_name_what_something_was_made_of_only_so_far(walked: Room) -> None:
    (options,) = slides(walked, "Options tested")
    said = noted(options).splitlines()
    assert "Holds in every world: begin" in said, "a verdict is said once"
    made_of = said[said.index("It was made of:") + 1 :]
    assert made_of[0].strip() == "Night town", "not of itself"
    assert len(made_of) <= 9


def test_pictures_of_the_report_are_said_in_words(walked: Room) -> None:
    reader = PdfReader(io.BytesIO(file_of(walked, "pdf")))
    told = [str(one["/Alt"]) for one in elements(reader.trailer["/Root"]["/StructTreeRoot"]) if "/Alt" in one]  # type: ignore[index]
    assert "A field between two axes with 2 numbered dots; their words stand beside it." in told
    assert any("cards have a story behind them" in one for one in told)


def elements(node: Any) -> Iterator[Any]:
    """Of the tags of a PDF, whatever stands under a node."""
    found = node.get_object()
    if isinstance(found, dict):
        yield found
        children = found.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            if not isinstance(child, int):
                yield from elements(child)
