"""How a file is refused: which file, which key, and why. In English, for operators and people who write methods."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

Fault = tuple[str, str]
"""A key, like `step.strain.minutes` (or `step[3].minutes`, the third, where it has no id), and the reason."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong with one file."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.key, self.reason) if part)


class BadMethod(Exception):
    """A file that cannot be used, with everything that is wrong with it; `str()` gives a line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    @property
    def file(self) -> str:
        return self.problems[0].file

    @property
    def key(self) -> str:
        return self.problems[0].key

    @property
    def reason(self) -> str:
        return self.problems[0].reason


def problems_in(file: str, faults: Iterable[Fault]) -> list[Problem]:
    return [Problem(file, key, reason) for key, reason in faults]


def join_key(*parts: str) -> str:
    return ".".join(part for part in parts if part)


def nearest(name: str, known: Iterable[str]) -> str:
    """“; did you mean …?”, or nothing when nothing known is like it."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean {str(close[0])!r}?" if close else ""


def unless_known(key: str, name: str, known: Iterable[str], what: str) -> Iterator[Fault]:
    """The fault of a name that was not declared; an empty name says nothing and is fine."""
    known = list(known)
    if name and name not in known:
        yield key, f"there is no {what} {name!r}{nearest(name, known)}"
