"""Where a list stands as it is narrowed now. The whole state is in the address: it can be shared, and goes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

WORDS = (
    "q",
    "theme",
    "also",
    "lens",
    "town",
    "place",
    "from",
    "to",
    "kind",
    "lang",
    "photos",
    "answered",
    "order",
    "in",
)
"""The words of the query that a list understands. (`lang` in the query is a filter, in the path the page's own.)"""
_EVERY = (*WORDS, "page")


@dataclass(frozen=True)
class Address:
    """A list's path, and what of its query was understood, word by word."""

    path: str
    words: Mapping[str, str]

    def href(self, **changes: str | None) -> str:
        """The first page of the same list, with these words changed or (None) left out."""
        given = self._written | {word: _written(word, value) for word, value in changes.items()}
        query = "&".join(filter(None, map(given.get, _EVERY)))
        return f"{self.path}?{query}" if query else self.path

    @cached_property
    def _written(self) -> dict[str, str]:
        """The words as they stand in every link of a page, written once for all of them."""
        return {word: _written(word, value) for word, value in self.words.items()}

    def at(self, path: str) -> "Address":
        """The same list in another form: as a feed, as a file."""
        return Address(path, self.words)

    def hidden(self, *but: str) -> dict[str, str]:
        """The words that a form carries along, but these, which it asks for itself."""
        return {word: given for word, given in self.words.items() if word not in but}


def _written(word: str, value: str | None) -> str:
    return urlencode({word: value}) if value else ""
