"""Files that are not taken, each with its reason, and none of them harming its neighbours."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhub.adapters.images import MAX_FILE_BYTES, REASONS, CleanedPhoto, PhotoRefused, clean_photos
from storyhub.adapters.images.magic import is_another_picture, photo_format
from tests.adapters.images_samples import (
    animation,
    avif,
    heic_turned_by_its_container,
    jpeg,
    png_bomb,
    saved,
    slow_jpeg,
    transparent_png,
    upright,
)

SMALL = upright(200, 150)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n"

REFUSED = {
    "nothing": (b"", "empty"),
    "a file beyond the limit": (jpeg() + bytes(MAX_FILE_BYTES), "too_large_file"),
    "GIF": (saved(SMALL, "GIF"), "unsupported_format"),
    "TIFF": (saved(SMALL, "TIFF"), "unsupported_format"),
    "BMP": (saved(SMALL, "BMP"), "unsupported_format"),
    "PDF": (saved(SMALL, "PDF"), "unsupported_format"),
    "JPEG 2000": (saved(SMALL, "JPEG2000"), "unsupported_format"),
    "SVG": (SVG, "unsupported_format"),
    "EPS": (EPS, "unsupported_format"),
    "HTML": (b"<!doctype html><title>photo.jpg</title>", "not_a_photo"),
    "a note that begins like BMP": (b"BM, please call me about the photos of the bridge", "not_a_photo"),
    "ZIP": (b"PK\x03\x04" + bytes(60), "not_a_photo"),
    "video": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(60), "not_a_photo"),
    "a JPEG cut in the middle": (jpeg()[: len(jpeg()) // 2], "damaged"),
    "a PNG cut in the middle": (transparent_png()[:-200], "damaged"),
    "a WebP cut in the middle": (saved(SMALL, "WEBP")[:-60], "damaged"),
    "a HEIC cut in the middle": (heic_turned_by_its_container()[:-300], "damaged"),
    "an AVIF cut in the middle": (avif()[:-300], "damaged"),
    "a JPEG of its first bytes": (b"\xff\xd8\xff\xe0", "damaged"),
    "a HEIC of its first bytes": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "damaged"),
    "900 megapixels of PNG": (png_bomb(), "too_many_pixels"),
    "62 megapixels of PNG": (saved(Image.new("1", (7900, 7900)), "PNG"), "too_many_pixels"),
    "25 megapixels of PNG": (saved(Image.new("1", (5000, 5000)), "PNG"), "too_many_pixels"),
    "52 megapixels of JPEG": (saved(Image.new("L", (7300, 7200)), "JPEG"), "too_many_pixels"),
    "thousands of passes over one JPEG": (slow_jpeg(4000), "too_slow"),
    "wider than any camera": (saved(Image.new("L", (12_001, 2)), "JPEG"), "too_many_pixels"),
    "a tall WebP": (saved(Image.new("L", (2, 12_001)), "WEBP", method=0), "too_many_pixels"),
}
WHOLE = [
    jpeg(200, 150, orientation=6),
    transparent_png(),
    animation("WEBP"),
    heic_turned_by_its_container(),
    avif(),
]


@pytest.fixture(scope="module")
def results() -> dict[str, CleanedPhoto | PhotoRefused]:
    """All bad files in one story, and a good photo at its end."""
    photos = [data for data, _ in REFUSED.values()] + [jpeg()]
    return dict(zip([*REFUSED, "the good one"], clean_photos(photos), strict=True))


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_with_its_reason(results, name):
    result = results[name]
    assert isinstance(result, PhotoRefused)
    assert result.reason == REFUSED[name][1]


def test_the_good_photo_of_the_same_story_stays(results):
    assert isinstance(results["the good one"], CleanedPhoto)


def test_a_story_without_photos_needs_nobody():
    assert clean_photos([]) == []


def test_a_reason_outside_the_closed_set_cannot_be_given():
    with pytest.raises(ValueError, match="unknown reason"):
        PhotoRefused("too_ugly")


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda tail: b"\0\0\0\x20ftyp" + tail))
def test_any_bytes_can_be_asked_what_they_are(data):
    assert photo_format(data) in {None, "JPEG", "PNG", "WEBP", "HEIF", "AVIF"}
    assert is_another_picture(data) in {True, False}


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32))
def test_photos_with_bytes_changed_at_random_are_cleaned_or_refused(seed):
    dice = random.Random(seed)
    results = clean_photos([spoiled(photo, dice) for photo in WHOLE for _ in range(4)])
    for result in results:
        assert isinstance(result, CleanedPhoto) or result.reason in REASONS


def spoiled(photo: bytes, dice: random.Random) -> bytes:
    data = bytearray(photo)
    for _ in range(dice.randint(1, 12)):
        data[dice.randrange(12, len(data))] = dice.randrange(256)
    return bytes(data[: dice.randint(len(data) // 2, len(data))] if dice.random() < 0.2 else data)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.binary(max_size=3000), min_size=6, max_size=6))
def test_noise_behind_a_good_beginning_is_refused(tails):
    heads = [photo[:24] for photo in WHOLE] + [b""]
    for result in clean_photos([head + tail for head, tail in zip(heads, tails, strict=True)]):
        assert isinstance(result, PhotoRefused)
