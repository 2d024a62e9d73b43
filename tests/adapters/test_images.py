"""Photos that are taken: right way up, right colours, three sizes, and nothing in them but the picture."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from storyhub.adapters.images import SIZES, CleanedPhoto, PhotoRefused, clean_photos
from tests.adapters.images_samples import (
    BLUE,
    CANARY,
    EXIFTOOL,
    GREEN,
    QUARTERS,
    RED,
    good_photos,
    jpeg,
    mark,
    saved,
    upright,
)

SAMPLES = good_photos()
FOUR_QUARTERS = [
    name
    for name in SAMPLES
    if name.startswith(("orientation-", "phone", "turned", "stale", "two-lenses", "bad-profile"))
]
ALLOWED_TAGS = {
    f"{group}:{name}"
    for group, names in {
        "RIFF": "VP8Version ImageWidth ImageHeight HorizontalScale VerticalScale",
        "File": "FileType FileTypeExtension MIMEType",
        "Composite": "ImageSize Megapixels",
    }.items()
    for name in names.split()
}


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("originals")
    for name, data in SAMPLES.items():
        (folder / name).write_bytes(data)
    mark(folder)
    return folder


@pytest.fixture(scope="module")
def cleaned(originals: Path) -> dict[str, CleanedPhoto]:
    results = clean_photos([(originals / name).read_bytes() for name in SAMPLES])
    photos = dict(zip(SAMPLES, results, strict=True))
    assert not {name: photo for name, photo in photos.items() if isinstance(photo, PhotoRefused)}
    return photos


def opened(photo: CleanedPhoto, size: int = 1600) -> Image.Image:
    return Image.open(io.BytesIO(photo.files[size])).convert("RGB")


def at(picture: Image.Image, across: float, down: float) -> tuple[int, ...]:
    return picture.getpixel((int(picture.width * across), int(picture.height * down)))


def alike(one: tuple[int, ...], other: tuple[int, ...], most: int = 30) -> bool:
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


def tags_of(folder: Path) -> list[dict[str, object]]:
    command = [EXIFTOOL, "-j", "-G1", "-a", "-u", str(folder)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


@pytest.mark.parametrize("name", sorted(set(FOUR_QUARTERS) - {"orientation-99.jpg"}))
@pytest.mark.parametrize("size", SIZES)
def test_every_way_of_holding_the_phone_gives_an_upright_photo(cleaned, name, size):
    picture = opened(cleaned[name], size)
    assert picture.width > picture.height
    corners = [[at(picture, x, y) for x in (0.05, 0.95)] for y in (0.05, 0.95)]
    for row, expected_row in zip(corners, QUARTERS, strict=True):
        for color, expected in zip(row, expected_row, strict=True):
            assert alike(color, expected, most=45), (name, corners)


def test_an_orientation_that_does_not_exist_is_upright(cleaned):
    assert alike(at(opened(cleaned["orientation-99.jpg"]), 0.05, 0.05), RED)


def test_the_marks_are_really_in_the_originals(originals):
    listings = tags_of(originals)
    for listing in listings:
        assert CANARY in str(listing.values()), listing["SourceFile"]
        assert "GPS:GPSLatitude" in listing, listing["SourceFile"]
    marks = {tag for listing in listings for tag, value in listing.items() if CANARY in str(value)}
    assert {"IFD0:Artist", "XMP-dc:Creator", "IPTC:City"} <= marks


def test_no_derivative_carries_any_metadata(cleaned, tmp_path):
    for name, photo in cleaned.items():
        for size, data in photo.files.items():
            (tmp_path / f"{name}-{size}.webp").write_bytes(data)
            assert CANARY.encode() not in data
    listings = tags_of(tmp_path)
    assert len(listings) == len(SAMPLES) * len(SIZES)
    for listing in listings:
        named = {tag for tag in listing if not tag.startswith(("SourceFile", "ExifTool:", "System:"))}
        assert named <= ALLOWED_TAGS, listing["SourceFile"]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_three_sizes_are_what_they_say(cleaned, name):
    photo = cleaned[name]
    assert tuple(photo.files) == SIZES
    assert opened(photo).size == (photo.width, photo.height)
    for size in SIZES:
        assert max(opened(photo, size).size) == min(size, max(photo.width, photo.height))
    assert re.fullmatch("#[0-9a-f]{6}", photo.color)
    assert 0 <= photo.hint < 2**64


def test_a_phone_photo_of_twelve_megapixels_comes_out_at_sixteen_hundred(cleaned):
    assert (cleaned["phone.jpg"].width, cleaned["phone.jpg"].height) == (1600, 1200)


def test_a_small_photo_is_not_enlarged(cleaned):
    dot = cleaned["dot.png"]
    assert (dot.width, dot.height) == (1, 1)
    assert dot.files[1600] == dot.files[320]


def test_a_thin_photo_keeps_at_least_one_pixel(cleaned):
    assert opened(cleaned["thin.jpg"]).size == (1600, 1)


def test_a_wide_gamut_is_brought_to_srgb(cleaned):
    assert alike(at(opened(cleaned["wide-gamut.jpg"]), 0.5, 0.5), (255, 0, 0), most=8)


def test_transparency_lies_on_white_paper(cleaned):
    picture = opened(cleaned["transparent.png"])
    assert alike(at(picture, 0.1, 0.5), RED)
    assert alike(at(picture, 0.9, 0.5), (255, 255, 255), most=4)
    assert alike(at(opened(cleaned["palette.png"]), 0.95, 0.95), (255, 255, 255), most=4)


def test_sixteen_bits_of_grey_keep_their_brightness(cleaned):
    assert alike(at(opened(cleaned["sixteen-bit.png"]), 0.5, 0.5), (200, 200, 200), most=4)


def test_one_bit_is_white_where_it_was_white(cleaned):
    assert alike(at(opened(cleaned["one-bit.png"]), 0.5, 0.5), (255, 255, 255), most=2)


def test_print_colours_are_near_what_they_were(cleaned):
    picture = opened(cleaned["cmyk.jpg"])
    assert alike(at(picture, 0.05, 0.05), RED)
    assert alike(at(picture, 0.95, 0.05), GREEN)


@pytest.mark.parametrize("name", ["moving.png", "moving.webp"])
def test_of_a_moving_picture_the_first_moment_is_kept(cleaned, name):
    with Image.open(io.BytesIO(cleaned[name].files[1600])) as picture:
        assert getattr(picture, "n_frames", 1) == 1
    assert alike(at(opened(cleaned[name]), 0.5, 0.5), RED)


def test_the_dominant_colour_is_that_of_the_largest_area():
    picture = Image.new("RGB", (300, 300), BLUE)
    picture.paste(RED, (0, 0, 80, 80))
    (photo,) = clean_photos([saved(picture, "PNG")])
    assert isinstance(photo, CleanedPhoto)
    assert alike(tuple(bytes.fromhex(photo.color[1:])), BLUE, most=12)


def test_a_near_duplicate_is_hinted_at_and_another_photo_is_not():
    rings = Image.radial_gradient("L").resize((900, 600)).convert("RGB")
    versions = [rings, rings.resize((450, 300)), rings.point(lambda v: min(255, v + 12)), upright()]
    hints = [photo.hint for photo in clean_photos([saved(p, "JPEG", quality=80) for p in versions])]
    assert [(hints[0] ^ hint).bit_count() <= 8 for hint in hints] == [True, True, True, False]


def test_the_film_behind_a_living_photo_is_not_taken_for_passes():
    film = bytes(range(256)) * 4000 + b"\xff\xda" * 5000
    (photo,) = clean_photos([jpeg(progressive=True) + film])
    assert isinstance(photo, CleanedPhoto)


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04" + b"evil" * 50])
def test_what_hangs_behind_the_picture_is_gone(tail):
    (photo,) = clean_photos([jpeg() + tail])
    assert isinstance(photo, CleanedPhoto)
    assert all(tail[:8] not in data for data in photo.files.values())


def test_the_web_worker_never_imports_a_decoder():
    script = (
        "import sys, storyhub.adapters.images; "
        "print([m for m in ('PIL', 'pillow_heif', 'flask', '_pillow_heif') if m in sys.modules])"
    )
    command, root = [sys.executable, "-c", script], Path(__file__).parents[2]
    assert subprocess.check_output(command, cwd=root, text=True).strip() == "[]"
