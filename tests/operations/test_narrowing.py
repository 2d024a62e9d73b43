"""Restoring: what was narrowed after the backup is as narrow as it was, wherever readers could find more."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from storyhub.adapters.images import Region
from storyhub.core import tombstones
from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.operations.services import Refused
from storyhub.operations.services.backing_up import Backup
from storyhub.operations.services.installation import Installation
from storyhub.operations.services.restoring import Restored
from storyhub.stories.models import Contact, Photo, ReviewEvent, State, Story, StoryVersion, Translation, Use, Withheld
from storyhub.stories.queries.desk import dossier
from storyhub.stories.queries.uses import allowing
from storyhub.stories.services import consenting, contacting, masking, photos, reviewing, translating, versions
from storyhub.stories.services.blurring import Darkroom, blur_photo
from storyhub.stories.services.limiting import GONE
from storyhub.stories.services.telling import Asked
from tests.operations.conftest import Place, rows_of, stored_bytes
from tests.support.stories import Told

ASKED = Asked(1, "en")
ALL_USES = frozenset({Use.PHOTOS, Use.QUOTATION, Use.TRANSLATION, Use.SEARCH_ENGINES})
SURFACES = ("/en/rustavi/", "/en/rustavi/stories", "/en/rustavi/stories?q={}", "/en/rustavi/stories/feed.xml")


@pytest.fixture
def told(tell: Callable[..., Told]) -> Callable[..., Told]:
    """A published story whose one odd word nobody else uses."""

    def one(word: str, **more: object) -> Told:
        return tell(state="published", title=word, body=f"{word} was here: {word} sang.", uses=ALL_USES, **more)

    return one


@pytest.fixture
def restored(
    here: Installation, make_backup: Callable[..., Backup], elsewhere: Place, run_jobs: Callable[[], int], app: Flask
) -> Callable[[Callable[[], None]], Restored]:
    """A backup, then what came after it, then the restore of the one with the list of the other."""

    def restore(after: Callable[[], None]) -> Restored:
        made = make_backup()
        with app.app_context():
            after()
        run_jobs()
        return elsewhere.restore(made.path, tombstones=here.log)

    return restore


def surfaces(app: Flask, word: str, *addresses: str) -> str:
    """All that a reader gets of these addresses and of every list, search and feed."""
    client = app.test_client()
    answers = [client.get(address.format(word)) for address in (*SURFACES, *addresses)]
    return "".join(
        answer.get_data(as_text=True).replace(f'"{word}"', "") for answer in answers if answer.status_code < 400
    )


def page_of(story: Told) -> str:
    return f"/en/rustavi/stories/{story.code}"


def test_what_left_the_readers_is_nowhere_again(
    told: Callable[..., Told], restored: Callable[..., Restored], elsewhere: Place, moderator: Viewer
) -> None:
    hidden, kept, closed, stays = told("Zeisig"), told("Pirol"), told("Wendehals"), told("Amsel")

    def after() -> None:
        reviewing.hide_story(moderator, hidden.id, "other", seen_state=State.PUBLISHED)
        reviewing.keep_for_team(moderator, kept.id, seen_state=State.PUBLISHED)
        consenting.change_consents(closed.id, Audience.TEAM, set(ALL_USES), ASKED)

    done = restored(after)
    assert set(done.narrowed) == {hidden.code, kept.code, closed.code}
    for story, word in ((hidden, "Zeisig was"), (kept, "Pirol was"), (closed, "Wendehals was")):
        assert elsewhere.app.test_client().get(page_of(story)).status_code == 404
        assert word not in surfaces(elsewhere.app, word.split()[0])
    assert "Amsel was" in surfaces(elsewhere.app, "Amsel", page_of(stays))
    with elsewhere.app.app_context():
        states = dict(db.session.execute(select(Story.code, Story.state)).all())
        assert states == {
            hidden.code: State.HIDDEN,
            kept.code: State.KEPT,
            closed.code: State.PUBLISHED,
            stays.code: State.PUBLISHED,
        }
        assert dossier(moderator, db.session.get_one(Story, hidden.id).city_id, hidden.code).trail[-2].reason == "other"


def test_each_consent_that_was_taken_back_is_taken_back_again_and_no_other(
    told: Callable[..., Told], restored: Callable[..., Restored], elsewhere: Place, moderator: Viewer
) -> None:
    story = told("Zeisig", photos=1)

    def after() -> None:
        said = translating.add_translation(moderator, story.id, "ka", "ჩიტი", "ჩიტი მღეროდა.", seen_version=1)
        translating.end_translation(moderator, story.id, said.id)
        consenting.change_consents(story.id, Audience.CITY, {Use.QUOTATION}, ASKED)

    assert restored(after).narrowed == {story.code: ["uses", "audience"]}
    client = elsewhere.app.test_client()
    assert client.get(f"/photos/{story.code}/1-320.webp").status_code == 404
    with elsewhere.app.app_context():
        assert {use for use in Use if allowing([story.id], use)} == {Use.QUOTATION}
        row = db.session.get_one(Story, story.id)
        assert (row.audience, row.may_be_indexed, row.may_show_photos) == (Audience.CITY, False, False)


def test_a_translation_that_was_ended_is_not_shown_again(
    told: Callable[..., Told], restored: Callable[..., Restored], elsewhere: Place, moderator: Viewer, app: Flask
) -> None:
    story = told("Amsel")
    with app.app_context():
        said = translating.add_translation(moderator, story.id, "ka", "ჩიტი", "ჩიტი მღეროდა.", seen_version=1).id
    done = restored(lambda: translating.end_translation(moderator, story.id, said))
    assert done.narrowed == {story.code: ["translations"]}
    assert "მღეროდა" not in surfaces(elsewhere.app, "Amsel", page_of(story))
    with elsewhere.app.app_context():
        assert db.session.get_one(Translation, said).ended_at is not None


def test_a_masked_name_is_masked_again_on_every_surface(
    told: Callable[..., Told],
    restored: Callable[..., Restored],
    elsewhere: Place,
    moderator: Viewer,
    here: Installation,
) -> None:
    story = told("Zeisig", place="Zeisig street")
    done = restored(lambda: masking.mask_passage(moderator, story.id, "Zeisig", Withheld.NAME, seen_version=1) and None)
    assert done.narrowed == {story.code: ["masks"]}
    shown = surfaces(elsewhere.app, "Zeisig", page_of(story), f"{page_of(story)}/print")
    assert "Zeisig was" not in shown
    assert "Zeisig street" not in shown
    assert "[name withheld] was here: [name withheld] sang." in shown
    assert "Zeisig" not in here.log.read_text()


def test_pictures_that_were_blurred_or_left_out_wait_for_a_moderator(
    told: Callable[..., Told], restored: Callable[..., Restored], elsewhere: Place, moderator: Viewer, app: Flask
) -> None:
    story = told("Amsel", photos=3)
    with app.app_context():
        key = db.session.scalar(select(Photo.key).where(Photo.story_id == story.id, Photo.position == 1))

    def after() -> None:
        darkroom = Darkroom(app.extensions["storyhub.storage"])
        blur_photo(moderator, darkroom, story.id, 1, Region(100, 100, 400, 400), seen_key=key)
        photos.leave_out_photo(moderator, story.id, 2, left_out=True)

    assert restored(after).narrowed == {story.code: ["photos"]}
    client = elsewhere.app.test_client()
    statuses = [client.get(f"/photos/{story.code}/{number}-320.webp").status_code for number in (1, 2, 3)]
    assert statuses == [404, 404, 200]
    page = client.get(page_of(story)).text
    assert [f"/photos/{story.code}/{number}-" in page for number in (1, 2, 3)] == [False, False, True]


def test_a_picture_that_was_blurred_before_the_backup_is_shown(
    told: Callable[..., Told], restored: Callable[..., Restored], elsewhere: Place, moderator: Viewer, app: Flask
) -> None:
    """The control: it is the same file."""
    story = told("Amsel", photos=1)
    with app.app_context():
        key = db.session.scalar(select(Photo.key).where(Photo.story_id == story.id))
        region = Region(100, 100, 400, 400)
        blur_photo(moderator, Darkroom(app.extensions["storyhub.storage"]), story.id, 1, region, seen_key=key)
    assert restored(lambda: None).narrowed == {}
    assert elsewhere.app.test_client().get(f"/photos/{story.code}/1-320.webp").status_code == 200


def test_a_contact_that_was_erased_or_replaced_is_not_written_to(
    told: Callable[..., Told],
    restored: Callable[..., Restored],
    elsewhere: Place,
    app: Flask,
    tell: Callable[..., Told],
) -> None:
    erased, replaced = tell(contact="pirol@example.org"), tell(contact="amsel@example.org")
    stays = tell(contact="meise@example.org")

    def after() -> None:
        contacting.erase_contact(erased.id, asked=ASKED)
        contacting.change_contact(app.extensions["storyhub.keys"], replaced.id, "fink@example.org", "en", asked=ASKED)

    assert restored(after).narrowed == {erased.code: ["uses", "contact"], replaced.code: ["contact"]}
    with elsewhere.app.app_context():
        assert db.session.scalars(select(Contact.story_id)).all() == [stays.id]


def test_words_that_were_erased_are_gone_and_what_readers_had_since_is_not_guessed(
    told: Callable[..., Told], restored: Callable[..., Restored], elsewhere: Place, moderator: Viewer, app: Flask
) -> None:
    """One teller wrote anew and had the old words erased; the other wrote anew, and the old words are kept."""
    erased, kept = told("Zeisig"), told("Pirol")

    def after() -> None:
        for story in (erased, kept):
            versions.add_version(story.id, "A bird", "A bird was here, and it sang until the evening.", seen=1)
            versions.show_new_version(moderator, story.id, 2)
        versions.erase_earlier_versions(erased.id)

    done = restored(after)
    assert done.narrowed == {erased.code: ["versions_erased", "look_again"], kept.code: ["look_again"]}
    assert b"Zeisig" not in stored_bytes(elsewhere.app)
    for story, word in ((erased, "Zeisig was"), (kept, "Pirol was")):
        assert elsewhere.app.test_client().get(page_of(story)).status_code == 404
        assert word not in surfaces(elsewhere.app, word.split()[0])
    with elsewhere.app.app_context():
        assert db.session.scalars(select(StoryVersion.body).where(StoryVersion.story_id == erased.id)).all() == [GONE]
        why = select(ReviewEvent.reason).where(ReviewEvent.story_id == kept.id, ReviewEvent.act == "hidden")
        assert db.session.scalars(why).all() == ["restored"]


def test_what_was_widened_since_is_as_narrow_as_in_the_backup(
    told: Callable[..., Told], restored: Callable[..., Restored], elsewhere: Place, moderator: Viewer, app: Flask
) -> None:
    story = told("Zeisig", photos=1)
    with app.app_context():
        masks = masking.mask_passage(moderator, story.id, "Zeisig", Withheld.NAME, seen_version=1)
        mask = masks[0].id
        photos.leave_out_photo(moderator, story.id, 1, left_out=True)
        consenting.change_consents(story.id, Audience.CITY, set(), ASKED)

    def after() -> None:
        masking.lift_mask(moderator, story.id, mask)
        photos.leave_out_photo(moderator, story.id, 1, left_out=False)
        consenting.change_consents(story.id, Audience.PUBLIC, set(ALL_USES), ASKED)
        reviewing.publish_story(moderator, story.id, seen_state=State.WAITING)

    assert restored(after).narrowed == {}
    assert "Zeisig was" not in surfaces(elsewhere.app, "Zeisig", page_of(story))
    assert elsewhere.app.test_client().get(f"/photos/{story.code}/1-320.webp").status_code == 404
    with elsewhere.app.app_context():
        assert db.session.get_one(Story, story.id).audience == Audience.CITY
        assert not any(allowing([story.id], use) for use in Use)


def test_the_list_holds_codes_and_numbers_alone_and_one_that_nobody_understands_is_refused(
    told: Callable[..., Told],
    make_backup: Callable[..., Backup],
    elsewhere: Place,
    run_jobs: Callable[[], int],
    here: Installation,
    tmp_path: Path,
) -> None:
    story = told("Zeisig", name_shown="nickname", name="Meise", contact="meise@example.org", photos=1, place="Fink")
    made = make_backup()
    run_jobs()
    text = here.log.read_text()
    assert story.code in text
    assert not [word for word in ("Zeisig", "Meise", "meise", "Fink", "Picture") if word in text]
    (tmp_path / "newer.log").write_text(f'2031-01-01T00:00:00.000000+00:00 limits {story.code} {{"shape":"other"}}\n')
    with pytest.raises(Refused, match="cannot be read"):
        elsewhere.restore(made.path, tombstones=tmp_path / "newer.log")
    assert rows_of(elsewhere.app) == {}, "refused before anything was begun"


def test_the_latest_line_of_a_code_counts_and_a_torn_one_does_not(tmp_path: Path) -> None:
    log, torn = tmp_path / "a.log", tmp_path / "b.log"
    log.write_text(
        '2026-11-22T10:00:01.000000+00:00 limits abcd1234 {"n":2}\n'
        '2026-11-22T10:00:00.000000+00:00 limits abcd1234 {"n":1}\n'
        "2026-11-22T10:00:00+00:00 story efgh5678\n"
    )
    torn.write_text('2026-11-22T10:00:02.000000+00:00 limits abcd1234 {"n":')
    found = tombstones.read_limits(log, torn, tmp_path / "none.log")
    assert {code: one.document for code, one in found.items()} == {"abcd1234": {"n": 2}}
    tombstones.copy_limits(torn, found.values())
    tombstones.copy_limits(torn, found.values())
    assert torn.read_text().count("\n") == 2
    assert tombstones.read_limits(torn) == found
