"""A remark of one moderator to the others stays at the desk."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core.errors import Invalid, NotAllowed
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.services.remarking import add_remark
from tests.support.pages import form_on, words_on
from tests.support.staff import new_person
from tests.support.stories import Told

REMARK = "I rang the school: the wall fell in March."


@pytest.fixture
def told(tell: Callable[..., Told]) -> Told:
    return tell(state="published")


def test_the_next_moderator_reads_it(app: Flask, as_role: Callable[..., FlaskClient], told: Told) -> None:
    action = f"/en/rustavi/desk/{told.code}/remarks"
    assert as_role("moderator").post(action, data={"remark": f"  {REMARK}\u202e "}).status_code == 303
    words = words_on(as_role("moderator").get(f"/en/rustavi/desk/{told.code}").text)
    assert REMARK in words
    assert "Left a remark for the team" in words


def test_neither_teller_nor_reader_gets_a_byte_of_it(
    app: Flask,
    client: FlaskClient,
    as_role: Callable[..., FlaskClient],
    told: Told,
    moderator: Viewer,
    run_jobs: Callable[[], int],
) -> None:
    with app.app_context():
        add_remark(moderator, told.id, REMARK)
    run_jobs()
    lead = as_role("learning_lead")
    for address in (
        f"/en/rustavi/stories/{told.code}",
        f"/en/rustavi/stories/{told.code}/print",
        "/en/rustavi/stories?q=school",
        "/en/rustavi/stories.atom",
        "/en/rustavi/",
    ):
        for browser in (client, lead):
            assert b"rang the school" not in browser.get(address).data, address
    mine = client.post("/en/my", data={"receipt": told.receipt}, follow_redirects=True)
    assert mine.status_code == 200
    assert told.code in mine.text or "water in our yard" in mine.text
    assert b"rang the school" not in mine.data
    assert "remark for the team" not in mine.text


def test_an_empty_remark_is_said_and_a_long_one_is_kept(as_role: Callable[..., FlaskClient], told: Told) -> None:
    desk, action = as_role("moderator"), f"/en/rustavi/desk/{told.code}/remarks"
    assert "Write the remark." in words_on(desk.post(action, data={"remark": " \n"}).text)
    answer = desk.post(action, data={"remark": "x" * 2001})
    assert answer.status_code == 422
    assert form_on(answer.text, action)["remark"] == "x" * 2001


@pytest.mark.parametrize(("role", "city"), [(Role.MODERATOR, "poti"), (Role.CITY_ADMIN, "rustavi")])
def test_nobody_else_remarks(app: Flask, told: Told, role: Role, city: str) -> None:
    with app.app_context(), pytest.raises(NotAllowed):
        add_remark(new_person(app, role, city), told.id, REMARK)


def test_nothing_is_kept_of_an_empty_one(app: Flask, told: Told, moderator: Viewer) -> None:
    with app.app_context(), pytest.raises(Invalid):
        add_remark(moderator, told.id, "\u200e")
