"""The proof, at run time and for every file, that a derivative carries pictures and nothing else.

The child decodes a stranger's file with megabytes of C code, so its word is not enough. A WebP file whose
one chunk is `VP8 ` has no place where EXIF, XMP, a colour profile or a second frame could stand
(RFC 9649, sections 2.5 and 2.6).
"""

from __future__ import annotations

_HEADER_BYTES = 30
_START_CODE = b"\x9d\x01\x2a"


def plain_webp_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels. Raises ValueError for anything but one plain lossy frame."""
    if len(data) < _HEADER_BYTES or data[:4] != b"RIFF" or data[8:16] != b"WEBPVP8 ":
        raise ValueError("not a plain WebP file")
    chunk = int.from_bytes(data[16:20], "little")
    padded = chunk + chunk % 2
    if int.from_bytes(data[4:8], "little") != padded + 12 or len(data) != padded + 20:
        raise ValueError("more than one chunk")
    if data[23:26] != _START_CODE:
        raise ValueError("not a key frame")
    # 14 bits each; the upper two ask the viewer to enlarge, which the encoder never does (RFC 6386, 9.1).
    return int.from_bytes(data[26:28], "little"), int.from_bytes(data[28:30], "little")
