"""Numbers made ready for ui/chart: a picture drawn on the server, and the same as a table. Every number is a link."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Mark:
    """One row of a chart. `count` is None where it is not said; `text` then says why.

    `share` is how long its bar is, 0 to 1. `beside` is another length to compare it with, and `note` what is said of both.
    """

    label: str
    count: int | None
    href: str = ""
    share: float = 0.0
    lang: str = ""
    text: str = ""
    beside: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """`head` names the column of the labels, `legend` what a bar and the one beside it are. `kind` is bars or columns."""

    id: str
    title: str
    description: str
    head: str
    marks: Sequence[Mark]
    kind: str = "bars"
    csv_href: str = ""
    legend: Sequence[str] = ()

    @property
    def longest(self) -> float:
        """What reaches from edge to edge."""
        return max((max(mark.share, mark.beside or 0.0) for mark in self.marks), default=0.0) or 1.0

    @property
    def most(self) -> int:
        return max((mark.count or 0 for mark in self.marks), default=0)


def lengths(marks: Sequence[Mark]) -> list[Mark]:
    """The same with each bar as long as its count is to the greatest."""
    most = max((mark.count or 0 for mark in marks), default=0)
    return [replace(mark, share=(mark.count or 0) / most if most else 0.0) for mark in marks]
