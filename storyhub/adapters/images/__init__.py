"""Photographs made safe to keep and to show: turned, sRGB, three WebP sizes, no metadata, no original.

The work is done by Pillow in a child process with limits. This side imports neither Pillow nor Flask, so no
web worker carries a decoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from storyhub.adapters.images.darkroom import Darkroom
from storyhub.adapters.images.limits import (
    MAX_FILE_BYTES,
    MAX_PIXELS,
    MAX_PIXELS_LOSSLESS,
    MAX_SIDE,
    SIZES,
)
from storyhub.adapters.images.magic import is_another_picture, photo_format
from storyhub.adapters.images.results import (
    REASONS,
    CleanedPhoto,
    PhotoRefused,
    PhotoServiceBroken,
    PhotoServiceBusy,
    Region,
)
from storyhub.adapters.images.slots import slot

__all__ = [
    "MAX_FILE_BYTES",
    "MAX_PIXELS",
    "MAX_PIXELS_LOSSLESS",
    "MAX_SIDE",
    "REASONS",
    "SIZES",
    "CleanedPhoto",
    "PhotoRefused",
    "PhotoServiceBroken",
    "PhotoServiceBusy",
    "Region",
    "blur_photo",
    "clean_photos",
]


def clean_photos(
    photos: Sequence[bytes], *, wait_seconds: float = 60, slot_folder: Path | None = None
) -> list[CleanedPhoto | PhotoRefused]:
    """Clean the photos of one story; the n-th result belongs to the n-th photo, and a bad one harms no other.

    Refusals are returned, not raised. Waits up to `wait_seconds` for one of the machine's two places and
    raises PhotoServiceBusy when there is none; `slot_folder` is where all processes look for them. Blocks
    for as long as the work takes, so never call it inside a transaction.
    """
    at_the_door = [_refused_at_the_door(photo) for photo in photos]
    if all(at_the_door):
        return [refusal for refusal in at_the_door if refusal]
    with slot(wait_seconds, slot_folder) as descriptor, Darkroom(descriptor) as darkroom:
        return [refusal or darkroom.clean(photo) for photo, refusal in zip(photos, at_the_door, strict=True)]


def blur_photo(
    photo: bytes, region: Region, *, wait_seconds: float = 60, slot_folder: Path | None = None
) -> CleanedPhoto:
    """A cleaned photo made anew with a part of it unrecognisable for good; waits and blocks like `clean_photos`.

    Raises PhotoRefused, PhotoServiceBusy, and ValueError for a region that is not inside the picture.
    """
    if not region.is_inside:
        raise ValueError(f"not a part of the picture: {region}")
    with slot(wait_seconds, slot_folder) as descriptor, Darkroom(descriptor) as darkroom:
        blurred = darkroom.clean(photo, region)
    if isinstance(blurred, PhotoRefused):
        raise blurred
    return blurred


def _refused_at_the_door(photo: bytes) -> PhotoRefused | None:
    """What shows without decoding, so that a wrong file neither waits nor starts a process."""
    if not photo:
        return PhotoRefused("empty")
    if len(photo) > MAX_FILE_BYTES:
        return PhotoRefused("too_large_file")
    if photo_format(photo):
        return None
    return PhotoRefused("unsupported_format" if is_another_picture(photo) else "not_a_photo")
