"""How much of a board a stage can hold, reckoned from letters and lines. The unit is the stage's own letter height, 1 rem.

A stage is at least `WIDE` by `HIGH` of these, whatever the projector, because its letters grow with it (stage.css).
What is reckoned here is rather too much than too little; a browser test draws the samples and finds nothing cut off.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from storyhub.core.languages import LANGUAGES
from storyhub.workshops.methods.schema import Evidence
from storyhub.workshops.seen import CardView, ClusterView

WIDE, HIGH = 63.0, 28.4
LINE, GAP = 1.36, 0.4
PADDING = 0.9
MARKS = 1.35
HEAD = 2.1
"""Of a zone or a column, with its hint on the same line."""
LETTER = {"Latn": 0.53, "Cyrl": 0.57, "Geor": 0.59, "Armn": 0.61}
"""The mean advance of a letter by script, with the spaces lost at the end of lines."""
NARROW = 14.0
"""Below it long words leave much of a line empty."""

Item = CardView | ClusterView
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Box:
    """Room for items: so many lanes side by side, each so wide and so high."""

    width: float
    height: float
    lanes: int = 1


def lines_of(words: str, language: str, width: float) -> int:
    """How many lines the words take."""
    script = LANGUAGES[language].script if language in LANGUAGES else "Latn"
    lost = 0.9 if width < NARROW else 1
    letters = max(4, int(width / LETTER[script] * lost))
    return sum(ceil(max(1, len(line)) / letters) for line in words.split("\n"))


def has_marks(card: CardView) -> bool:
    """Whether the card has a line of marks under its words."""
    return bool(
        card.voices
        or card.votes is not None
        or card.is_minority
        or not card.is_kept
        or card.by
        or card.verdict
        or card.evidence == Evidence.REQUIRED
        or any(one.is_disputed for one in card.ratings)
    )


def members_in(items: Sequence[Item], box: Box) -> int:
    """How many cards of a heap stand on the stage with their words, so that no heap is higher than its box."""
    heaps = [item for item in items if not isinstance(item, CardView)]
    fitting = (count for count in (3, 2) if all(height_of(heap, box.width, count) <= box.height for heap in heaps))
    return next(fitting, 1)


def height_of(item: Item, width: float, members: int = 3, kind: bool = False) -> float:
    """Of a card or a heap on the stage, with the gap below it; `kind`: cards say what they are."""
    inner = width - 1.6
    if isinstance(item, CardView):
        marks = MARKS * (1 + (len(item.by) > 12)) if kind or has_marks(item) else 0
        return lines_of(item.text, item.language, inner) * LINE + marks + PADDING + GAP
    shown = item.cards[:members]
    words = sum(height_of(one, inner) for one in shown)
    more = MARKS if len(item.cards) > len(shown) else 0
    return lines_of(item.name or "-", item.language, inner) * LINE + MARKS + words + more + PADDING + GAP


def pages_in(items: Sequence[Thing], box: Box, height: Callable[[Thing], float]) -> list[list[Thing]]:
    """The items in pages, each filling the box lane by lane. What is higher than a lane stands on top of its own."""
    pages: list[list[Thing]] = [[]]
    lane, used = 1, 0.0
    for item in items:
        need = height(item)
        if used and used + need > box.height:
            lane, used = lane + 1, 0.0
        if lane > box.lanes:
            pages.append([])
            lane = 1
        pages[-1].append(item)
        used += need
    return pages
