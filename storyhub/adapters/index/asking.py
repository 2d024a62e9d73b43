"""What can be asked of an index: clauses that stand in each other, and what goes around them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

MOST_LEAVES = 1_000
"""Words, phrases and terms that one question may name; who reads what people type stays far below."""
DEEPEST = 40


class TooMuch(ValueError):
    """A question larger than anybody asks: it is refused, not answered in part."""


@dataclass(frozen=True)
class Forms:
    """A word that was asked for, as it may stand in each layer."""

    surface: tuple[str, ...]
    lemma: tuple[str, ...] = ()
    stem: tuple[str, ...] = ()


@dataclass(frozen=True)
class Word:
    """Any one of these forms stands there, each looked for in its own layer."""

    forms: Forms


@dataclass(frozen=True)
class Beginning:
    """A word stands there that begins with any one of these; the whole word counts more."""

    forms: tuple[str, ...]


@dataclass(frozen=True)
class Near:
    """A word of that layer stands there that is so many letters away from any one of these; fewer counts more."""

    forms: tuple[str, ...]
    edits: int = 1
    layer: str = "surface"


@dataclass(frozen=True)
class Phrase:
    """Any one of these rows of words stands there, one after the other."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Held:
    """At least one of these terms is held. Adds nothing to how well a thing fits."""

    terms: frozenset[str]


@dataclass(frozen=True)
class Between:
    """Tells about a day in this span (`date.toordinal`, both ends in it). Adds nothing to how well a thing fits."""

    since: int | None = None
    until: int | None = None


@dataclass(frozen=True)
class Grams:
    """At least this share of these pieces of words is there."""

    grams: tuple[str, ...]
    least: float = 0.5


@dataclass(frozen=True)
class Weighted:
    """Counts so many times as much."""

    clause: "Clause"
    weight: float


@dataclass(frozen=True)
class All:
    of: tuple["Clause", ...]


@dataclass(frozen=True)
class Any:
    """At least so many of these."""

    of: tuple["Clause", ...]
    least: int = 1


@dataclass(frozen=True)
class Not:
    what: "Clause"


Clause = Word | Beginning | Near | Phrase | Held | Between | Grams | Weighted | All | Any | Not


class Order(StrEnum):
    """`BEST` fits best, and of what fits alike the newer; `LEAST_HEARD` was taken up least, the newest of those first."""

    BEST = "best"
    NEWEST = "newest"
    OLDEST = "oldest"
    LEAST_HEARD = "least-heard"


@dataclass(frozen=True)
class Ask:
    """What to look for. Of each set in `scope` a document must hold at least one term; `without` is found and counted
    nowhere."""

    sources: tuple[str, ...]
    what: Clause | None = None
    scope: tuple[frozenset[str], ...] = ()
    without: frozenset[tuple[str, UUID]] = frozenset()
    order: Order = Order.BEST


@dataclass(frozen=True)
class Hits:
    """(source, id) of what was asked for out of all that was found, and exactly how many that is in all."""

    found: Sequence[tuple[str, UUID]] = field(default_factory=list)
    total: int = 0


def measure(clause: Clause | None, depth: int = 0) -> int:
    """How many leaves a question has. Raises TooMuch."""
    if depth > DEEPEST:
        raise TooMuch(f"deeper than {DEEPEST}")
    leaves = sum(measure(one, depth + 1) for one in _inside(clause)) or _leaves(clause)
    if leaves > MOST_LEAVES:
        raise TooMuch(f"more than {MOST_LEAVES} words")
    return leaves


def _inside(clause: Clause | None) -> Sequence[Clause]:
    match clause:
        case All(of) | Any(of):
            return of
        case Not(one) | Weighted(one):
            return (one,)
    return ()


def _leaves(clause: Clause | None) -> int:
    match clause:
        case Word(forms):
            return len(forms.surface) + len(forms.lemma) + len(forms.stem)
        case Beginning(forms) | Near(forms):
            return len(forms)
        case Phrase(rows):
            return sum(map(len, rows))
        case Grams(grams):
            return len(grams)
    return 1
