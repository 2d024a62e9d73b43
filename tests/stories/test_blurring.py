"""A part of a photograph blurred at the desk: the files as they came are gone, and a page that is old changes nothing."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageChops, ImageStat
from sqlalchemy import select

from storyhub.adapters.images import SIZES, PhotoServiceBusy, Region
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import Photo, ReviewEvent, Story
from storyhub.stories.services import blurring
from storyhub.stories.services.blurring import Darkroom, PhotoChanged, blur_photo
from storyhub.stories.services.checking import check_stored
from storyhub.stories.services.withdrawing import withdraw_story
from tests.support.pages import form_on, words_on
from tests.support.staff import new_person
from tests.support.stories import Told

MIDDLE = Region(250, 250, 500, 500)


@pytest.fixture
def told(tell: Callable[..., Told]) -> Told:
    return tell(photos=2, state="published")


@pytest.fixture
def darkroom(app: Flask, tmp_path: Path) -> Darkroom:
    return Darkroom(app.extensions["storyhub.storage"], tmp_path / "slots")


def photo_of(told: Told, position: int = 1) -> Photo:
    mine = select(Photo).where(Photo.story_id == told.id, Photo.position == position)
    return db.session.scalars(mine.execution_options(populate_existing=True)).one()


def names_in(darkroom: Darkroom) -> set[str]:
    return {name for name, _at in darkroom.store.names()}


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("L")


def detail(one: Image.Image) -> float:
    """How far neighbours differ: fine lines and edges, but not soft passages from one colour to another."""
    moved = ImageChops.offset(one, 1, 0)
    return ImageStat.Stat(ImageChops.difference(one, moved).crop((2, 2, one.width - 2, one.height - 2))).mean[0]


def middle(one: Image.Image) -> Image.Image:
    width, height = one.size
    return one.crop((width * 3 // 10, height * 3 // 10, width * 7 // 10, height * 7 // 10))


def test_the_part_is_lost_in_every_size_the_rest_is_not_and_the_old_files_are_gone(
    app: Flask, told: Told, moderator: Viewer, darkroom: Darkroom
) -> None:
    with app.app_context():
        key = photo_of(told).key
        before = {size: picture(darkroom.store.get(f"{key}-{size}.webp")) for size in SIZES}
        blur_photo(moderator, darkroom, told.id, 1, MIDDLE, seen_key=key)
        now = photo_of(told)
        assert now.key != key
        assert now.blurred_at is not None
        for size in SIZES:
            after = picture(darkroom.store.get(f"{now.key}-{size}.webp"))
            assert after.size == before[size].size
            assert detail(middle(after)) < detail(middle(before[size])) / 2
            assert detail(middle(after)) < 1.5
            corner = (0, 0, after.width // 5, after.height)
            difference = ImageChops.difference(after.crop(corner), before[size].crop(corner))
            assert ImageStat.Stat(difference).mean[0] < 5
        other = photo_of(told, 2).key
        assert names_in(darkroom) == {f"{one}-{size}.webp" for one in (now.key, other) for size in SIZES}


def test_what_a_phone_has_kept_is_asked_for_anew(
    app: Flask, client: FlaskClient, told: Told, moderator: Viewer, darkroom: Darkroom
) -> None:
    address = f"/photos/{told.code}/1-960.webp"
    etag = client.get(address).headers["ETag"]
    with app.app_context():
        key = photo_of(told).key
        blur_photo(moderator, darkroom, told.id, 1, MIDDLE, seen_key=key)
    answer = client.get(address, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != etag
    assert client.get(f"/photos/pending/{key}-960.webp").status_code == 404
    page = client.get(f"/en/rustavi/stories/{told.code}").text
    assert f'src="{address}?v=' in page
    assert f'src="/photos/{told.code}/2-960.webp"' in page


def test_the_trail_says_which_photograph(app: Flask, told: Told, moderator: Viewer, darkroom: Darkroom) -> None:
    with app.app_context():
        blur_photo(moderator, darkroom, told.id, 2, MIDDLE, seen_key=photo_of(told, 2).key)
        last = db.session.scalars(select(ReviewEvent).where(ReviewEvent.act == "photo_blurred")).one()
        assert (last.actor_id, last.details) == (moderator.person_id, {"position": 2})
        assert photo_of(told).blurred_at is None


def test_a_page_that_shows_the_picture_before_another_blur_changes_nothing(
    app: Flask, told: Told, moderator: Viewer, darkroom: Darkroom
) -> None:
    with app.app_context():
        key = photo_of(told).key
        blur_photo(moderator, darkroom, told.id, 1, MIDDLE, seen_key=key)
        files = names_in(darkroom)
        with pytest.raises(PhotoChanged):
            blur_photo(moderator, darkroom, told.id, 1, Region(0, 0, 100, 100), seen_key=key)
        assert names_in(darkroom) == files


def test_two_moderators_at_once_leave_one_picture_and_no_file_that_nobody_names(
    app: Flask, told: Told, moderator: Viewer, darkroom: Darkroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one is faster while this one's picture is worked on."""
    other, work = new_person(app, Role.MODERATOR), blurring.images.blur_photo

    def meanwhile(*args, **kwargs):
        monkeypatch.setattr(blurring.images, "blur_photo", work)
        blur_photo(other, darkroom, told.id, 1, Region(0, 0, 200, 200), seen_key=key)
        return work(*args, **kwargs)

    with app.app_context():
        key = photo_of(told).key
        monkeypatch.setattr(blurring.images, "blur_photo", meanwhile)
        with pytest.raises(PhotoChanged):
            blur_photo(moderator, darkroom, told.id, 1, MIDDLE, seen_key=key)
        named = {f"{photo_of(told, n).key}-{size}.webp" for n in (1, 2) for size in SIZES}
        assert names_in(darkroom) == named


