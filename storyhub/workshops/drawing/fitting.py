"""How much of a board a stage can hold, reckoned from letters and lines. The unit is the stage's own letter height, 1 rem.

A stage is at least `WIDE` by `HIGH` of these, whatever the projector, because its letters grow with it (stage.css).
What is reckoned here is rather too much than too little; a browser test draws the samples and finds nothing cut off.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from storyhub.workshops.drawing.letters import BOLD, lines_of, longest_word
from storyhub.workshops.methods.schema import Evidence
from storyhub.workshops.seen import CardView, ClusterView

WIDE, HIGH = 65.2, 28.8
LINE = 1.36
SIZES = (2.0, 1.85, 1.7, 1.55, 1.45, 1.3, 1.2, 1.1, 1.0)
"""How many times as large the letters may be where few things stand."""
LEAST = 0.88
"""And where there are so many that pages are turned: 24 px on a stage of 1920 × 1080, the least one reads from afar."""
MORE = 1.5
"""A line below the cards of a zone that says how many stand elsewhere, or lie face down."""

SMALL = 0.875
"""Of the letters of words, those of marks below them."""
STORIES, NO_STORY, POINTS = "xx9iисторий", "xԴեռ'պատմություն'չկա", "x12'წერტილი"
DIFFER, INSIST, LEFT_OUT, FROM_HOME = (
    "xx'Կարծիքները'տարբեր'են",
    "xზოგი'დაჟინებით'ითხოვს",
    "xRămâne'deoparte",
    "xსახლიდან",
)
STORIES_IN_SHORT, DIFFER_IN_SHORT = "xx99", "xxx"
"""Where the marks are explained once, below the board."""
VERDICT = "xԴիմանում'է'աշխարհների'մեծ'մասում"
WITHIN = "'"
"""Marks in a language that says much, each with the room before it; on lines of their own none ends within one."""

Item = CardView | ClusterView
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Spacing:
    """How close things stand to each other."""

    line: float
    gap: float
    padding: float
    marks: float
    """A line of marks below the words of a card."""
    head: float
    """Of a zone or a column, with its hint on the same line."""
    name: float
    """Of a zone in the words beside a plane."""
    small: float
    """Of the letters beside a plane or a wheel."""
    is_close: bool = False
    """Whether marks go on behind the words, on the same line, and are signs that are explained below the board."""
    says_bare: bool = True
    """Whether a card says of itself that no story is behind it; else it is said once of all."""


USUAL = Spacing(line=LINE, gap=0.4, padding=0.9, marks=1.35, head=2.1, name=1.58, small=0.92)
TIGHT = Spacing(
    line=1.3, gap=0.2, padding=0.66, marks=1.35, head=1.75, name=1.65, small=1, is_close=True, says_bare=False
)
COUNTED = replace(USUAL, says_bare=False)


@dataclass(frozen=True)
class Sheet:
    """The stage with letters of a size: the larger they are, the fewer it holds."""

    size: float = 1.0
    is_close: bool = False
    is_turned: bool = True
    """Whether it is one page of several, which says how much stands on the others."""
    above: float = 0
    """What is taken of its height for other things (heading.py)."""
    is_counted: bool = False
    """Whether it is said once below the board how many cards have no story."""

    @property
    def spacing(self) -> Spacing:
        return TIGHT if self.is_close else COUNTED if self.is_counted else USUAL

    @property
    def more(self) -> float:
        """For how many stand elsewhere; where things are close it is said behind the name of the zone."""
        return MORE if self.is_turned and not self.is_close else 0

    @property
    def wide(self) -> float:
        return WIDE / self.size

    @property
    def high(self) -> float:
        return (HIGH - self.above) / self.size


@dataclass(frozen=True)
class Box:
    """Room for items: so many lanes side by side, each so wide and so high."""

    width: float
    height: float
    lanes: int = 1


@dataclass(frozen=True)
class Pile(Generic[Thing]):
    """Things below each other in a box: what each takes of it, and which words it says."""

    things: Sequence[Thing]
    box: Box
    height: Callable[[Thing], float]
    says: Callable[[Thing], Iterable[str]]

    @property
    def pages(self) -> list[list[Thing]]:
        return pages_in(self.things, self.box, self.height)

    @property
    def is_roomy(self) -> bool:
        """Whether all of them stand here at once, and none has to be squeezed in."""
        fits = len(self.pages) == 1 and all(self.height(one) <= self.box.height for one in self.things)
        words = (words for one in self.things for words in self.says(one))
        return fits and all(longest_word(one) <= self.box.width - 2 for one in words)


def has_marks(card: CardView, spacing: Spacing) -> bool:
    """Whether the card has a line of marks under its words."""
    return bool(
        card.voices
        or card.votes is not None
        or card.is_minority
        or not card.is_kept
        or card.by
        or card.verdict
        or card.is_from_home
        or (lacks_stories(card) and spacing.says_bare)
        or any(one.is_disputed for one in card.ratings)
    )


def lacks_stories(card: CardView) -> bool:
    """Whether stories should be behind the card and none is."""
    return card.evidence == Evidence.REQUIRED and not card.voices


def words_and_marks(card: CardView, kind: bool = False) -> str:
    """What the card says, and behind it its marks, within which a line may end there."""
    return f"{card.text} {_marks_of(card, kind, TIGHT).replace(WITHIN, ' ')}"


def lines_of_marks(card: CardView, width: float, spacing: Spacing, kind: bool = False) -> int:
    """Below its words; none where it has no marks."""
    return lines_of(_marks_of(card, kind, spacing), width / SMALL) if kind or has_marks(card, spacing) else 0


def _marks_of(card: CardView, kind: bool, spacing: Spacing) -> str:
    """As wide as they may be in any language."""
    stories, differ = (STORIES_IN_SHORT, DIFFER_IN_SHORT) if spacing.is_close else (STORIES, DIFFER)
    said = (
        stories if card.voices else NO_STORY if lacks_stories(card) and spacing.says_bare else "",
        POINTS if card.votes is not None else "",
        VERDICT if card.verdict else "",
        differ if any(one.is_disputed for one in card.ratings) else "",
        INSIST if card.is_minority else "",
        "" if card.is_kept else LEFT_OUT,
        FROM_HOME if card.is_from_home else "",
        f"x{card.by}" if card.by else "",
        f"x{card.kind_label}" if kind else "",
    )
    return " ".join(filter(None, said)).strip()


def members_in(items: Sequence[Item], box: Box, spacing: Spacing) -> int:
    """How many cards of a heap stand on the stage with their words, so that no heap is higher than its box.

    Where not even one has room, a heap says its name and how many it holds.
    """
    heaps = [item for item in items if not isinstance(item, CardView)]
    most = (
        count
        for count in (3, 2, 1)
        if all(height_of(heap, box.width, spacing, members=count) <= box.height for heap in heaps)
    )
    return next(most, 0)


def height_of(item: Item, width: float, spacing: Spacing, *, members: int = 3, kind: bool = False) -> float:
    """Of a card or a heap on the stage, with the gap below it; `kind`: cards say what they are."""
    inner, around = width - 1.6, spacing.padding + spacing.gap
    if isinstance(item, CardView):
        return _height_of_words(item, inner, spacing, kind) + around
    shown = item.cards[:members]
    words = sum(height_of(one, inner, spacing) for one in shown)
    more = spacing.marks if shown and len(item.cards) > len(shown) else 0
    told = spacing.marks * (1 + (item.made is not None and has_marks(item.made, spacing)))
    return lines_of(item.name or "-", inner / BOLD) * spacing.line + told + words + more + around


def _height_of_words(card: CardView, width: float, spacing: Spacing, kind: bool) -> float:
    if spacing.is_close:
        return lines_of(words_and_marks(card, kind), width) * spacing.line
    return lines_of(card.text, width) * spacing.line + lines_of_marks(card, width, spacing, kind) * spacing.marks


def words_of(item: Item) -> list[str]:
    """What a card or a heap says."""
    if isinstance(item, CardView):
        return [item.text]
    return [item.name, *(card.text for card in item.cards)]


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
