"""Photographs come before their story, are cleaned once, and wait through previews and errors."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.adapters.images import SIZES
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.stories.models import PendingPhoto, Photo, Story
from storyhub.stories.services.checking import check_stored
from storyhub.stories.services.photos import sweep_photos
from tests.adapters.images_samples import heic_turned_by_its_container, jpeg, png_bomb
from tests.stories.conftest import WORDS, Teller

pytestmark = pytest.mark.config(WTF_CSRF_ENABLED=True)

Stories = Callable[[], list[Story]]

YARD = ("yard.jpg", jpeg(400, 300))
STAIRS = ("stairs.heic", heic_turned_by_its_container())


def files_of(app: Flask) -> set[str]:
    return {name for name, _at in app.extensions["storyhub.storage"].names()}


def test_photographs_are_cleaned_once_and_kept_over_errors_and_previews_until_the_story_has_them(
    app: Flask, teller: Teller, stories: Stories
) -> None:
    assert teller.press("photos", files=[YARD, STAIRS]).status_code == 200
    arrived = teller.pictures
    assert len(arrived) == 2
    assert teller.parts_open == 1
    assert teller.press("preview", body="short").status_code == 422
    assert teller.pictures == arrived
    teller.press("preview", body=WORDS, description__1="Our yard", description__2="The stairs", anyone_minds="no")
    assert teller.pictures == arrived
    assert "Our yard" in teller.words
    teller.press("edit")
    assert (teller.fields["description-1"], teller.fields["description-2"]) == ("Our yard", "The stairs")
    teller.send()
    with app.app_context():
        photos = db.session.scalars(select(Photo).order_by(Photo.position)).all()
        assert [(one.position, one.alt, one.people_agreed) for one in photos] == [
            (1, "Our yard", True),
            (2, "The stairs", True),
        ]
        assert [one.key for one in photos] == [address.split("/")[-1].split("-")[0] for address in arrived]
        assert db.session.scalars(select(PendingPhoto)).all() == []
        assert files_of(app) == {f"{one.key}-{size}.webp" for one in photos for size in SIZES}


def test_a_story_and_its_photographs_can_be_sent_at_once_without_a_preview(
    app: Flask, teller: Teller, stories: Stories
) -> None:
    assert teller.press("send", files=[YARD], body=WORDS).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Photo.story_id)).all() == [stories()[0].id]


def test_a_box_takes_a_photograph_away_with_its_files_and_its_description(app: Flask, teller: Teller) -> None:
    teller.press("photos", files=[YARD, STAIRS], body=WORDS)
    kept = teller.pictures[0]
    teller.press("photos", files=[("door.jpg", jpeg(200, 300))], remove="2", description__2="The stairs")
    assert teller.pictures[0] == kept
    assert len(teller.pictures) == 2
    assert "The stairs" not in teller.page
    assert len(files_of(app)) == 6


def test_the_same_file_chosen_again_is_not_there_twice(teller: Teller) -> None:
    teller.press("photos", files=[YARD])
    teller.press("preview", files=[YARD], body=WORDS)
    assert len(teller.pictures) == 1


def test_six_are_taken_and_the_seventh_is_named(teller: Teller, stories: Stories) -> None:
    seven = [(f"photo-{n}.jpg", jpeg(60 + n, 60)) for n in range(1, 8)]
    assert teller.press("photos", files=seven[:4], body=WORDS).status_code == 200
    assert teller.press("send", files=seven[4:]).status_code == 422
    assert "photo-7.jpg: A story can have up to six photographs." in teller.words
    assert len(teller.pictures) == 6
    assert stories() == []
    assert teller.send().status_code == 303


REFUSED = {
    "notes.txt": (b"Dear town hall, the lift stands still.", "This is not a photograph."),
    "dance.gif": (b"GIF89a" + bytes(500), "We cannot read this kind of picture. JPEG, PNG, WebP, HEIC and AVIF work."),
    "cut.jpg": (jpeg(400, 300)[:2000], "The picture is damaged or not complete."),
    "huge.jpg": (jpeg(40, 30) + bytes(13 * 1024 * 1024), "The file is larger than 12 megabytes."),
    "bomb.png": (png_bomb(), "The picture has too many pixels for us."),
    "empty.jpg": (b"", "The file is empty."),
    "page.jpg": (b"<html><script>alert(1)</script></html>", "This is not a photograph."),
}


def test_a_bad_file_names_itself_and_its_reason_and_the_rest_stays(teller: Teller, stories: Stories) -> None:
    sent = [(name, found[0]) for name, found in REFUSED.items()]
    assert teller.press("send", files=[*sent, YARD], body=WORDS, title="The lift").status_code == 422
    for name, found in REFUSED.items():
        assert teller.words.count(f"{name}: {found[1]}") == 2, name
    assert len(teller.pictures) == 1
    assert (teller.fields["body"], teller.fields["title"]) == (WORDS, "The lift")
    assert stories() == []
    assert teller.send().status_code == 303


def test_a_name_that_hides_what_it_is_is_shown_as_it_reads(teller: Teller) -> None:
    teller.press("photos", files=[("holiday\u202egpj.exe" + "x" * 500, b"MZ")])
    assert "\u202e" not in teller.page
    assert "holidaygpj.exe" in teller.words
    assert "x" * 100 not in teller.page


def test_a_photograph_that_waits_is_shown_to_whoever_knows_its_long_name_and_kept_nowhere(teller: Teller) -> None:
    teller.press("photos", files=[YARD])
    for size in SIZES:
        answer = teller.client.get(teller.pictures[0].replace("-320", f"-{size}"))
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        assert answer.headers["Cache-Control"] == "private, max-age=60"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert teller.client.get(teller.pictures[0].replace("-320", "-321")).status_code == 404


def test_a_photograph_asks_the_visibility_rule_of_its_story(
    tell: Callable, client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    waiting, public = tell(photos=1), tell(photos=1, state="published")
    assert client.get(f"/photos/{waiting.code}/1-320.webp").status_code == 404
    assert client.get(f"/photos/{public.code}/1-320.webp").status_code == 200
    assert client.get(f"/photos/{public.code}/2-320.webp").status_code == 404
    assert as_role("moderator", "rustavi").get(f"/photos/{waiting.code}/1-320.webp").status_code == 200
    assert as_role("moderator", "poti").get(f"/photos/{waiting.code}/1-320.webp").status_code == 404


def test_a_photograph_that_the_phone_has_is_not_sent_again(tell: Callable, client: FlaskClient) -> None:
    address = f"/photos/{tell(photos=1, state='published').code}/1-960.webp"
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_what_waits_longer_than_a_day_is_swept_away_with_its_files(app: Flask, teller: Teller) -> None:
    teller.press("photos", files=[YARD])
    with app.app_context():
        store = app.extensions["storyhub.storage"]
        assert sweep_photos(store) == 0
        with clock.at(clock.now() + timedelta(hours=25)):
            assert sweep_photos(store) == 3
    assert files_of(app) == set()
    assert teller.press("preview", body=WORDS).status_code == 200
    assert teller.pictures == []


def test_what_a_killed_server_left_half_written_is_swept_away(app: Flask, tell: Callable) -> None:
    tell(photos=1, state="published")
    store = app.extensions["storyhub.storage"]
    (store.root / "0123456789abcdef-320.webp#1").write_bytes(b"half")
    with app.app_context(), clock.at(clock.now() + timedelta(hours=25)):
        assert sweep_photos(store) == 1
    assert len(files_of(app)) == 3


def test_a_file_that_arrives_in_this_moment_is_no_orphan_to_be_cleared_away(app: Flask) -> None:
    store = app.extensions["storyhub.storage"]
    store.put("0123456789abcdef-320.webp", b"its row comes next")
    with app.app_context():
        assert check_stored(store, repair=True)["orphan_files"] == []
        with clock.at(clock.now() + timedelta(minutes=2)):
            assert check_stored(store, repair=True)["orphan_files"] == ["0123456789abcdef-320.webp"]
    assert files_of(app) == set()


def test_descriptions_are_one_line_each(app: Flask, teller: Teller) -> None:
    teller.press("photos", files=[YARD])
    teller.send(body=WORDS, description__1="Our\u202e yard\n\n in  winter")
    with app.app_context():
        assert db.session.scalars(select(Photo.alt)).all() == ["Our yard in winter"]


def test_nobody_can_take_the_photographs_of_another_form(new_teller: Callable[..., Teller]) -> None:
    mine, theirs = new_teller(), new_teller()
    mine.press("photos", files=[YARD])
    key = re.search(r"pending/(\w+)-", mine.page).group(1)
    theirs.press("preview", body=WORDS, remove="1", form_key=key)
    assert theirs.pictures == []
    mine.press("edit")
    assert len(mine.pictures) == 1
