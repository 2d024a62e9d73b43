"""New words are written with the receipt, in the teller's own version, and a page that was overtaken hands them back."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from storyhub.cities.models import City
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role
from storyhub.stories.models import Story, StoryVersion, Withheld
from storyhub.stories.services.masking import mask_passage
from storyhub.stories.services.versions import set_version_aside, show_new_version
from tests.support.pages import form_on, words_on
from tests.support.staff import new_person
from tests.support.stories import Told

pytestmark = pytest.mark.config(WTF_CSRF_ENABLED=True)

Tell = Callable[..., Told]

OLD = "Our neighbour Vakhtang carried the water up four floors, twice a week."
NEW = "Our neighbour Vakhtang carried the water up five floors, three times a week."


def post(client: FlaskClient, told: Told, action: str = "show", **said: str) -> TestResponse:
    return client.post("/en/my", data={"receipt": told.receipt, "action": action, **said})


def rewrite(client: FlaskClient, told: Told, body: str, title: str = "") -> TestResponse:
    """Open the form, change it, keep it."""
    form = form_on(post(client, told, "words").text, "/en/my")
    form["title"], form["body"], form["action"] = title, body, "keep_words"
    return client.post("/en/my", data=form)


def read(client: FlaskClient, told: Told) -> str:
    return words_on(client.get(f"/en/{told.city}/stories/{told.code}").text)


def numbers(app: Flask, told: Told) -> list[int]:
    with app.app_context():
        rows = db.select(StoryVersion.number).where(StoryVersion.story_id == told.id)
        return sorted(db.session.scalars(rows))


def test_the_form_holds_the_tellers_own_words_not_the_masked_ones(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told, moderator = tell(state="published", body=OLD, title="Vakhtang"), new_person(app, Role.MODERATOR)
    with app.app_context():
        mask_passage(moderator, told.id, "Vakhtang", Withheld.NAME, seen_version=1)
    form = form_on(post(client, told, "words").text, "/en/my")
    assert (form["title"], form["body"], form["version"]) == ("Vakhtang", OLD, "1")


def test_readers_have_the_new_words_after_the_desk(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    kept = rewrite(client, told, NEW)
    assert "These words wait to be read." in words_on(kept.text)
    assert "four floors" in read(client, told)
    with app.app_context():
        show_new_version(new_person(app, Role.MODERATOR), told.id, 2)
    assert "five floors" in read(client, told)
    mine = words_on(post(client, told).text)
    assert "These words wait" not in mine
    assert OLD in mine
    assert NEW in mine


def test_readers_have_them_at_once_where_the_town_says_so(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    with app.app_context(), transaction() as session:
        session.scalars(db.select(City).where(City.slug == "rustavi")).one().new_versions_at_once = True
    assert "readers have the new words at once" in words_on(post(client, told, "words").text)
    assert "These words wait" not in words_on(rewrite(client, told, NEW).text)
    assert "five floors" in read(client, told)


@pytest.mark.parametrize(("title", "body"), [("", "short"), ("", ""), ("t" * 121, NEW), ("", "b" * 20_001)])
def test_what_cannot_be_taken_stands_in_the_form_again(
    app: Flask, client: FlaskClient, tell: Tell, title: str, body: str
) -> None:
    told = tell(body=OLD)
    refused = rewrite(client, told, body, title)
    assert refused.status_code == 422
    form = form_on(refused.text, "/en/my")
    assert (form["title"], form["body"]) == (title, body)
    assert numbers(app, told) == [1]


def test_a_page_that_was_overtaken_keeps_its_words_and_shows_the_others(
    app: Flask, client: FlaskClient, tell: Tell
) -> None:
    told = tell(body=OLD)
    stale = form_on(post(client, told, "words").text, "/en/my")
    rewrite(client, told, NEW)
    mine = "Only the first floor carried water, as I remember now."
    stale["body"], stale["action"] = mine, "keep_words"
    overtaken = client.post("/en/my", data=stale)
    assert overtaken.status_code == 409
    form = form_on(overtaken.text, "/en/my")
    assert (form["body"], form["version"]) == (mine, "2")
    assert NEW in words_on(overtaken.text)
    assert client.post("/en/my", data=form | {"action": "keep_words"}).status_code == 200
    assert numbers(app, told) == [1, 2, 3]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "٢", "0"])
def test_a_form_without_its_number_overwrites_nothing(
    app: Flask, client: FlaskClient, tell: Tell, version: str
) -> None:
    told = tell(body=OLD)
    assert post(client, told, "keep_words", body=NEW, version=version).status_code == 409
    assert numbers(app, told) == [1]


def test_words_sent_twice_are_kept_once(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told = tell(body=OLD)
    for _again in range(2):
        assert post(client, told, "keep_words", body=NEW, version="1").status_code == 200
    assert numbers(app, told) == [1, 2]


def test_words_left_aside_are_still_the_tellers(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    rewrite(client, told, NEW)
    with app.app_context():
        set_version_aside(new_person(app, Role.MODERATOR), told.id, 2, "other")
    said = words_on(post(client, told).text)
    assert "left the words from before in place" in said
    assert NEW in said
    assert form_on(post(client, told, "words").text, "/en/my")["body"] == NEW


def test_earlier_words_are_erased_after_asking_once_more(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told = tell(body=OLD)
    rewrite(client, told, NEW)
    assert "Erase your words from before?" in words_on(post(client, told, "erase_words").text)
    assert numbers(app, told) == [1, 2]
    erased = post(client, told, "erase_words_for_good")
    assert OLD not in erased.text
    assert numbers(app, told) == [2]
    with app.app_context():
        assert db.session.get_one(Story, told.id).body == NEW


def test_another_storys_receipt_changes_nothing_here(app: Flask, client: FlaskClient, tell: Tell) -> None:
    told, other = tell(body=OLD), tell(body=OLD)
    rewrite(client, other, NEW)
    assert numbers(app, told) == [1]
