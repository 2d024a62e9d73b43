"""What differs between two settings documents, piece by piece, so that a person can read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """One piece that differs. `path` leads to it: a key, or a list's slug and a key, and a language where it has one."""

    path: tuple[str, ...]
    before: str
    after: str


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every piece that was added, taken away or said otherwise; and the order of a list, where that alone changed."""
    old, new = dict(_pieces(before)), dict(_pieces(after))
    paths = [*old, *(path for path in new if path not in old)]
    return [
        Change(path, old.get(path, ""), new.get(path, "")) for path in paths if old.get(path, "") != new.get(path, "")
    ]


def _pieces(document: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    match document:
        case {"items": list(items)}:
            yield ("order",), ", ".join(row["slug"] for row in items)
            for row in items:
                yield from _pieces({key: value for key, value in row.items() if key != "slug"}, (row["slug"],))
        case Mapping():
            for key, value in document.items():
                yield from _pieces(value, (*path, key))
        case list():
            yield path, ", ".join(map(str, document))
        case None:
            yield path, ""
        case _:
            yield path, str(document)
