"""A blurred part of a picture: nothing of it is left in any size, and nearly all else is as it was."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image, ImageChops, ImageStat

from storyhub.adapters.images import SIZES, CleanedPhoto, PhotoServiceBusy, Region, blur_photo, clean_photos
from storyhub.adapters.images.plain_webp import plain_webp_size
from storyhub.adapters.images.protocol import ProtocolError, receive_job, send, send_job
from storyhub.adapters.images.slots import slot
from tests.adapters.images_samples import jpeg, saved

REGION = Region(250, 250, 250, 500)


def busy_picture(width: int = 1600, height: int = 1200, seed: int = 7) -> bytes:
    """Squares of sixteen pixels, each black or white by chance: a pattern like letters, which survives compression."""
    dice = random.Random(seed)
    small = Image.new("L", (width // 16, height // 16))
    small.putdata([dice.choice((20, 235)) for _ in range(small.width * small.height)])
    return saved(small.resize((width, height), Image.Resampling.NEAREST).convert("RGB"), "JPEG", quality=95)


@pytest.fixture(scope="module")
def before() -> CleanedPhoto:
    (cleaned,) = clean_photos([busy_picture()])
    assert isinstance(cleaned, CleanedPhoto)
    return cleaned


@pytest.fixture(scope="module")
def after(before: CleanedPhoto) -> CleanedPhoto:
    return blur_photo(before.files[SIZES[0]], REGION)


def grey(photo: CleanedPhoto, size: int) -> Image.Image:
    return Image.open(io.BytesIO(photo.files[size])).convert("L")


def part(picture: Image.Image, region: Region, edge: int = 0) -> Image.Image:
    width, height = picture.size
    return picture.crop(
        (
            region.left * width // 1000 + edge,
            region.top * height // 1000 + edge,
            (region.left + region.width) * width // 1000 - edge,
            (region.top + region.height) * height // 1000 - edge,
        )
    )


def deviation(picture: Image.Image) -> float:
    return ImageStat.Stat(picture).stddev[0]


@pytest.mark.parametrize("size", SIZES)
def test_the_part_holds_a_few_soft_colours_and_no_pattern_in_any_size(
    before: CleanedPhoto, after: CleanedPhoto, size: int
) -> None:
    assert deviation(part(grey(before, size), REGION, 4)) > 60
    assert deviation(part(grey(after, size), REGION, 4)) < 15


def test_nothing_of_the_pattern_can_be_sharpened_out_of_it_again(before: CleanedPhoto, after: CleanedPhoto) -> None:
    """What was black and what was white is equally bright now: no threshold tells them apart."""
    was, became = part(grey(before, 1600), REGION, 8), part(grey(after, 1600), REGION, 8)
    dark = was.point([255 if value < 128 else 0 for value in range(256)])
    of_dark, of_light = (ImageStat.Stat(became, mask).mean[0] for mask in (dark, ImageChops.invert(dark)))
    assert abs(of_dark - of_light) < 4


def test_two_pictures_that_differ_only_within_the_part_come_out_nearly_alike() -> None:
    one, other = (Image.open(io.BytesIO(busy_picture(seed=seed))) for seed in (1, 2))
    box = (400, 300, 800, 900)
    swapped = one.copy()
    swapped.paste(other.crop(box), box)
    blurred = [blur_photo(saved(picture, "JPEG", quality=95), REGION) for picture in (one, swapped)]
    difference = ImageChops.difference(*(part(grey(photo, 1600), REGION, 8) for photo in blurred))
    assert ImageStat.Stat(difference).mean[0] < 25


def test_what_lies_around_it_is_nearly_as_it_was(before: CleanedPhoto, after: CleanedPhoto) -> None:
    for region in (Region(0, 0, 240, 1000), Region(510, 0, 490, 1000)):
        difference = ImageChops.difference(part(grey(before, 1600), region), part(grey(after, 1600), region))
        assert ImageStat.Stat(difference).mean[0] < 6


def test_the_sizes_are_as_before_and_carry_nothing_but_a_picture(before: CleanedPhoto, after: CleanedPhoto) -> None:
    assert (after.width, after.height) == (before.width, before.height)
    assert [plain_webp_size(after.files[size]) for size in SIZES] == [
        plain_webp_size(before.files[size]) for size in SIZES
    ]


@pytest.mark.parametrize(
    "region",
    [Region(0, 0, 1000, 1000), Region(999, 999, 1, 1), Region(0, 0, 1, 1000), Region(0, 999, 1000, 1)],
)
def test_any_part_can_be_blurred_the_whole_and_the_smallest(region: Region) -> None:
    (small,) = clean_photos([jpeg(90, 70)])
    assert blur_photo(small.files[SIZES[0]], region).width == 90


@pytest.mark.parametrize(
    "region",
    [Region(-1, 0, 10, 10), Region(0, 0, 0, 10), Region(0, 0, 10, 0), Region(995, 0, 6, 10), Region(0, 0, 10, 1001)],
)
def test_a_part_that_is_not_in_the_picture_is_refused_before_anything_is_done(region: Region) -> None:
    with pytest.raises(ValueError, match="not a part"):
        blur_photo(jpeg(), region)


def test_it_waits_for_one_of_the_two_places_like_everybody(tmp_path) -> None:
    with slot(0, tmp_path), slot(0, tmp_path), pytest.raises(PhotoServiceBusy):
        blur_photo(jpeg(), REGION, wait_seconds=0.1, slot_folder=tmp_path)


def test_a_job_goes_through_the_pipe_as_it_was_sent() -> None:
    pipe = io.BytesIO()
    send_job(pipe, b"one", REGION)
    send_job(pipe, b"two")
    pipe.seek(0)
    assert receive_job(pipe) == (b"one", REGION)
    assert receive_job(pipe) == (b"two", None)
    assert receive_job(pipe) is None


@pytest.mark.parametrize("head", [b"\0", b"\0" * 7])
def test_a_job_of_no_known_form_is_an_error(head: bytes) -> None:
    pipe = io.BytesIO()
    send(pipe, head, b"photo")
    pipe.seek(0)
    with pytest.raises(ProtocolError):
        receive_job(pipe)
