"""How a workshop is seen: plain values between the queries that make them and the pages that draw them.

An *audience* is who looks: one seat, the stage, or the desk. What an audience may not see yet is not in these values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from storyhub.workshops.methods.schema import Colour, Dimension, Evidence, Field, Geometry, Method, Overlay, Step


class Side(StrEnum):
    SEAT = "seat"
    STAGE = "stage"
    DESK = "desk"


@dataclass(frozen=True)
class Audience:
    """Who looks. `group_id` narrows to one table; the stage and the desk see all tables without it."""

    side: Side
    language: str
    group_id: UUID | None = None
    seat_id: UUID | None = None


@dataclass(frozen=True)
class Standing:
    """Where a workshop stands, in one language. `step` is None before the first step and after the last."""

    exercise_id: UUID | None
    exercise_number: int
    """From 1; 0 before the first."""
    method: Method | None
    step: Step | None
    step_number: int
    steps: Sequence[Step]
    """Those of this exercise that were not skipped."""
    seconds_left: int | None
    is_paused: bool
    is_revealed: bool
    is_over: bool
    """After the last step of the last exercise."""


@dataclass(frozen=True)
class Voice:
    """A story behind a card, as this audience may see it. `quote` is empty where quotation is not allowed."""

    story_code: str
    href: str
    quote: str
    language: str
    place: str
    month: str
    is_withdrawn: bool = False
    is_hard: bool = False
    """Whether a large screen says so before it is read out."""


@dataclass(frozen=True)
class Spread:
    """What people judged of one card or cell in one dimension."""

    dim: str
    label: str
    n: int
    median: float | None
    low: float | None
    high: float | None
    """Quartiles."""
    is_disputed: bool = False


@dataclass(frozen=True)
class CardView:
    """A card. `text` is its first field; `rows` are the other filled fields as (label, words)."""

    id: UUID
    code: str
    kind: str
    kind_label: str
    colour: Colour
    text: str
    language: str
    rows: Sequence[tuple[str, str]]
    zone: str
    group_number: int
    by: str
    """The writer's name where it may be shown; else empty."""
    is_mine: bool
    may_change: bool
    state: str
    revision: int
    evidence: Evidence
    voices: int
    """How many stories stand behind it now."""
    cluster_id: UUID | None
    parent_code: str
    x: float | None = None
    y: float | None = None
    votes: int | None = None
    """None while they are secret."""
    ratings: Sequence[Spread] = ()
    verdict: str = ""
    is_kept: bool = True
    is_minority: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    """What was typed, by field, for whoever may change it; empty for others."""
    is_from_home: bool = False
    """Sent by somebody who is not in the room."""


@dataclass(frozen=True)
class ClusterView:
    id: UUID
    name: str
    language: str
    cards: Sequence[CardView]
    card_code: str = ""
    """Of the card it became."""
    made: CardView | None = None
    """That card, where a picture shows both as one."""


@dataclass(frozen=True)
class ZoneView:
    """A zone with what lies in it. Loose cards and clusters, in order."""

    id: str
    label: str
    hint: str
    letter: str
    """A B C…: with the pattern, what tells zones apart without colour."""
    column: int | None
    row: int | None
    ring: int | None
    quadrant: tuple[str, str] | None
    is_off_board: bool
    cards: Sequence[CardView]
    clusters: Sequence[ClusterView]
    hidden: int
    """Cards that lie here and may not be seen yet."""
    may_add: bool
    group_number: int = 0
    """Whose zone it is, where zones belong to groups."""


@dataclass(frozen=True)
class AxisView:
    label: str
    low: str
    high: str


@dataclass(frozen=True)
class Cell:
    """Where a row card and a column card of a grid meet."""

    row: CardView
    column: CardView
    ratings: Sequence[Spread]
    notes: Sequence[str]
    objections: int


@dataclass(frozen=True)
class Line:
    """A link, by the codes of its cards."""

    kind: str
    label: str
    from_code: str
    to_code: str
    is_directed: bool


@dataclass(frozen=True)
class BoardView:
    """A board for one audience. Its list twin is `zones` in order; a plane also has `cards` by place."""

    id: str
    label: str
    geometry: Geometry
    overlay: Overlay
    columns: Sequence[str]
    rows: Sequence[str]
    rings: Sequence[str]
    centre: str
    centre_language: str
    axes: Sequence[AxisView]
    zones: Sequence[ZoneView]
    row_cards: Sequence[CardView]
    column_cards: Sequence[CardView]
    cells: Sequence[Cell]
    lines: Sequence[Line]
    group_number: int = 0
    """0: of all tables together."""


@dataclass(frozen=True)
class Ballot:
    """What one seat has left to give and to whom it gave."""

    budget: int
    most: int
    left: int
    cards: Sequence[CardView]
    given: Mapping[UUID, int]


@dataclass(frozen=True)
class ToRate:
    """One card or cell for one seat to judge, with what it said already: {dim: value}."""

    card: CardView
    column: CardView | None
    dims: Sequence[Dimension]
    said: Mapping[str, int]
    note: str
    objection: str | None


@dataclass(frozen=True)
class Task:
    """What one seat has to do now. Which fields are filled follows the step's verb."""

    step: Step
    fields: Sequence[Field] = ()
    card_kind: str = ""
    zones: Sequence[ZoneView] = ()
    left: int | None = None
    """Cards this person or this table may still add; None without a limit."""
    mine: Sequence[CardView] = ()
    dealt: Sequence[CardView] = ()
    """What this person or table was handed to work on."""
    to_rate: Sequence[ToRate] = ()
    ballot: Ballot | None = None
    sheets: Mapping[str, CardView] = field(default_factory=dict)
    """The forms that the table fills together, by zone."""
    beside: Sequence[CardView] = ()
    """Cards that lie beside the form: to read, to hang a new card on, or to link."""
    lines: Sequence["Line"] = ()
    axes: Sequence["AxisView"] = ()
    """Of the plane on which cards are placed."""
    is_ready: bool = False
    needs_parent: bool = False


@dataclass(frozen=True)
class Table:
    """A group as desk and stage see it."""

    id: UUID
    number: int
    name: str
    seats: int
    here: int
    """Heard of lately; those who are perhaps away are among them."""
    ready: int
    cards: int
    people: Sequence["Sitter"] = field(default_factory=tuple)


@dataclass(frozen=True)
class Sitter:
    """A seat as the desk sees it."""

    id: UUID
    number: int
    name: str
    language: str
    is_host: bool
    is_here: bool
    is_ready: bool
    may_show_name: bool = False
    """Whether the stage may say the name."""
    is_perhaps_away: bool = False
    """Not heard of within the last half minute, but lately: a phone without a script is heard of when its page is loaded."""
