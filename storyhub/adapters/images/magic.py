"""What kind of file this is, by its first bytes.

Only a first sorting, so that a person learns why a file is not taken and most wrong files never need a
child process. Whether it really is a photograph shows when it is decoded.
"""

from __future__ import annotations

from typing import Final, Literal

Format = Literal["JPEG", "PNG", "WEBP", "HEIF", "AVIF"]

_AVIF_BRANDS: Final = {b"avif", b"avis"}
_HEIF_BRANDS: Final = {
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1",
}  # fmt: skip
_OTHER_PICTURES: Final = (
    b"GIF87a",
    b"GIF89a",
    b"II*\0",  # TIFF, and the raw files of most cameras
    b"MM\0*",
    b"II+\0",
    b"MM\0+",
    b"%PDF-",
    b"%!PS",
    b"8BPS",
    b"\xff\x0a",  # JPEG XL, bare and in a box
    b"\0\0\0\x0cJXL \r\n\x87\n",
    b"\0\0\0\x0cjP  \r\n\x87\n",  # JPEG 2000
)
_SVG_OPENINGS: Final = (b"<svg", b"<?xml", b"<!--", b"<!doctype svg")
_BMP_HEADER_SIZES: Final = {12, 40, 52, 56, 64, 108, 124}


def photo_format(data: bytes) -> Format | None:
    """The accepted format that `data` begins like, or None."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    return _boxed_format(data)


def is_another_picture(data: bytes) -> bool:
    """True for a picture or document of a known kind that we do not take."""
    return data.startswith(_OTHER_PICTURES) or _is_bmp(data) or _is_svg(data)


def _boxed_format(data: bytes) -> Format | None:
    if data[4:8] != b"ftyp":
        return None
    length = min(int.from_bytes(data[:4], "big"), 512)
    # The major brand stands at 8, the compatible ones follow the version at 12: `mif1` alone names no codec.
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, length, 4))}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    return "HEIF" if brands & _HEIF_BRANDS else None


def _is_bmp(data: bytes) -> bool:
    # Two letters are little to go by: a note may begin with "BM" as well.
    return data.startswith(b"BM") and int.from_bytes(data[14:18], "little") in _BMP_HEADER_SIZES


def _is_svg(data: bytes) -> bool:
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return head.startswith(_SVG_OPENINGS) and b"<svg" in head
