"""Making a part of a picture unrecognisable for good. Runs in the child process alone.

A Gaussian blur alone can largely be undone by whoever knows its radius, and fine mosaics of letters can be guessed.
So the part is first reduced to a handful of mean colours, which is all that is kept of it; the blur only makes that
pleasant to look at.
"""

from __future__ import annotations

import math

from PIL import Image, ImageFilter

from storyhub.adapters.images.results import Region

CELLS = 4
"""Mean colours along the part's longer side: a face becomes four by four patches."""


def blur(picture: Image.Image, region: Region) -> None:
    """Change the picture in place."""
    box = _box(picture.size, region)
    part = picture.crop(box)
    cell = max(part.size) / CELLS
    few = part.resize(_cells(part.size, cell), Image.Resampling.BOX)
    patches = few.resize(part.size, Image.Resampling.NEAREST)
    picture.paste(patches.filter(ImageFilter.GaussianBlur(cell / 3)), box)


def _box(size: tuple[int, int], region: Region) -> tuple[int, int, int, int]:
    """The pixels that the region touches, at least one."""
    width, height = size
    return (
        region.left * width // 1000,
        region.top * height // 1000,
        math.ceil((region.left + region.width) * width / 1000),
        math.ceil((region.top + region.height) * height / 1000),
    )


def _cells(size: tuple[int, int], cell: float) -> tuple[int, int]:
    width, height = (max(1, round(length / cell)) for length in size)
    return width, height
