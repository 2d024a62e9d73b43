"""A note on content stands before the words, in its own language, and its teller sees that it was put there."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.errors import Invalid, NotAllowed
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import ReviewEvent, Story, Withheld
from storyhub.stories.services.masking import lift_mask, mask_passage
from storyhub.stories.services.noting import set_content_note
from tests.support.pages import form_on
from tests.support.staff import new_person
from tests.support.stories import Told

NOTE = "Tells of a flood in which people died."


@pytest.fixture
def told(tell: Callable[..., Told]) -> Told:
    return tell(state="published", title="The water")


def test_readers_get_the_note_before_the_words(
    client: FlaskClient, as_role: Callable[..., FlaskClient], told: Told, run_jobs: Callable[[], int]
) -> None:
    action = f"/en/rustavi/desk/{told.code}/note"
    desk = as_role("moderator")
    fields = form_on(desk.get(f"/en/rustavi/desk/{told.code}").text, action)
    assert fields["note_language"] == "en"
    assert desk.post(action, data={**fields.to_dict(), "note": NOTE}).status_code == 303
    run_jobs()
    for address in (f"/en/rustavi/stories/{told.code}", f"/en/rustavi/stories/{told.code}/print"):
        page = client.get(address).text
        assert page.index(f'lang="en" dir="auto">{NOTE}') < page.index('class="words"')
    assert "With a note on content" in client.get("/en/rustavi/stories").text


def test_an_empty_note_takes_it_away(app: Flask, client: FlaskClient, told: Told, moderator: Viewer) -> None:
    with app.app_context():
        set_content_note(moderator, told.id, NOTE, "en")
        set_content_note(moderator, told.id, NOTE, "en")
        set_content_note(moderator, told.id, " ", "en")
        set_content_note(moderator, told.id, "", "hy")
        done = list(db.session.scalars(select(ReviewEvent.act).where(ReviewEvent.act.startswith("content_note"))))
        assert done == ["content_note", "content_note_removed"]
    assert NOTE not in client.get(f"/en/rustavi/stories/{told.code}").text


@pytest.mark.parametrize(
    ("note", "language", "field"),
    [("x" * 301, "en", "note"), (NOTE, "xx", "note_language"), (NOTE, "", "note_language")],
)
def test_what_cannot_be_a_note_is_said_and_kept(
    as_role: Callable[..., FlaskClient], told: Told, note: str, language: str, field: str
) -> None:
    action = f"/en/rustavi/desk/{told.code}/note"
    answer = as_role("moderator").post(action, data={"note": note, "note_language": language})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert form_on(answer.text, action)["note"] == note


@pytest.mark.parametrize(("role", "city"), [(Role.MODERATOR, "poti"), (Role.CITY_ADMIN, "rustavi")])
def test_nobody_else_writes_one(app: Flask, told: Told, role: Role, city: str) -> None:
    with app.app_context(), pytest.raises(NotAllowed):
        set_content_note(new_person(app, role, city), told.id, NOTE, "en")


def test_a_note_that_is_too_long_is_not_kept(app: Flask, told: Told, moderator: Viewer) -> None:
    with app.app_context(), pytest.raises(Invalid):
        set_content_note(moderator, told.id, "x" * 301, "en")


def note_of(told: Told) -> tuple[str, str]:
    db.session.expire_all()
    story = db.session.get_one(Story, told.id)
    return story.content_note, story.content_note_language


@pytest.mark.parametrize("note", ["Tells how Nino died.", "NINO dies in it.", "Nino’s death", "On Ninos death"])
def test_a_note_does_not_say_what_is_withheld(
    app: Flask, as_role: Callable[..., FlaskClient], tell: Callable[..., Told], moderator: Viewer, note: str
) -> None:
    told = tell(state="published", title="Nino and the water")
    with app.app_context():
        mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)
        with pytest.raises(Invalid) as refused:
            set_content_note(moderator, told.id, note, "en")
        assert refused.value.fields == {"note": "words_withheld"}
        assert note_of(told) == ("", "")
        set_content_note(moderator, told.id, NOTE, "en")
    action = f"/en/rustavi/desk/{told.code}/note"
    answer = as_role("moderator").post(action, data={"note": note, "note_language": "en"})
    assert answer.status_code == 422
    assert form_on(answer.text, action)["note"] == note


def test_a_note_that_names_what_is_withheld_later_goes(
    app: Flask, client: FlaskClient, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told = tell(state="published", title="Nino and the water")
    with app.app_context():
        set_content_note(moderator, told.id, "Tells how NINO died.", "en")
        (mask,) = mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)
        assert note_of(told) == ("", "")
        done = db.session.scalars(select(ReviewEvent.act).where(ReviewEvent.story_id == told.id))
        assert {"masked", "content_note_removed"} <= set(done)
        lift_mask(moderator, told.id, mask.id)
        set_content_note(moderator, told.id, NOTE, "en")
        mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)
        assert note_of(told) == (NOTE, "en")
    assert "NINO" not in client.get(f"/en/rustavi/stories/{told.code}").text
