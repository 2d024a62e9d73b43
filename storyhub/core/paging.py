"""A page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """`items` of page `number` (from 1) of a list with `total` items."""

    items: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def page_number(text: str | None, *, most: int = 10_000) -> int:
    """The page a URL asks for; anything that is not a page is the first."""
    return min(int(text), most) if text and text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text) else 1