def test_a_story_taken_back_while_its_picture_is_worked_on_leaves_no_file_behind(
    app: Flask, told: Told, moderator: Viewer, darkroom: Darkroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = blurring.images.blur_photo

    def meanwhile(*args, **kwargs):
        withdraw_story(told.id)
        return work(*args, **kwargs)

    with app.app_context():
        files = names_in(darkroom)
        monkeypatch.setattr(blurring.images, "blur_photo", meanwhile)
        with pytest.raises(NotFound):
            blur_photo(moderator, darkroom, told.id, 1, MIDDLE, seen_key=photo_of(told).key)
        assert names_in(darkroom) == files


def test_files_and_rows_agree_afterwards(app: Flask, told: Told, moderator: Viewer, darkroom: Darkroom) -> None:
    with app.app_context():
        blur_photo(moderator, darkroom, told.id, 1, MIDDLE, seen_key=photo_of(told).key)
        found = check_stored(darkroom.store, repair=False)
        assert not found["orphan_files"]


@pytest.mark.parametrize("region", [Region(-1, 0, 10, 10), Region(900, 0, 200, 10), Region(0, 0, 0, 10)])
def test_a_part_outside_the_picture_is_refused(
    app: Flask, told: Told, moderator: Viewer, darkroom: Darkroom, region: Region
) -> None:
    with app.app_context(), pytest.raises(Invalid):
        blur_photo(moderator, darkroom, told.id, 1, region, seen_key=photo_of(told).key)


@pytest.mark.parametrize(("role", "city"), [(Role.MODERATOR, "poti"), (Role.CITY_ADMIN, "rustavi")])
def test_nobody_else_may_blur(app: Flask, told: Told, darkroom: Darkroom, role: Role, city: str) -> None:
    with app.app_context(), pytest.raises(NotAllowed):
        blur_photo(new_person(app, role, city), darkroom, told.id, 1, MIDDLE, seen_key=photo_of(told).key)


def test_it_never_waits_inside_a_transaction(
    app: Flask, told: Told, moderator: Viewer, darkroom: Darkroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else can write while the picture is worked on."""
    work = blurring.images.blur_photo

    def meanwhile(*args, **kwargs):
        assert not db.session.info.get("writing")
        with transaction() as session:
            session.get_one(Story, told.id).content_note = "written meanwhile"
        return work(*args, **kwargs)

    monkeypatch.setattr(blurring.images, "blur_photo", meanwhile)
    with app.app_context():
        blur_photo(moderator, darkroom, told.id, 1, MIDDLE, seen_key=photo_of(told).key)
        assert db.session.get_one(Story, told.id).content_note == "written meanwhile"


class TestAtTheDesk:
    def open(self, desk: FlaskClient, told: Told) -> dict[str, str]:
        self.address = f"/en/rustavi/desk/{told.code}/photos/1/blur"
        answer = desk.get(self.address)
        assert answer.headers["Cache-Control"] == "no-store"
        return form_on(answer.text, "blur").to_dict()

    def test_a_field_is_chosen_looked_at_and_then_blurred_for_good(
        self, app: Flask, as_role: Callable[..., FlaskClient], told: Told
    ) -> None:
        desk = as_role("moderator")
        fields = self.open(desk, told)
        shown = desk.post(self.address, data={**fields, "area": "22", "act": "preview"})
        assert 'x="33.3%" y="33.3%" width="33.3%" height="33.3%"' in shown.text
        assert "This cannot be undone" in words_on(shown.text)
        with app.app_context():
            assert photo_of(told).blurred_at is None
        sent = desk.post(self.address, data={**form_on(shown.text, "blur").to_dict(), "act": "blur"})
        assert sent.status_code == 303
        assert "Blurred on" in words_on(desk.get(f"/en/rustavi/desk/{told.code}").text)
        with app.app_context():
            assert photo_of(told).blurred_at is not None

    def test_other_numbers_than_those_that_were_shown_are_shown_first(
        self, app: Flask, as_role: Callable[..., FlaskClient], told: Told
    ) -> None:
        desk = as_role("moderator")
        numbers = {"area": "own", "x": "10", "y": "12,5", "width": "20", "height": "30"}
        fields = self.open(desk, told)
        shown = desk.post(self.address, data={**fields, **numbers, "act": "preview"})
        seen = form_on(shown.text, "blur").to_dict()
        assert (seen["area"], seen["y"], seen["confirmed"]) == ("own", "12.5", "100 125 200 300")
        again = desk.post(self.address, data={**seen, "x": "40", "act": "blur"})
        assert form_on(again.text, "blur")["confirmed"] == "400 125 200 300"
        with app.app_context():
            assert photo_of(told).blurred_at is None

    @pytest.mark.parametrize(
        "numbers",
        [
            {},
            {"x": "ten", "y": "0", "width": "5", "height": "5"},
            {"x": "nan", "y": "inf", "width": "1e400", "height": "5"},
            {"x": "90", "y": "0", "width": "20", "height": "5"},
            {"x": "-5", "y": "0", "width": "20", "height": "5"},
            {"x": "0", "y": "0", "width": "0", "height": "5"},
        ],
    )
    def test_numbers_that_make_no_part_are_said_and_kept(
        self, as_role: Callable[..., FlaskClient], told: Told, numbers: dict[str, str]
    ) -> None:
        desk = as_role("moderator")
        answer = desk.post(self.address_of(told), data={"area": "own", "act": "blur", **numbers})
        assert answer.status_code == 422
        kept = form_on(answer.text, "blur")
        assert {side: kept[side] for side in numbers} == numbers

    def address_of(self, told: Told) -> str:
        return f"/en/rustavi/desk/{told.code}/photos/1/blur"

    def test_an_old_page_says_so(self, as_role: Callable[..., FlaskClient], told: Told) -> None:
        sent = {"area": "11", "act": "blur", "seen_key": "0" * 32, "confirmed": "0 0 333 333"}
        answer = as_role("moderator").post(self.address_of(told), data=sent)
        assert answer.status_code == 409
        assert "The photograph was changed while you were looking at it." in words_on(answer.text)

    def test_when_nobody_is_free_to_do_it_the_choice_stays(
        self, app: Flask, as_role: Callable[..., FlaskClient], told: Told, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk = as_role("moderator")
        with app.app_context():
            key = photo_of(told).key

        def busy(*args, **kwargs):
            raise PhotoServiceBusy()

        monkeypatch.setattr(blurring.images, "blur_photo", busy)
        sent = {"area": "11", "act": "blur", "seen_key": key, "confirmed": "0 0 333 333"}
        answer = desk.post(self.address_of(told), data=sent)
        assert answer.status_code == 503
        assert form_on(answer.text, "blur")["confirmed"] == "0 0 333 333"

    @pytest.mark.parametrize(("role", "city"), [("moderator", "poti"), ("city_admin", "rustavi")])
    def test_for_others_the_tool_is_not_there(
        self, as_role: Callable[..., FlaskClient], told: Told, role: str, city: str
    ) -> None:
        browser = as_role(role, city)
        assert browser.get(self.address_of(told)).status_code == 404
        assert browser.post(self.address_of(told), data={"area": "11"}).status_code == 404

    def test_a_photograph_that_is_not_there_is_not_found(self, as_role: Callable[..., FlaskClient], told: Told) -> None:
        address = self.address_of(told).replace("/1/", "/7/")
        assert as_role("moderator").get(address).status_code == 404
