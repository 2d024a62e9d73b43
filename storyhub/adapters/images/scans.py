"""How many passes a progressive JPEG asks for, counted without decoding it."""

from __future__ import annotations

import re
from typing import Final

# Within the data of a scan 0xff is followed by 0x00 or a restart mark; all else begins a segment.
_MARKER: Final = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_SCAN, _END = b"\xda", b"\xd9"
_START_BYTES = 2


def scan_count(jpeg: bytes) -> int:
    """Up to the end of the picture: the film that some phones hang behind it is full of chance marks."""
    count, at = 0, _START_BYTES
    while (found := _MARKER.search(jpeg, at)) and found[1] != _END:
        count += found[1] == _SCAN
        length = int.from_bytes(jpeg[found.end() : found.end() + 2], "big")
        at = found.end() + length
    return count
