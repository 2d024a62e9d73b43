"""A workshop as a file tells it: plain values in one language, between what gathers them and each format.

Whoever gathers has asked every consent: what is not here may not be said. Nothing here is an id, but for the codes that
stand in addresses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from storyhub.workshops.methods.words import OutcomeKind
from storyhub.workshops.seen import BoardView, CardView, Voice


@dataclass(frozen=True)
class Promise:
    """Who does something by when, and what became of it."""

    owner: str
    """Empty where the file may not name anyone."""
    due_on: date | None
    state: str
    result: str


@dataclass(frozen=True)
class Result:
    """A card that an exercise gave out, or the record made of it."""

    card: CardView
    kind: OutcomeKind | None
    code: str
    """Of its record; empty where it did not become one."""
    title: str
    language: str
    rows: Sequence[tuple[str, str]]
    """(label, words) of what else was filled in."""
    voices: Sequence[Voice]
    led_here: Sequence[str]
    """The cards it was made of, from the nearest to the first, each in a line."""
    promise: Promise | None = None
    beside: Sequence[CardView] = ()
    """Of a sheet: the cards of its own zone from which it was written, such as the traits and events of a world."""


@dataclass(frozen=True)
class Given:
    """One output of an exercise."""

    label: str
    results: Sequence[Result]


@dataclass(frozen=True)
class Asked:
    """A step as it was put to the room."""

    title: str
    prompt: str
    minutes: int


@dataclass(frozen=True)
class Played:
    """An exercise that was opened. Boards show all tables together, or one after the other where each had its own."""

    title: str
    purpose: str
    day: int
    question: str
    steps: Sequence[Asked]
    boards: Sequence[BoardView]
    given: Sequence[Given]
    voices: Mapping[UUID, Sequence[Voice]]
    """By card, of every card on its boards."""
    reflections: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    """(question, what people answered: words and their language, without names)."""


@dataclass(frozen=True)
class Backing:
    """How much rests on stories."""

    cards: int
    backed: int
    stories: int
    unheard: Sequence[str] = ()
    """Districts and themes of the town in words, of which no story stood behind any card."""


@dataclass(frozen=True)
class Report:
    """Everything. `address` is the public page of the results, empty while they are not published."""

    language: str
    town: str
    title: str
    question: str
    year: int | None
    place: str
    held_on: str
    """The day or days, in words."""
    people: int
    tables: int
    address: str
    with_owners: bool
    exercises: Sequence[Played]
    backing: Backing
    by_kind: Mapping[OutcomeKind, Sequence[Result]] = field(default_factory=dict)
    """The records, in the order in which people look for them: scenarios, options, experiments, commitments, the rest."""

    @property
    def cards(self) -> int:
        """How many lie on its boards."""
        return sum(len(one.voices) for one in self.exercises)
