"""The Rustavi path as its files tell it: each world with what it is made of, each driver with what people judged."""

import io
from collections.abc import Callable
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
