"""What a method is made of, short of its steps: its head and inputs, boards, zones, cards, links, ratings, votes."""

from typing import Annotated

from msgspec import Meta, Struct, field

from storyhub.workshops.methods.words import (
    Aggregate,
    Colour,
    End,
    Evidence,
    Fallback,
    Family,
    FieldType,
    Geometry,
    Level,
    Overlay,
    Scope,
    Tie,
    Use,
)

Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$", max_length=40)]
Words = Annotated[str, Meta(min_length=1, max_length=1200)]
MaybeWords = Annotated[str, Meta(max_length=1200)]
Count = Annotated[int, Meta(ge=0, le=1000)]
Length = Annotated[int, Meta(ge=0, le=4000)]
Minutes = Annotated[int, Meta(ge=1, le=480)]


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file."""


class People(Part, frozen=True):
    min: Count
    max: Count


class Groups(Part, frozen=True):
    min: Count
    ideal: Count
    max: Count
    count: Count = 0
    """Exactly so many groups (four worlds); 0 lets the number of people decide."""
    roles: tuple[Words, ...] = ()


class Head(Part, frozen=True):
    """`[method]`. `before` and `after` are the facilitator's guide around the steps; each step has its own `notes`."""

    id: Id
    version: str
    title: Words
    family: Family
    origin: Words
    """Who made the method and where it is described."""
    purpose: Words
    minutes: Minutes
    people: People
    groups: Groups
    level: Level = Level.BEGINNER
    horizon_years: Count = 0
    before: tuple[Words, ...] = ()
    after: tuple[Words, ...] = ()


class Input(Part, frozen=True):
    """`type` is `story`, `text`, or `card:<kind>`, alternatives divided by `|`; `into` is the zone they are laid in."""

    id: Id
    type: str
    label: Words
    required: bool = False
    min: Count = 0
    max: Count = 0
    use: Use = Use.SEED
    into: str = ""
    kind: str = ""
    """The kind of card of this method that they become."""
    fallback: Fallback = Fallback.NONE


class Board(Part, frozen=True):
    """A board and how it is drawn. A grid may take its rows and columns from cards of this exercise (`rows_from`: a kind)."""

    id: Id
    geometry: Geometry
    label: Words
    columns: tuple[Words, ...] = ()
    rows: tuple[Words, ...] = ()
    rings: tuple[Words, ...] = ()
    axes: tuple[Id, ...] = ()
    """x, then y; of a plane or of quadrants."""
    rows_from: str = ""
    columns_from: str = ""
    centre: str = ""
    """The input that stands in the middle of the rings."""
    overlay: Overlay = Overlay.NONE


class Axis(Part, frozen=True):
    """Its ends in words, or taken from the card that a step picked (`from_pick`: the name of the pick)."""

    id: Id
    label: Words
    low: MaybeWords = ""
    high: MaybeWords = ""
    from_pick: str = ""
    low_field: str = ""
    high_field: str = ""


class Zone(Part, frozen=True):
    """Where cards lie. One locator, by the board's geometry: column, row, band, ring (from 1), or quadrant (x, y)."""

    id: Id
    board: Id
    label: Words
    accepts: tuple[Id, ...]
    hint: MaybeWords = ""
    column: int | None = None
    row: int | None = None
    ring: int | None = None
    quadrant: tuple[End, End] | None = None
    parent_zone: str = ""
    """Cards here hang on a card there (rings)."""
    owner_group: int = 0
    """The number of the group that works here; 0: every group on its own copy."""
    off_board: bool = False


class Option(Part, frozen=True):
    id: Id
    label: Words


class Field(Part, frozen=True):
    id: Id
    type: FieldType
    label: Words
    hint: MaybeWords = ""
    max: Length = 0
    """Characters of a short or long text; 0: 140 and 1200."""
    required: bool = False
    options: tuple[Option, ...] = ()


class Card(Part, frozen=True):
    """The first field is what the card says when it is small."""

    kind: Id
    label: Words
    colour: Colour
    fields: tuple[Field, ...]
    evidence: Evidence = Evidence.NONE


class Link(Part, frozen=True):
    """`tree`: each card hangs on exactly one card of the ring before."""

    kind: Id
    label: Words
    from_: tuple[Id, ...] = field(name="from")
    to: tuple[Id, ...]
    directed: bool = True
    tree: bool = False
    max_per_card: Count = 0


class Dimension(Part, frozen=True):
    id: Id
    label: Words
    min: int
    max: int
    low: MaybeWords = ""
    high: MaybeWords = ""


class PlaceBy(Part, frozen=True):
    board: Id
    x: Id
    y: Id


class Rating(Part, frozen=True):
    """`on` is a kind of card, or `cell` of a grid. Spread is the interquartile range of one dimension."""

    id: Id
    on: Id
    dims: tuple[Dimension, ...]
    blind: bool = True
    aggregate: Aggregate = Aggregate.MEDIAN
    spread_flag: float = 0
    place_by: PlaceBy | None = None
    objection: bool = False
    """Whether one may say “I cannot live with this”; it must be answered before the exercise ends."""


class Vote(Part, frozen=True):
    id: Id
    on: tuple[Id, ...]
    budget: Annotated[int, Meta(ge=1, le=100)]
    max_per_item: Annotated[int, Meta(ge=1, le=100)] = 1
    secret: bool = True
    scope: Scope = Scope.PLENARY
    tie: Tie = Tie.KEEP_ALL
