"""What comes out of the photo pipeline: a cleaned photo, a reason why not, or nobody free to do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

REASONS: Final = frozenset(
    {
        "empty",
        "too_large_file",
        "not_a_photo",
        "unsupported_format",
        "too_many_pixels",
        "damaged",
        "too_slow",
    }
)


class Region(NamedTuple):
    """A part of a picture: its left and upper edge and its size, in thousandths of the picture's width and height."""

    left: int
    top: int
    width: int
    height: int

    @property
    def is_inside(self) -> bool:
        """Whether it has an area and all of it lies in the picture."""
        return (
            min(self.left, self.top) >= 0
            and min(self.width, self.height) > 0
            and max(self.left + self.width, self.top + self.height) <= 1000
        )


@dataclass(frozen=True)
class CleanedPhoto:
    """Three WebP files without any metadata. Nothing of the original is kept.

    `width` and `height` are those of the largest derivative, in pixels. `color` is the dominant colour as
    `#rrggbb`, to hold the photo's place while it loads. `files` maps each of `SIZES` to WebP bytes; a small
    source is never enlarged, so several sizes may hold the same bytes. `hint` is an unsigned 64-bit
    difference hash: a distance of eight bits or fewer suggests the same picture, to be shown to a person
    and never to refuse by.
    """

    width: int
    height: int
    color: str
    files: dict[int, bytes]
    hint: int


class PhotoRefused(Exception):
    """This file cannot be taken. `reason` is one of `REASONS`, a message key."""

    def __init__(self, reason: str) -> None:
        if reason not in REASONS:
            raise ValueError(f"unknown reason: {reason!r}")
        super().__init__(reason)
        self.reason = reason


class PhotoServiceBusy(Exception):
    """No child process was free in the time given. Nothing is wrong with the photos: try again."""


class PhotoServiceBroken(PhotoServiceBusy):
    """The child process cannot start, or its slots cannot be opened: the operator has to look."""
