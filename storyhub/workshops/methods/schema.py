"""What the file of a method may say. Unknown keys are refused; nothing in it is code, a template or an expression.

The vocabulary follows the foresight practice it serves (UK GO-Science Futures Toolkit 2024; UN Global Pulse); how it
differs from other tools' schemas is docs/decisions/0026. Every text is a message whose English stands in the file; its
address is the path to it (`step.strain.prompt`), and `<method>.<language>.toml` gives it in another language.
"""

from typing import Annotated

from msgspec import Meta, field

from storyhub.workshops.methods.pieces import (
    Axis,
    Board,
    Card,
    Count,
    Dimension,
    Field,
    Groups,
    Head,
    Id,
    Input,
    Link,
    MaybeWords,
    Minutes,
    Option,
    Part,
    People,
    PlaceBy,
    Rating,
    Vote,
    Words,
    Zone,
)
from storyhub.workshops.methods.words import (
    Advance,
    Aggregate,
    Colour,
    Compare,
    Compute,
    DealTo,
    End,
    Evidence,
    Fallback,
    Family,
    FieldType,
    Geometry,
    Level,
    OutcomeKind,
    Overlay,
    Reveal,
    Scene,
    Scope,
    Tie,
    Use,
    Verb,
    Who,
)

VERSION = 1
"""Of this schema. A file that asks for a higher one is refused."""


class ThenPlace(Part, frozen=True):
    """When the step ends, cards whose rating compares so are moved to a zone."""

    rating: Id
    dim: Id
    op: Compare
    value: float
    zone: Id


class Deal(Part, frozen=True):
    """Hands each group or person so many of these cards (a kind) to work on."""

    what: Id
    to: DealTo
    each: Annotated[int, Meta(ge=1, le=20)]


class Question(Part, frozen=True):
    id: Id
    label: Words


class Step(Part, frozen=True):
    """`prompt` is what seats and stage read, `notes` what the facilitator alone reads."""

    id: Id
    do: Verb
    who: Who
    minutes: Minutes
    title: Words
    prompt: Words
    notes: MaybeWords = ""
    board: str = ""
    zones: tuple[Id, ...] = ()
    card: str = ""
    limit: Count = 0
    """Cards a person (individual) or a group (group) may add; 0: no limit."""
    reveal: Reveal = Reveal.LIVE
    advance: Advance = Advance.FACILITATOR
    scene: Scene | None = None
    rating: str = ""
    vote: str = ""
    keep_top: Count = 0
    """After a vote: how many of the first stay in play; the others stay on the board, marked."""
    links: tuple[Id, ...] = ()
    makes: str = ""
    """The kind of card that a named cluster becomes."""
    link: str = ""
    """The kind of link from each card of a cluster to the card made of it, or from the parent to the card collected."""
    pick: tuple[Id, ...] = ()
    """Names of what is picked; each takes one card of kind `card`."""
    compute: Compute | None = None
    from_cards: tuple[Id, ...] = ()
    """Kinds that lie beside the form while it is composed."""
    deal: Deal | None = None
    then_place: ThenPlace | None = None
    questions: tuple[Question, ...] = ()
    """What a reflect step asks."""
    tray: bool = False
    """Whether the tray of stories lies beside the form."""
    group_seconds: Count = 0
    """What each table has while it stands on the stage; 0: no clock of its own."""
    skippable: bool = False
    post: bool = False
    """Of a collect step: whether people at home may send such a card too, as an imagined story."""


class Where(Part, frozen=True):
    """Which cards: all that is said must hold."""

    zone: tuple[Id, ...] = ()
    kind: tuple[Id, ...] = ()
    min_votes: dict[str, int] = field(default_factory=dict)
    choice: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By field: one of these options."""
    is_disputed: bool = False


class Output(Part, frozen=True):
    """`order` terms: `-votes.<vote>`, `-rating.<rating>.<dim>`, `-size`, `position`; `-` is from the largest down."""

    id: Id
    label: Words
    type: str
    where: Where
    order: tuple[str, ...] = ()
    top: Count = 0
    min: Count = 0
    outcome: OutcomeKind | None = None


class Method(Part, frozen=True):
    """One file."""

    schema: int
    method: Head
    step: Annotated[tuple[Step, ...], Meta(min_length=1)]
    input: tuple[Input, ...] = ()
    board: tuple[Board, ...] = ()
    axis: tuple[Axis, ...] = ()
    zone: tuple[Zone, ...] = ()
    card: tuple[Card, ...] = ()
    link: tuple[Link, ...] = ()
    rating: tuple[Rating, ...] = ()
    vote: tuple[Vote, ...] = ()
    output: tuple[Output, ...] = ()


class PathHead(Part, frozen=True):
    """`[path]`: an agenda to begin with."""

    id: Id
    title: Words
    purpose: Words
    position: int = 0


class Exercise(Part, frozen=True):
    """One run of a method in a path. `inputs` is {input: "<exercise>.<output>"}; what is not named is asked for or empty."""

    id: Id
    method: Id
    day: Annotated[int, Meta(ge=1, le=10)] = 1
    inputs: dict[str, str] = field(default_factory=dict)


class Path(Part, frozen=True):
    """One file of `paths/`."""

    schema: int
    path: PathHead
    exercise: tuple[Exercise, ...] = ()


__all__ = [
    "VERSION",
    "Advance",
    "Aggregate",
    "Axis",
    "Board",
    "Card",
    "Colour",
    "Compare",
    "Compute",
    "Count",
    "Deal",
    "DealTo",
    "Dimension",
    "End",
    "Evidence",
    "Exercise",
    "Fallback",
    "Family",
    "Field",
    "FieldType",
    "Geometry",
    "Groups",
    "Head",
    "Id",
    "Input",
    "Level",
    "Link",
    "MaybeWords",
    "Method",
    "Minutes",
    "Option",
    "OutcomeKind",
    "Output",
    "Overlay",
    "Part",
    "Path",
    "PathHead",
    "People",
    "PlaceBy",
    "Question",
    "Rating",
    "Reveal",
    "Scene",
    "Scope",
    "Step",
    "ThenPlace",
    "Tie",
    "Use",
    "Verb",
    "Vote",
    "Where",
    "Who",
    "Words",
    "Zone",
]
