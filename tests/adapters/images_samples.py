"""Photographs as people send them, made on the spot: four coloured quarters, upright when seen rightly."""

from __future__ import annotations

import io
import struct
import subprocess
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image, ImageCms

pillow_heif.register_heif_opener()

CANARY = "Canary-4711"
EXIFTOOL = "/usr/bin/exiftool"

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 180, 40), (30, 50, 210), (230, 210, 40)
QUARTERS = ((RED, GREEN), (BLUE, YELLOW))
"""Top left, top right; bottom left, bottom right."""

RED_IN_P3 = (234, 51, 35)
"""What a camera with a Display P3 profile writes for the red that sRGB calls (255, 0, 0)."""

# How a camera has to lay an upright picture so that turning it by EXIF sets it upright again.
LAID = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@cache
def upright(width: int = 800, height: int = 600) -> Image.Image:
    picture = Image.new("RGB", (2, 2))
    for y, row in enumerate(QUARTERS):
        for x, color in enumerate(row):
            picture.putpixel((x, y), color)
    return picture.resize((width, height), Image.Resampling.NEAREST)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def jpeg(width: int = 800, height: int = 600, orientation: int = 1, **options: Any) -> bytes:
    picture = upright(width, height)
    if orientation in LAID:
        picture = picture.transpose(LAID[orientation])
    return saved(picture, "JPEG", exif=exif(orientation), **options)


def exif(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags.tobytes()


def transparent_png() -> bytes:
    """The left half is red, the right half is black that nobody sees."""
    picture = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    picture.paste((*RED, 255), (0, 0, 200, 300))
    return saved(picture, "PNG")


def palette_png() -> bytes:
    picture = upright(400, 300).quantize(4)
    return saved(picture, "PNG", transparency=picture.getpixel((399, 299)))


def sixteen_bit_png() -> bytes:
    """A grey that is 200 of 255, in sixteen bits."""
    return saved(Image.frombytes("I;16", (64, 64), struct.pack("<H", 200 << 8) * 64 * 64), "PNG")


def animation(kind: str) -> bytes:
    """A red frame, then a blue one."""
    frames = [Image.new("RGB", (200, 100), color) for color in (RED, BLUE)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def mpo() -> bytes:
    """Two JPEGs in one file, the second one blue: what phones with two lenses write."""
    return saved(upright(), "MPO", save_all=True, append_images=[Image.new("RGB", (800, 600), BLUE)])


def cmyk_jpeg() -> bytes:
    return saved(upright().convert("CMYK"), "JPEG")


def heic_turned_by_its_container() -> bytes:
    picture = upright().transpose(LAID[6])
    # From `info` pillow-heif makes the container's own `irot`; from an argument it would write EXIF alone.
    picture.info["exif"] = exif(6)
    return saved(picture, "HEIF", quality=80)


def heic_with_stale_exif() -> bytes:
    """Upright pixels, and EXIF from before they were turned, which HEIF tells readers to ignore."""
    tags = Image.Exif()
    tags[0x0112] = 6
    return saved(upright(), "HEIF", quality=80, exif=tags)


def avif(orientation: int = 6) -> bytes:
    return saved(upright().transpose(LAID[orientation]), "AVIF", exif=exif(orientation), quality=80, speed=10)


@cache
def display_p3() -> bytes:
    """Display P3, from Pillow's sRGB profile by writing other primaries over its own (ICC.1, 9.2.31 ff.)."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    primaries = {
        b"rXYZ": (0.51512, 0.24120, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.15710, 0.06657, 0.78407),
    }
    (count,) = struct.unpack_from(">I", profile, 128)
    for entry in range(132, 132 + 12 * count, 12):
        name, offset, _ = struct.unpack_from(">4sII", profile, entry)
        if name in primaries:
            struct.pack_into(">3i", profile, offset + 8, *(round(v * 65536) for v in primaries[name]))
    return bytes(profile)


def wide_gamut_jpeg() -> bytes:
    return saved(Image.new("RGB", (300, 200), RED_IN_P3), "JPEG", quality=95, icc_profile=display_p3())


def png_bomb(side: int = 30_000) -> bytes:
    """A real one: 900 megapixels of black, two colours, in about a hundred kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    row = bytes(1 + (side + 7) // 8)
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(row * 100) for _ in range(side // 100)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@cache
def slow_jpeg(scans: int = 90) -> bytes:
    """A progressive JPEG that asks for its last pass over 49 million pixels again and again."""
    plain = saved(Image.new("L", (7000, 7000), 128), "JPEG", progressive=True)
    last_tables = plain.rindex(b"\xff\xc4")
    return plain[:last_tables] + plain[last_tables:-2] * scans + b"\xff\xd9"


def good_photos() -> dict[str, bytes]:
    """One of each kind that must be taken, by the name of its file."""
    return {
        **{f"orientation-{number}.jpg": jpeg(orientation=number) for number in range(1, 9)},
        "phone.jpg": jpeg(4000, 3000, orientation=6, quality=90, icc_profile=display_p3()),
        "orientation-99.jpg": jpeg(orientation=99),
        "wide-gamut.jpg": wide_gamut_jpeg(),
        "bad-profile.jpg": jpeg(icc_profile=b"no profile at all" * 20),
        "cmyk.jpg": cmyk_jpeg(),
        "two-lenses.jpg": mpo(),
        "grey.jpg": saved(upright().convert("L"), "JPEG"),
        "grey-with-colour-profile.jpg": saved(upright().convert("L"), "JPEG", icc_profile=display_p3()),
        "thin.jpg": saved(Image.new("RGB", (12_000, 3), RED), "JPEG"),
        "dot.png": saved(Image.new("RGB", (1, 1), RED), "PNG"),
        "transparent.png": transparent_png(),
        "palette.png": palette_png(),
        "sixteen-bit.png": sixteen_bit_png(),
        "one-bit.png": saved(Image.new("1", (64, 64), 1), "PNG"),
        "moving.png": animation("PNG"),
        "moving.webp": animation("WEBP"),
        "turned.webp": saved(upright().transpose(LAID[6]), "WEBP", exif=exif(6)),
        "turned.heic": heic_turned_by_its_container(),
        "stale-exif.heic": heic_with_stale_exif(),
        "turned.avif": avif(),
    }


def mark(folder: Path) -> None:
    """Write who and where into every file, in each way its format knows."""
    tags = [f"-{name}={CANARY}" for name in ("EXIF:Artist", "XMP:Creator", "IPTC:City", "Comment")]
    where = ["-GPSLatitude=40.18", "-GPSLatitudeRef=N", "-GPSLongitude=44.51", "-GPSLongitudeRef=E"]
    subprocess.run(
        [EXIFTOOL, "-q", "-q", "-m", "-overwrite_original", *tags, *where, str(folder)],
        check=True,
        capture_output=True,
    )
