"""From a stranger's file to three plain WebP files. Runs in the child process alone.

The order matters: measure before decoding, decode small, turn before the colours (a conversion of colours
loses the EXIF that says how to turn), and last of all rebuild the picture from its bare pixels.
"""

from __future__ import annotations

import io
import math
from importlib import import_module
from typing import Final, cast

from PIL import Image, ImageCms
from PIL.ImageFile import ImageFile

from storyhub.adapters.images.blurring import blur
from storyhub.adapters.images.limits import MAX_PIXELS, MAX_PIXELS_LOSSLESS, MAX_SCANS, MAX_SIDE, SIZES
from storyhub.adapters.images.magic import Format, photo_format
from storyhub.adapters.images.protocol import Developed
from storyhub.adapters.images.results import PhotoRefused, Region
from storyhub.adapters.images.scans import scan_count

# Each decoder is called by name. `Image.open` would first load the decoders of formats that we refuse,
# and would hand an MPO (two JPEGs in one file, from phones with two lenses) to another one: read as JPEG,
# it gives its first picture.
_DECODERS: Final[dict[Format, tuple[str, str]]] = {
    "JPEG": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "PNG": ("PIL.PngImagePlugin", "PngImageFile"),
    "WEBP": ("PIL.WebPImagePlugin", "WebPImageFile"),
    "AVIF": ("PIL.AvifImagePlugin", "AvifImageFile"),
    "HEIF": ("pillow_heif", "HeifImageFile"),
}
_LOSSLESS: Final = {"PNG", "WEBP"}
_ONE_THREAD: Final = {
    "AVIF": ("PIL.AvifImagePlugin", "DEFAULT_MAX_THREADS"),
    "HEIF": ("pillow_heif.options", "DECODE_THREADS"),
}
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION: Final = 0x0112
_PAPER: Final = (255, 255, 255)


def develop(photo: bytes, blurred: Region | None = None) -> Developed:
    """With a part of it made unrecognisable before any size is printed, where one is named.

    Raises PhotoRefused, MemoryError, or whatever a decoder raises on a damaged file."""
    image = _open(photo)
    _shrink_while_decoding(image)
    turn, profile = _TURNS.get(_orientation(image)), image.info.get("icc_profile")
    picture = _shrunk(_on_paper(image), SIZES[0])
    if turn is not None:
        picture = picture.transpose(turn)
    picture = _rebuilt(_in_srgb(picture, profile))
    if blurred is not None:
        blur(picture, blurred)
    return _printed(picture)


def _open(photo: bytes) -> ImageFile:
    kind = photo_format(photo)
    if kind is None:
        raise PhotoRefused("not_a_photo")
    most = MAX_PIXELS_LOSSLESS if kind in _LOSSLESS else MAX_PIXELS
    # Pillow asks at twice this number, and for WebP it asks before it allocates the canvas.
    Image.MAX_IMAGE_PIXELS = most // 2
    if kind in _ONE_THREAD:
        module, name = _ONE_THREAD[kind]
        setattr(import_module(module), name, 1)
    module, name = _DECODERS[kind]
    try:
        image = cast(ImageFile, getattr(import_module(module), name)(io.BytesIO(photo)))
    except Image.DecompressionBombError as error:
        raise PhotoRefused("too_many_pixels") from error
    if math.prod(image.size) > most or max(image.size) > MAX_SIDE:
        raise PhotoRefused("too_many_pixels")
    if "progressive" in image.info and scan_count(photo) > MAX_SCANS:
        raise PhotoRefused("too_slow")
    return image


def _shrink_while_decoding(image: ImageFile) -> None:
    """Let the JPEG decoder skip what is not needed: a fifth of the memory for 48 megapixels.

    Asked for in the photo's own proportions, because `draft` goes by the side that shrinks least.
    """
    if image.format == "JPEG":
        width, height = image.size
        scale = SIZES[0] / max(width, height)
        image.draft(None, (max(1, int(width * scale)), max(1, int(height * scale))))


def _orientation(image: ImageFile) -> int:
    """1 to 8 as in EXIF, anything else meaning upright.

    In HEIC and AVIF the container says how to turn, and EXIF is a note that may be stale (ISO/IEC 23008-12).
    libheif has turned the picture by now and pillow-heif has set the EXIF upright; Pillow writes AVIF's own
    direction into the EXIF instead.
    """
    try:
        return cast(int, image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - EXIF is written by everybody, and a photo may lie on its side
        return 1


def _on_paper(image: Image.Image) -> Image.Image:
    """The first frame as L, RGB or CMYK, what is transparent lying on white."""
    image.load()
    if image.mode.startswith("I"):
        return _eight_bits(image)
    if image.mode in {"L", "RGB", "CMYK"} and "transparency" not in image.info:
        return image
    if image.mode in {"1", "YCbCr", "RGBX", "LAB"}:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, _PAPER)
    paper.paste(layer, mask=layer)
    return paper


def _eight_bits(image: Image.Image) -> Image.Image:
    """The upper byte of 16-bit grey: `convert` would cut off all that is brighter than 255."""
    return image.convert("I").point([value >> 8 for value in range(65536)], "L")


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    scale = side / max(image.size)
    if scale >= 1:
        return image
    width, height = (max(1, round(length * scale)) for length in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Through the embedded profile where it makes sense; a broken or foreign one is ignored."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            return cast(Image.Image, ImageCms.profileToProfile(image, source, srgb, outputMode="RGB"))
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image.convert("RGB")


def _rebuilt(image: Image.Image) -> Image.Image:
    """A new picture from bare pixels: whatever hangs on the old one stays behind."""
    return Image.frombytes("RGB", image.size, image.tobytes())


def _printed(picture: Image.Image) -> Developed:
    width, height = picture.size
    files: list[bytes] = []
    for side in SIZES:
        smaller = _shrunk(picture, side)
        # A small photo is never enlarged: the sizes above its own hold the same file.
        files.append(files[-1] if files and smaller is picture else _webp(smaller))
        picture = smaller
    return Developed(width, height, _dominant_color(picture), _difference_hash(picture), tuple(files))


def _webp(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    # By its name Pillow finds the one encoder it needs; given a format it would load five others as well.
    target.name = "photo.webp"
    picture.save(target, quality=75, method=4)
    return target.getvalue()


def _dominant_color(picture: Image.Image) -> bytes:
    few = picture.resize((32, 32), Image.Resampling.BOX).quantize(5)
    _, most_used = max(cast(list[tuple[int, int]], few.getcolors()))
    return bytes((few.getpalette() or [])[most_used * 3 : most_used * 3 + 3])


def _difference_hash(picture: Image.Image) -> int:
    """Is each of 8 x 8 cells brighter than its left neighbour? Equal, bit for bit, to imagehash's dhash."""
    grey = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(0, 72, 9):
        for left in range(row, row + 8):
            bits = bits << 1 | (grey[left + 1] > grey[left])
    return bits
